"""What every schema of the keep-doors has: strict fields and a way to the domain value."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")


class KeepSchema(BaseModel, ABC, Generic[T]):
    """The JSON of one noun."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @abstractmethod
    def value(self) -> T:
        """Return the domain value that this JSON is."""

"""What the keep-doors must know of a noun: its address, its shelf, its JSON, who may use it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path

from api.edge.field_types import Identity
from api.edge.gate import check_every_site, check_site
from api.edge.validation import validated
from api.keep_doors.keep_schema import KeepSchema
from data.operational.api_keys import ApiKey
from data.operational.catalogue_shelf import Shelf
from recommender.errors import Fault, InvalidFields

T = TypeVar("T")
Key = tuple[str, ...]
InPath = Annotated[Identity, Path(description="1 to 200 characters; may hold slashes.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDoor(Generic[T]):
    """The door of one noun. `key_names` are its fields that stand in the path."""

    plural: str
    shelf: Shelf[T]
    schema: type[KeepSchema[T]]
    key_names: tuple[str, ...]

    @property
    def many(self) -> str:
        """The path of the list and of the bulk."""
        return f"/v1/{self.plural}"

    @property
    def one(self) -> str:
        """The path of one; an id may hold slashes."""
        site = "{site}/" if self.is_of_site else ""
        return f"{self.many}/{site}{{id:path}}"

    @property
    def is_of_site(self) -> bool:
        """Whether the noun belongs to a site."""
        return "site" in self.key_names

    @property
    def key(self) -> Callable[..., Key]:
        """The dependency that reads the key from the path."""
        return _key_on_site if self.is_of_site else _key

    def address_of(self, key: Key) -> str:
        """Return the path of one, for people and logs (not encoded)."""
        return "/".join((self.many, *key))

    def check_reader(self, key: ApiKey, *, identity: Key) -> None:
        """Raise NotAllowed unless the key may read that; a site's key reads its own site too."""
        if self.plural == "sites":
            check_site(key, identity[0])
        else:
            self.check_writer(key, identity=identity)

    def check_writer(self, key: ApiKey, *, identity: Key) -> None:
        """Raise NotAllowed unless the key may write that: its site's own, or with `*` anything."""
        if self.is_of_site:
            check_site(key, identity[0])
        else:
            check_every_site(key)

    def value_of(self, content: Mapping[str, Any]) -> T:
        """Return the domain value of a JSON object. Raises InvalidFields."""
        return validated(self.schema, content).value()

    def value_at(self, identity: Key, *, content: Mapping[str, Any]) -> T:
        """Return the value of a JSON object that was sent to a path. Raises InvalidFields."""
        expected = dict(zip(self.key_names, identity, strict=True))
        faults = tuple(
            Fault(f"/{name}", "this is not what stands in the path: leave it out")
            for name, part in expected.items()
            if content.get(name, part) != part
        )
        if faults:
            raise InvalidFields(faults)
        return self.value_of({**content, **expected})


def _key(id: InPath) -> Key:
    return (id,)


def _key_on_site(site: InPath, id: InPath) -> Key:
    return (site, id)

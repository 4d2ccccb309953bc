"""What a learner began from: a refit, with the model that it was blended with, or the prior."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A state by its version; `learned` counts its exposures.

    `share` is the weight of the logit of `model` beside the learner's own, `shift` what is added.
    """

    version: str
    learned: int
    model: str | None = None
    share: float = 0.0
    shift: float = 0.0

    @property
    def digest(self) -> str:
        """The end of the version: 16 hexadecimal digits that no other base has."""
        return self.version[-DIGITS:]

    def content(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)


def base_of(content: Mapping[str, Any]) -> Base:
    """Return the base that `content` was made of. Raises TypeError if it is none."""
    return Base(**content)


def refit_base(version: str, learned: int, about: Mapping[str, Any]) -> Base:
    """Return the base that a refit is, by what was noted about it."""
    blend = about.get("blend") or {}
    return Base(
        version=version,
        learned=learned,
        model=about.get("model"),
        share=float(blend.get("weight", 0.0)),
        shift=float(blend.get("intercept", 0.0)),
    )


def version_of_steps(base: Base, learned: int) -> str:
    """Return the name of what a learner knows after `learned` exposures, its base's among them."""
    return f"{base.digest}+{learned - base.learned}"

"""What a caller believes about a row before it writes it (HTTP's If-Match and If-None-Match)."""

from dataclasses import dataclass

from recommender.errors import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """`versions`: it must stand at one of these (None: at any). The others: it must (not) exist."""

    versions: frozenset[int] | None = None
    must_exist: bool = False
    must_be_new: bool = False

    def check(self, version: int | None) -> None:
        """Raise Conflict unless the row's version, None where there is no row, is as believed."""
        if self.must_be_new and version is not None:
            raise Conflict(f"it exists already, in version {version}: read it, then send If-Match")
        if self.must_exist and version is None:
            raise Conflict("it does not exist (any more): send it without If-Match to create it")
        if self.versions is not None and version not in self.versions:
            found = "is gone" if version is None else f"is now in version {version}"
            raise Conflict(f"it {found}: read it again, then send that ETag in If-Match")


ANY_STATE = Precondition()

"""Keeps rows in bulk: each is checked by itself, and the good ones are written in batches."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from api.keep_doors.bulk_rows import Row
from api.keep_doors.keep_door import KeepDoor
from data.operational.catalogue_shelf import BATCH, Shelf
from data.operational.kept import Verdict
from recommender.domain import Site
from recommender.errors import Fault, InvalidFields, NotFound

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVerdict:
    """What became of a row. `key` names it as far as it could be read."""

    row: int
    key: dict[str, str]
    verdict: Verdict
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A row with its value, or with why it has none."""

    row: Row
    value: T | None
    faults: tuple[Fault, ...] = ()


def keep_rows(
    rows: Iterable[Row], *, door: KeepDoor[T], sites: Shelf[Site], may_reach: Callable[[str], bool]
) -> Iterator[RowVerdict]:
    """Yield the verdict of each row in order, once its batch is kept. Raises Unavailable.

    Sent again after an error, what was kept already comes back as unchanged.
    """
    check = _SiteCheck(sites, may_reach=may_reach)
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        checked = [_checked(row, door=door, check=check) for row in batch]
        good = [each.value for each in checked if each.value is not None]
        verdicts = iter(door.shelf.put_many(good))
        for each in checked:
            verdict = Verdict.REJECTED if each.value is None else next(verdicts)
            yield _verdict(each, verdict, key_names=door.key_names)


class _SiteCheck:
    """Says why rows of a site cannot be kept; asks the catalogue once a site."""

    def __init__(self, sites: Shelf[Site], *, may_reach: Callable[[str], bool]) -> None:
        self._sites = sites
        self._may_reach = may_reach
        self._faults: dict[str, tuple[Fault, ...]] = {}

    def faults_of(self, site: str) -> tuple[Fault, ...]:
        if site not in self._faults:
            self._faults[site] = tuple(self._faults_of(site))
        return self._faults[site]

    def _faults_of(self, site: str) -> Iterator[Fault]:
        if not self._may_reach(site):
            yield Fault("/site", "this API key is for another site")
            return
        try:
            self._sites.get(site)
        except NotFound as error:
            yield Fault("/site", str(error))


def _checked(row: Row, *, door: KeepDoor[T], check: _SiteCheck) -> Checked[T]:
    if row.faults:
        return Checked(row, None, row.faults)
    try:
        value = door.value_of(row.content)
    except InvalidFields as error:
        return Checked(row, None, error.faults)
    faults = check.faults_of(row.content["site"]) if door.is_of_site else ()
    return Checked(row, None if faults else value, faults)


def _verdict(each: Checked[Any], verdict: Verdict, *, key_names: tuple[str, ...]) -> RowVerdict:
    found = {name: each.row.content.get(name) for name in key_names}
    key = {name: part[:200] for name, part in found.items() if isinstance(part, str)}
    return RowVerdict(row=each.row.number, key=key, verdict=verdict, faults=each.faults)

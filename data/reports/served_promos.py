"""What promos were when they were served: kind, source and value, by id and version."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.lake.engine import fetch
from data.lake.lake_store import Lake
from data.reports.name_codes import Coded, Whole, compact, paired

FACTS = ("kind", "source", "value_micros", "title")
NO_VALUE = -1


@dataclass(frozen=True, slots=True)
class PromoFacts:
    """A version of a promo; None is not known."""

    kind: str | None = None
    source: str | None = None
    value_micros: int | None = None
    title: str | None = None


UNKNOWN = PromoFacts()


@dataclass(frozen=True, slots=True)
class ServedPromos:
    """The promos of the lake, every version that was served, and the newest of each."""

    versions: Mapping[tuple[str, int], PromoFacts]
    newest: Mapping[str, PromoFacts]

    def served(self, promo: str, version: int | None) -> PromoFacts:
        """Return a promo as it was served; a version that was not kept is taken as the newest."""
        known = self.versions.get((promo, version)) if version is not None else None
        return known or self.newest.get(promo, UNKNOWN)

    def of_slots(self, promos: Coded, versions: Coded) -> tuple[Coded, Coded, Whole]:
        """Return the kind, source and value in micros (NO_VALUE: none) of each slot [n]."""
        pairs = paired(promos.codes, versions.codes, others=len(versions.names))
        below = max(len(promos.names), 1) * max(len(versions.names), 1)
        places, distinct = compact(pairs, below=below)
        facts = [self._of_pair(int(pair), promos, versions) for pair in distinct]
        values = [NO_VALUE if each.value_micros is None else each.value_micros for each in facts]
        kinds = _named([each.kind for each in facts], places)
        sources = _named([each.source for each in facts], places)
        return kinds, sources, np.array(values, dtype=np.int64)[places]

    def _of_pair(self, pair: int, promos: Coded, versions: Coded) -> PromoFacts:
        promo, version = divmod(pair, max(len(versions.names), 1))
        return self.served(str(promos.names[promo]), versions.names[version])  # type: ignore[arg-type]


def _named(names: list[str | None], places: Whole) -> Coded:
    distinct = list(dict.fromkeys(names))
    code_of = {name: code for code, name in enumerate(distinct)}
    codes = np.array([code_of[name] for name in names], dtype=np.int64)
    return Coded(codes[places], distinct)


def served_promos(lake: Lake) -> ServedPromos:
    """Read them from the lake. Raises Unavailable."""
    rows = fetch(lake.read("promos").select("id", "version", *FACTS)).to_pylist()
    rows.sort(key=lambda row: (row["id"], row["version"]))
    facts = [PromoFacts(**{name: row[name] for name in FACTS}) for row in rows]
    versions = {(row["id"], row["version"]): each for row, each in zip(rows, facts, strict=True)}
    newest = {row["id"]: each for row, each in zip(rows, facts, strict=True)}
    return ServedPromos(versions, newest)

"""A snapshot as the store keeps it: arrays, blobs and facts; and back, in a worker."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from api.snapshots.article_rows import COLUMNS
from api.snapshots.card_shelf import CardShelf, StoredCards
from api.snapshots.promo_rows import Columns
from data.models.model_arrays import learned_of
from data.operational.domain_documents import from_document, to_document
from data.operational.kept import Kept
from data.snapshot_store import StoredSnapshot
from recommender.domain import Placement, Site
from recommender.eligibility import flight_bounds_ms
from recommender.errors import Unavailable
from recommender.learned import Learned
from recommender.promo_table import COLUMNS as PROMO_COLUMNS
from recommender.promo_table import Audience, GroupTable, PromoTable
from recommender.snapshot import ArticleTable, RankingSettings, Snapshot

GROUP_COLUMNS = ("kinds", "kind", "source")
ARTICLE_COLUMNS = (*COLUMNS, "vectors")


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotParts:
    """All that one snapshot consists of, on the keeper's side."""

    number: int
    generation: int
    made_at_ms: int
    catalogue_version: int
    columns: Columns
    audiences: tuple[Audience, ...]
    groups: GroupTable
    cards: CardShelf
    cards_laid_in: int
    asked_of_in: int
    articles: ArticleTable
    sites: tuple[Kept[Site], ...]
    placements: tuple[Kept[Placement], ...]
    settings: RankingSettings
    temperatures: Mapping[tuple[str, str], float]
    model_arrays: Columns
    models: tuple[str, ...]
    model: str | None

    def arrays(self) -> Columns:
        """Return every array by its name in the store."""
        groups = {name: getattr(self.groups, name) for name in GROUP_COLUMNS}
        articles = {name: getattr(self.articles, name) for name in ARTICLE_COLUMNS}
        return (
            {f"promos.{name}": column for name, column in self.columns.items()}
            | {f"groups.{name}": column for name, column in groups.items()}
            | {f"articles.{name}": column for name, column in articles.items()}
            | {f"model.{name}": array for name, array in self.model_arrays.items()}
            | self.cards.arrays()
        )

    def facts(self) -> dict[str, Any]:
        """Return what is no array, as JSON."""
        return {
            "generation": self.generation,
            "made_at_ms": self.made_at_ms,
            "catalogue_version": self.catalogue_version,
            "audiences": [asdict(audience) for audience in self.audiences],
            "cards_laid_in": self.cards_laid_in,
            "asked_of_in": self.asked_of_in,
            "sites": [_numbered(site) for site in self.sites],
            "placements": [_numbered(placement) for placement in self.placements],
            "settings": asdict(self.settings),
            "temperatures": [(*place, tau) for place, tau in sorted(self.temperatures.items())],
            "models": self.models,
            "model": self.model,
        }


@dataclass(frozen=True, slots=True)
class NumberedSnapshot:
    """A snapshot with its cards and the surrogate numbers that tokens bear.

    `cards_laid_in` and `asked_of_in` are the snapshots in which all cards, or what questions are
    made of (sites, placements, articles), last changed; `boundaries_ms` the flights to come.
    """

    snapshot: Snapshot
    cards: StoredCards
    cards_laid_in: int
    asked_of_in: int
    boundaries_ms: list[int]
    site_numbers: Mapping[str, int]
    placement_numbers: Mapping[tuple[str, str], int]
    model_number: int


def numbered_snapshot(stored: StoredSnapshot, before: Learned | None) -> NumberedSnapshot:
    """Return a stored snapshot, the model taken from `before` if it is the same.

    Raises Unavailable if what is stored is not what this version writes.
    """
    try:
        return _numbered_snapshot(stored, before)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        message = f"snapshot {stored.number} is not of this version: {error!r}"
        raise Unavailable(message) from error


def _numbered_snapshot(stored: StoredSnapshot, before: Learned | None) -> NumberedSnapshot:
    facts, arrays = stored.facts, stored.arrays
    sites = {site.id: (number, site) for number, site in _of_numbered(Site, facts["sites"])}
    placements = {
        (placement.site, placement.id): (number, placement)
        for number, placement in _of_numbered(Placement, facts["placements"])
    }
    snapshot = Snapshot(
        number=stored.number,
        generation=facts["generation"],
        made_at_ms=facts["made_at_ms"],
        catalogue_version=facts["catalogue_version"],
        promos=_promos(stored),
        articles=ArticleTable(**{name: arrays[f"articles.{name}"] for name in ARTICLE_COLUMNS}),
        sites={name: site for name, (_, site) in sites.items()},
        placements={key: placement for key, (_, placement) in placements.items()},
        learned=_learned(stored, before),
        settings=RankingSettings(**facts["settings"]),
        temperatures=temperatures_of(facts),
    )
    return NumberedSnapshot(
        snapshot=snapshot,
        cards=StoredCards(
            arrays["cards.start"],
            arrays["cards.length"],
            stored.blobs["cards.base"],
            stored.blobs["cards.added"],
        ),
        cards_laid_in=facts["cards_laid_in"],
        asked_of_in=facts["asked_of_in"],
        boundaries_ms=_boundaries_ms(snapshot),
        site_numbers={name: number for name, (number, _) in sites.items()},
        placement_numbers={key: number for key, (number, _) in placements.items()},
        model_number=_model_number(facts),
    )


def temperatures_of(facts: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    """Return the temperatures of placements that a snapshot's facts tell; older ones tell none."""
    told = facts.get("temperatures", ())
    return {(site, placement): float(tau) for site, placement, tau in told}


def _boundaries_ms(snapshot: Snapshot) -> list[int]:
    """Return the times to come at which a live promo's flight begins or ends, in order."""
    promos = snapshot.promos
    bounds = flight_bounds_ms(
        promos.starts_ms,
        ends_ms=promos.ends_ms,
        is_live=promos.is_live,
        after_ms=snapshot.made_at_ms,
    )
    found: list[int] = np.unique(bounds).tolist()
    return found


def _promos(stored: StoredSnapshot) -> PromoTable:
    arrays: Mapping[str, Any] = stored.arrays
    return PromoTable(
        **{name: arrays[f"promos.{name}"] for name in PROMO_COLUMNS},
        audiences=tuple(_audience(each) for each in stored.facts["audiences"]),
        groups=GroupTable(**{name: arrays[f"groups.{name}"] for name in GROUP_COLUMNS}),
    )


def _learned(stored: StoredSnapshot, before: Learned | None) -> Learned | None:
    version = stored.facts["model"]
    if version is None or (before is not None and before.version == version):
        return before if version else None
    prefix = "model."
    arrays = {
        name.removeprefix(prefix): array
        for name, array in stored.arrays.items()
        if name.startswith(prefix)
    }
    return learned_of(arrays, version)


def _model_number(facts: Mapping[str, Any]) -> int:
    """Return the model's place in the list of models, from 1; 0 without a model."""
    return 0 if facts["model"] is None else facts["models"].index(facts["model"]) + 1


def _audience(fields: Mapping[str, list[str]]) -> Audience:
    return Audience(**{name: tuple(values) for name, values in fields.items()})


def _numbered(kept: Kept[Any]) -> tuple[int, str]:
    return kept.number, to_document(kept.value)


def _of_numbered(kind: type[Any], listed: list[tuple[int, str]]) -> list[tuple[int, Any]]:
    return [(number, from_document(kind, document)) for number, document in listed]

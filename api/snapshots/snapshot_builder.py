"""Builds the keeper's snapshots from catalogue and model, doing again only what has changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from api.snapshots.article_rows import ArticleRows
from api.snapshots.promo_rows import Columns, PromoRows
from api.snapshots.snapshot_form import SnapshotParts
from data.models.model_arrays import arrays_of
from data.operational.catalogue import Catalogue
from data.operational.kept import Kept
from recommender.assembly import epoch_ms
from recommender.domain import Placement, Site
from recommender.learned import Learned
from recommender.snapshot import RankingSettings

MOST_ARTICLES = 20_000
"""Articles whose vectors lie ready; workers judge any other when it is first asked for."""
AGEING = timedelta(minutes=15)
NONE: Mapping[tuple[str, str], float] = MappingProxyType({})


class SnapshotBuilder:
    """Keeps the columns of the last snapshot, to change them when the catalogue does."""

    def __init__(self, catalogue: Catalogue, *, settings: RankingSettings) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self._promos: PromoRows | None = None
        self._articles: ArticleRows | None = None
        self._sites: tuple[Kept[Site], ...] = ()
        self._placements: tuple[Kept[Placement], ...] = ()
        self._sources: dict[str, str] = {}
        self._version = -1
        self._generation = self._cards_laid_in = self._asked_of_in = 0
        self._learned: Learned | None = None
        self._model_arrays: Columns = {}
        self._aged_at: datetime | None = None
        self._models: tuple[str, ...] = ()

    def know_models(self, models: Iterable[str]) -> None:
        """Take over the numbering of models that tokens were signed with."""
        self._models = tuple(models)

    def build(
        self,
        learned: Learned | None,
        *,
        now: datetime,
        number: int,
        temperatures: Mapping[tuple[str, str], float] = NONE,
    ) -> SnapshotParts:
        """Return the snapshot of the catalogue as it is, to bear `number`. Raises Unavailable."""
        version = self._catalogue.version()
        is_same_model = (learned and learned.version) == (self._learned and self._learned.version)
        if self._promos is None or self._articles is None or not is_same_model:
            self._rebuild(learned, now=now, number=number)
        else:
            self._change(self._promos, self._articles, now=now, number=number)
        self._version = version
        return self._parts(now=now, number=number, temperatures=temperatures)

    def is_due(self, now: datetime) -> bool:
        """Whether promos have grown older since they were last looked at for it."""
        return self._aged_at is not None and now - self._aged_at > AGEING

    def _rebuild(self, learned: Learned | None, *, now: datetime, number: int) -> None:
        catalogue = self._catalogue
        self._read_small()
        promos = PromoRows(
            list(catalogue.promos.all()),
            learned=learned,
            sources=self._sources,
            now=now,
            number=number,
        )
        newest = [
            each
            for site in self._sites
            for each in catalogue.articles.newest(limit=MOST_ARTICLES, site=site.value.id)
        ]
        newest.sort(key=lambda each: each.number, reverse=True)
        articles = ArticleRows(newest[:MOST_ARTICLES], learned=learned)
        self._promos, self._articles, self._learned = promos, articles, learned
        self._generation = self._cards_laid_in = self._asked_of_in = number
        self._aged_at = now
        self._model_arrays = dict(arrays_of(learned)) if learned else {}
        if learned and learned.version not in self._models:
            self._models = (*self._models, learned.version)

    def _change(
        self, promos: PromoRows, articles: ArticleRows, *, now: datetime, number: int
    ) -> None:
        catalogue, since = self._catalogue, self._version
        shelves = (catalogue.sites, catalogue.placements, catalogue.sources)
        if any(shelf.changed_since(since) for shelf in shelves):
            names = self._sources
            self._read_small()
            self._asked_of_in = number
            if names != self._sources:
                promos.name_sources(self._sources)
                self._cards_laid_in = number
        if changed := catalogue.promos_changed_since(since):
            promos.change(changed, sources=self._sources, now=now, number=number)
        if changed_articles := catalogue.articles.changed_since(since):
            articles.change(changed_articles)
            self._asked_of_in = number
        if self.is_due(now):
            promos.grow_older(now, number=number)
            self._aged_at = now

    def _read_small(self) -> None:
        catalogue = self._catalogue
        self._sites = tuple(catalogue.sites.all())
        self._placements = tuple(catalogue.placements.all())
        self._sources = {each.value.id: each.value.name for each in catalogue.sources.all()}

    def _parts(
        self, *, now: datetime, number: int, temperatures: Mapping[tuple[str, str], float]
    ) -> SnapshotParts:
        assert self._promos is not None
        assert self._articles is not None
        return SnapshotParts(
            number=number,
            generation=self._generation,
            made_at_ms=epoch_ms(now),
            catalogue_version=self._version,
            columns=self._promos.columns(number),
            audiences=self._promos.audiences(),
            groups=self._promos.groups(),
            cards=self._promos.cards,
            cards_laid_in=self._cards_laid_in,
            asked_of_in=self._asked_of_in,
            articles=self._articles.table,
            sites=self._sites,
            placements=self._placements,
            settings=self._settings,
            temperatures=temperatures,
            model_arrays=self._model_arrays,
            models=self._models,
            model=self._learned.version if self._learned else None,
        )

"""A home as it serves: a small catalogue, snapshots by the keeper, the whole app in process."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.snapshots.snapshot_rounds import SnapshotRounds
from data.models.model_store import ModelStore
from data.operational.catalogue import Catalogue, open_catalogue
from data.snapshot_store import SnapshotStore
from recommender.domain import Promo
from recommender.learned import Learned
from recommender.snapshot import RankingSettings
from tests.builders import NOON, a_placement, a_promo, a_site, a_source, an_article
from tests.model_builder import a_learned

SECRET = "a-secret-of-sixteen-characters"
ORIGIN = "https://daily.example"


@dataclass
class Clock:
    """A clock that tests set."""

    at: datetime = field(default=NOON)

    def now(self) -> datetime:
        """Return the time."""
        return self.at


@dataclass(frozen=True)
class ServedHome:
    """Everything of one installation; `publish` lets the keeper look once."""

    values: dict[str, str]
    catalogue: Catalogue
    models: ModelStore
    store: SnapshotStore
    rounds: SnapshotRounds
    clock: Clock
    temperatures: dict[tuple[str, str], float]

    def publish(self) -> bool:
        """Let the keeper look; return whether it published."""
        return self.rounds.look()

    def promote(self, learned: Learned) -> None:
        """Keep a model and let it serve from the next look on."""
        self.models.promote(self.models.save(learned, created_at=NOON))

    @contextmanager
    def client(self, **settings: str) -> Iterator[TestClient]:
        """Open the app as a client sees it."""
        given = {f"CHIRASHI_{name.upper()}": value for name, value in settings.items()}
        app = create_app(self.values | given)
        with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
            yield client


def some_promos() -> list[Promo]:
    """Return six stories of a blog and three paid offers of merchants."""
    stories = [a_promo(id=f"story-{number}") for number in range(1, 7)]
    offer: dict[str, Any] = {"kind": "offer", "source": "ribs", "sponsored": True}
    prices = (1_000_000, 2_000_000, 5_000_000)
    offers = [
        a_promo(id=f"offer-{number}", value_micros=price, label="Offer", **offer)
        for number, price in enumerate(prices, 1)
    ]
    return stories + offers


def a_served_home(
    folder: Path, *, promos: Sequence[Promo] | None = None, learned: Learned | None = None
) -> ServedHome:
    """Fill a home and publish its first snapshot; no visit is given to control or baseline."""
    url = f"sqlite:///{folder / 'chirashi.db'}"
    catalogue = open_catalogue(url)
    catalogue.sites.put(a_site(origins=(ORIGIN,), time_zone="Asia/Tokyo"))
    catalogue.sources.put_many([a_source(), a_source(id="blog", name="The Blog")])
    catalogue.articles.put(an_article(url="https://daily.example/harbour"))
    catalogue.placements.put(a_placement(id="in-article", slots=1))
    catalogue.placements.put(a_placement(heading="More for you"))
    catalogue.promos.put_many(some_promos() if promos is None else promos)
    models, store, clock = (
        ModelStore(folder / "models"),
        SnapshotStore(folder / "snapshots"),
        Clock(),
    )
    temperatures: dict[tuple[str, str], float] = {}
    rounds = SnapshotRounds(
        catalogue,
        models=models,
        store=store,
        settings=RankingSettings(control_share=0, baseline_share=0),
        now=clock.now,
        temperatures=lambda: dict(temperatures),
    )
    values = {"CHIRASHI_HOME": str(folder), "CHIRASHI_SECRETS": SECRET}
    home = ServedHome(values, catalogue, models, store, rounds, clock, temperatures)
    if learned is not None:
        home.promote(learned)
    home.publish()
    return home


def a_learned_home(folder: Path) -> ServedHome:
    """Return a home that serves with a model."""
    return a_served_home(folder, learned=a_learned())

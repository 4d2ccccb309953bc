"""Expected clicks a view on the sample publisher: random, popularity, learned, truth.

Trained on the first 12 of the log's 14 days; judged by the known rates on visits of the last two,
new articles and all. Every policy fills the same slots under the same rules, the best first by
click rate alone; `as served` is the ranker's own draw, which weighs values and explores.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from data.lake.lake_store import Lake
from data.models.model_store import ModelStore
from data.publisher.hidden import Floats
from data.publisher.sample_catalogue import read_samples
from data.publisher.sample_home import SEED
from data.publisher.sample_world import SampleWorld
from data.publisher.synthetic_log import DAYS, VIEWS_A_DAY, write_log
from data.worlds.world import World, midnight
from recommender.learned import Learned
from tests.world_policies import (
    Scores,
    clicks_a_view,
    learned,
    popularity,
    served_clicks_a_view,
    truth,
)
from training.job import train

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HELD_DAYS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """Expected clicks of each judged view [n], by policy."""

    clicks: dict[str, Floats]

    def share_of_truth(self, policy: str) -> float:
        """Return how much of what the truth gains over random slates the policy gains."""
        means = {name: float(clicks.mean()) for name, clicks in self.clicks.items()}
        gained = means[policy] - means["random"]
        return gained / (means["truth"] - means["random"])

    def figures(self, policy: str) -> dict[str, float]:
        """Return what a table of policies shows."""
        mean = float(self.clicks[policy].mean())
        return {
            "clicks_a_view": mean,
            "share_of_truths_gain_over_random": self.share_of_truth(policy),
            "over_popularity": mean - float(self.clicks["popularity"].mean()),
            "over_popularity_plus_minus": 1.96 * self.error(policy),
        }

    def error(self, policy: str) -> float:
        """Return the standard error of the policy's mean over popularity's, paired by view."""
        difference = self.clicks[policy] - self.clicks["popularity"]
        return float(difference.std() / np.sqrt(len(difference)))


def run() -> dict[str, dict[str, float]]:
    """Write the log, train and judge; return each policy's figures, intervals of 95 %."""
    with TemporaryDirectory() as folder:
        judged = judge(SampleWorld(read_samples(NOW), seed=SEED), Path(folder))
    return {name: judged.figures(name) for name in judged.clicks}


def judge(
    world: World, folder: Path, *, now: datetime = NOW, views_a_day: int = VIEWS_A_DAY
) -> Judged:
    """Train on the log of all but the last days, and judge on half as many views of those."""
    trained_until = midnight(now) - timedelta(days=HELD_DAYS)
    days = DAYS - HELD_DAYS
    lake = Lake(f"file://{folder / 'lake'}")
    list(write_log(lake, world, now=trained_until, seed=SEED, days=days, views_a_day=views_a_day))
    model = _trained(lake, ModelStore(folder / "models"), until=trained_until)
    policies: dict[str, Scores | None] = {
        "random": None,
        "popularity": popularity(world, lake),
        "learned": learned(world, model, now=trained_until),
        "truth": truth(world),
    }
    held = [
        world.visits(
            trained_until + timedelta(days=number),
            count=views_a_day // 2,
            rng=np.random.default_rng([SEED, 2, number]),
        )
        for number in range(HELD_DAYS)
    ]
    found = {
        name: [clicks_a_view(world, visits, scores) for visits in held]
        for name, scores in policies.items()
    }
    found["as served"] = [
        served_clicks_a_view(world, visits, model, now=trained_until) for visits in held
    ]
    return Judged({name: np.concatenate(days) for name, days in found.items()})


def _trained(lake: Lake, store: ModelStore, *, until: datetime) -> Learned:
    return store.load(train(lake, store, now=until).version)

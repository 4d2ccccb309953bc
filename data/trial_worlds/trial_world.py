"""One trial world: its generated catalogue, the truth behind it, and how long to try it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from data.publisher.attention import Habits
from data.publisher.hidden_world import HiddenWorld
from data.publisher.readership import Readership
from data.publisher.tastes import Tastes
from data.trial_worlds.trial_appeal import trial_eras
from data.trial_worlds.trial_articles import trial_articles
from data.worlds.trial_plan import TrialPlan
from recommender.domain import Layout, Placement, Promo, Rules, Site

SITE = Site(
    id="trial-daily",
    name="Trial Daily",
    url="https://trial-daily.example/",
    time_zone="Asia/Tokyo",
)
FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)
RULES = Rules(
    minimum_per_kind={"offer": 3, "story": 3, "guide": 1},
    maximum_per_kind={"offer": 5, "house": 1, "event": 2},
    maximum_per_source=4,
    maximum_per_advertiser=1,
    maximum_same_words=1,
)
SLOTS = 12
# A plan's views are those of readers who get as far as the widget.
HABITS = Habits(
    columns={"mobile": 1, "desktop": 3, "tablet": 3},
    reached={"mobile": 1.0, "desktop": 1.0, "tablet": 1.0},
    reached_in_the_article=1.0,
)
VISITS_ASKED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What trial worlds differ in; changes of taste come at `changes_ms`."""

    plan: TrialPlan
    mean_click_rate: float
    layout: Layout = Layout.LIST
    changes_ms: tuple[int, ...] = ()


class TrialWorld(HiddenWorld):
    """The world of one trial; equal seeds and trials, equal truth.

    Promos drawn at random from what is eligible on the first day, before any rule, are clicked at
    the trial's `mean_click_rate` where they are examined.
    """

    def __init__(self, trial: Trial, *, promos: tuple[Promo, ...], seed: int) -> None:
        self.plan = trial.plan
        readership = Readership(
            SITE,
            articles=trial_articles(SITE, trial.plan, np.random.default_rng([seed, 1])),
            promos=promos,
            seed=seed,
        )
        eras = trial_eras(seed, readership.articles, promos, changes_ms=trial.changes_ms)
        super().__init__(
            readership,
            placements=[footer(trial.layout)],
            tastes=_settled(Tastes(eras), readership, trial, rng=np.random.default_rng([seed, 2])),
            habits=HABITS,
        )


def footer(layout: Layout) -> Placement:
    """Return the only placement: twelve slots under the rules of the sample publisher's."""
    return Placement(site=SITE.id, id="footer", slots=SLOTS, layout=layout, rules=RULES)


def _settled(
    tastes: Tastes, readership: Readership, trial: Trial, *, rng: np.random.Generator
) -> Tastes:
    visits = readership.visits(trial.plan.first_day, count=VISITS_ASKED, rng=rng)
    every = np.arange(len(readership.promos))[None, :]
    logits = tastes.logits(visits, every, age_days=readership.age_days(visits, every))
    eligible = readership.eligible(visits)
    return tastes.settled(logits[eligible], mean_click_rate=trial.mean_click_rate)

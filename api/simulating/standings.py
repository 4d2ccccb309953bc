"""Who stands where in a world: what each policy earned, set against the knowable truth.

Everything is reckoned seed by seed, as all policies of a seed met the same visits; intervals are of
the mean over seeds, by Student's t.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from api.simulating.contest import Played
from api.simulating.earnings import Earned
from api.simulating.roster import KNOWABLE, PEERS
from data.reports.student import t_point
from data.worlds.world import Floats

LAST_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over seeds with its 95 % interval; None where one seed tells none."""

    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One policy in one world; every mapping is by span, as in SPANS.

    `worth`: expected clicks a view (newcomers: an examined exposure). `share`: of the knowable's.
    `distance`: to the knowable, as a share of that of the best peer in this span.
    """

    policy: str
    worth: Mapping[str, Estimate]
    share: Mapping[str, Estimate]
    distance: Mapping[str, Estimate]
    share_by_day: tuple[Estimate, ...]
    clicks_a_view: float
    newcomer_exposures: float
    micros_a_view: float


def _over_run(earned: Earned) -> float | None:
    return float(np.average(earned.days, weights=earned.views))


def _over_last_third(earned: Earned) -> float | None:
    last = max(round(len(earned.days) * LAST_SHARE), 1)
    return float(np.average(earned.days[-last:], weights=earned.views[-last:]))


SPANS: Mapping[str, Callable[[Earned], float | None]] = MappingProxyType(
    {
        "run": _over_run,
        "last_third": _over_last_third,
        "first_views": lambda earned: earned.first_views,
        "newcomers": lambda earned: earned.newcomer_rate,
    }
)


def standings(played: Sequence[Played]) -> list[Standing]:
    """Return the policies of one world, all seeds of it given, the best over the run first."""
    names = list(played[0].earned)
    worth = {name: _worths([each.earned[name] for each in played]) for name in names}
    best = {span: _best_peer(worth, span) for span in worth[KNOWABLE]}
    found = [_standing(name, played, worth, best) for name in names]
    return sorted(found, key=lambda standing: -standing.worth["run"].mean)


def _worths(earned: Sequence[Earned]) -> dict[str, Floats]:
    """Return what was earned by span [seeds]; a span without any in a seed is left out."""
    found = {span: [value(each) for each in earned] for span, value in SPANS.items()}
    return {span: np.array(values) for span, values in found.items() if None not in values}


def _best_peer(worth: Mapping[str, Mapping[str, Floats]], span: str) -> str | None:
    """Return the peer that others are measured by; None if it is as good as the knowable."""
    peers = [name for name in PEERS if name in worth and span in worth[name]]
    best = max(peers, key=lambda name: worth[name][span].mean(), default=None)
    if best is None or (worth[best][span] >= worth[KNOWABLE][span]).any():
        return None
    return best


def _standing(
    name: str,
    played: Sequence[Played],
    worth: Mapping[str, Mapping[str, Floats]],
    best: Mapping[str, str | None],
) -> Standing:
    own, knowable = worth[name], worth[KNOWABLE]
    earned = [each.earned[name] for each in played]
    spans = [span for span in own if span in knowable]
    return Standing(
        policy=name,
        worth={span: _estimate(values) for span, values in own.items()},
        share={span: _estimate(own[span] / knowable[span]) for span in spans},
        distance={
            span: _estimate((knowable[span] - own[span]) / (knowable[span] - worth[peer][span]))
            for span in spans
            if (peer := best[span])
        },
        share_by_day=_shares_by_day(name, played),
        clicks_a_view=float(np.mean([each.clicks_a_view for each in earned])),
        newcomer_exposures=float(np.mean([each.newcomer_exposures for each in earned])),
        micros_a_view=float(np.mean([each.micros_a_view for each in earned])),
    )


def _shares_by_day(name: str, played: Sequence[Played]) -> tuple[Estimate, ...]:
    own, knowable = (
        np.array([each.earned[whose].days for each in played]) for whose in (name, KNOWABLE)
    )
    return tuple(_estimate(shares) for shares in (own / knowable).T)


def _estimate(values: Floats) -> Estimate:
    """Return mean and interval over seeds [n]."""
    mean, count = float(values.mean()), len(values)
    if count < 2:
        return Estimate(mean, None, None)
    half = float(t_point(np.array([count - 1.0]))[0] * values.std(ddof=1) / np.sqrt(count))
    return Estimate(mean, mean - half, mean + half)

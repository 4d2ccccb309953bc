"""Real headline tests replayed as bandits: what does learning by the second lose, and what text?

Each test of the weeks from 201415 on is played as long as it really ran, a click being a draw with
the arm's real rate; tests of 10,000 impressions or more in steps of two to four. Priors, text and
every policy's settings are of the weeks before.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tests.bench.headline_log import FILE, HeadlineLog, headline_log
from tests.bench.headlines import BASE, JUDGED_FROM, scored_by_folds, scores_by_epoch
from tests.bench.replay.arm_priors import (
    beta_prior,
    own_prior,
    shared_prior,
    text_weight,
)
from tests.bench.replay.bandit_peers import equal, kl_ucb, thompson, ucb1
from tests.bench.replay.gaussian_arms import ArmPrior, Draw, gaussian_arms
from tests.bench.replay.play import EARLY, PolicyOf, Regret, expected_regret
from tests.bench.replay.real_arms import ArmRows, Floats, Ints, RealArms, grouped_tests
from training.bootstrap import ratio_estimate

SEEDS = 20
TUNED_ON = 300
TUNED_SEEDS = 4
# What `headlines` chooses by cross-validation within the weeks before.
TEXT = replace(BASE, epochs=1, topic_scale=0.03, wording_scale=0.3)
DRAWS = [
    Draw(optimism=optimism, spread=spread)
    for optimism, spread in ((0.0, 0.2), (0.0, 0.3), (0.0, 0.4), (0.5, 0.2), (0.5, 0.3), (1.0, 0.1))
]
STEADY_DRAWS = [
    Draw(optimism=optimism, spread=0.0, least=temperature)
    for optimism, temperature in ((0.0, 0.05), (0.5, 0.03), (1.0, 0.02), (1.0, 0.03))
]
Policies = Mapping[str, Sequence[PolicyOf]]


def run() -> dict[str, Any]:
    """Return what each policy loses of the best arm's clicks, with 95 % intervals over tests."""
    if not FILE.is_file():
        return {"skipped": f"{FILE} is not beside the checkout"}
    early, judged = _rows(headline_log())
    candidates = _policies(early)
    chosen = _tuned(candidates, early)
    tests = list(grouped_tests(judged))
    regrets = dict(zip(chosen, _played(list(chosen.values()), tests, seeds=SEEDS), strict=True))
    peers = {name: each for name, each in regrets.items() if not name.startswith("ours")}
    best_peer = min(peers, key=lambda name: float(peers[name].whole.sum()))
    return {
        "tests": sum(len(each.horizons) for each in tests),
        "impressions": int(sum(each.horizons.sum() for each in tests)),
        "best_peer": best_peer,
        "settings": {name: _told(policy) for name, policy in chosen.items()},
        "lost": {name: _figures(each, regrets, best_peer, tests) for name, each in regrets.items()},
    }


def _rows(log: HeadlineLog) -> tuple[ArmRows, ArmRows]:
    """Return the arms before, and those judged; a text's worth is by a fit that has not seen it."""
    before = log.before(JUDGED_FROM)
    text = scores_by_epoch(log, before, TEXT)[-1]
    by_folds = scored_by_folds(log, lambda seen: scores_by_epoch(log, seen, TEXT))[-1]
    text[before] = by_folds[before]
    shared = np.column_stack([_numbers(log.titles), _numbers(_images(log))])
    rows = ArmRows(log.tests, log.exposures.clicks, log.impressions, text, shared)
    return rows.where(before), rows.where(~before)


def _images(log: HeadlineLog) -> NDArray[np.object_]:
    """Return the image of each arm, whose id tells its line in the file."""
    ids = [log.exposures.promo_ids[promo] for promo in log.exposures.promo]
    images = pq.read_table(FILE, columns=["eyecatcher_id"]).column(0).to_pylist()
    return np.array([str(images[int(each.removeprefix("arm-")) - 1]) for each in ids], object)


def _numbers(values: NDArray[np.object_]) -> Ints:
    return np.unique(values.astype(str), return_inverse=True)[1].astype(np.int64)


def _policies(early: ArmRows) -> Policies:
    """Return the settings of each policy that may be chosen."""
    beta, weight = beta_prior(early), text_weight(early)
    own, shared = own_prior(early), shared_prior(early)
    sizes = (50, 100, 200, 400)
    return {
        "equal": [equal],
        "thompson_flat": [partial(thompson, rate=0.5, size=2)],
        "thompson_base": [partial(thompson, **asdict(beta))],
        "thompson_tuned": [partial(thompson, rate=beta.rate, size=size) for size in sizes],
        "ucb1": [partial(ucb1, scale=1.0)],
        "ucb1_tuned": [partial(ucb1, scale=scale) for scale in (0.03, 0.05, 0.1, 0.2)],
        "kl_ucb": [partial(kl_ucb, scale=1.0)],
        "kl_ucb_tuned": [partial(kl_ucb, scale=scale) for scale in (0.1, 0.2, 0.3, 0.5)],
        "ours_at_one_temperature": _ours(own, STEADY_DRAWS),
        "ours": _ours(own, DRAWS),
        "ours_text": _ours(replace(own, text_weight=weight), DRAWS),
        "ours_shared_text": _ours(replace(shared, text_weight=weight), DRAWS),
    }


def _ours(prior: ArmPrior, draws: Sequence[Draw]) -> list[PolicyOf]:
    return [partial(gaussian_arms, prior=prior, draw=draw) for draw in draws]


def _tuned(candidates: Policies, early: ArmRows) -> dict[str, PolicyOf]:
    """Return each policy with the settings that lose least in some tests of the weeks before."""
    numbers = np.unique(early.tests)
    some = np.random.default_rng(0).choice(numbers, TUNED_ON, replace=False)
    tests = list(grouped_tests(early.where(np.isin(early.tests, some))))
    asked = [policy for each in candidates.values() if len(each) > 1 for policy in each]
    losses = iter(_played(asked, tests, seeds=TUNED_SEEDS))
    chosen = {}
    for name, each in candidates.items():
        lost = [next(losses).whole.sum() for _ in each] if len(each) > 1 else [0.0]
        chosen[name] = each[int(np.argmin(lost))]
    return chosen


def _played(
    policies: Sequence[PolicyOf], tests: Sequence[RealArms], *, seeds: int
) -> Iterator[Regret]:
    """Yield each policy's regret over all of the tests."""
    with ProcessPoolExecutor() as pool:
        found = [
            [pool.submit(expected_regret, policy, group, seeds=seeds) for group in tests]
            for policy in policies
        ]
        for each in found:
            parts = [part.result() for part in each]
            yield Regret(*(np.concatenate(sums) for sums in zip(*map(_sums, parts), strict=True)))


def _sums(regret: Regret) -> tuple[Floats, Floats]:
    return regret.whole, regret.early


def _figures(
    regret: Regret, all_of_them: Mapping[str, Regret], best_peer: str, tests: Sequence[RealArms]
) -> dict[str, Any]:
    """Return losses, and their ratios to those of equal allocation and of the best peer."""
    horizons = np.concatenate([each.horizons for each in tests])
    best = np.concatenate([each.best for each in tests])
    evenly, peer = all_of_them["equal"].whole, all_of_them[best_peer].whole
    return {
        "share_of_best": _ratio(regret.whole, best * horizons),
        "per_impression": _ratio(regret.whole, horizons),
        "against_equal": _ratio(regret.whole, evenly),
        "against_best_peer": _ratio(regret.whole, peer),
        f"share_of_best_in_first_{EARLY}": _ratio(regret.early, best * np.minimum(horizons, EARLY)),
    }


def _ratio(above: Floats, below: Floats) -> str:
    found = ratio_estimate(above, below.astype(np.float64), groups=np.arange(len(above)), seed=1)
    return f"{found.value:.5f} [{found.low:.5f}, {found.high:.5f}]"


def _told(policy: PolicyOf) -> str:
    settings = getattr(policy, "keywords", {})
    return ", ".join(f"{name}={value}" for name, value in settings.items()) or "none"


if __name__ == "__main__":
    print(run())

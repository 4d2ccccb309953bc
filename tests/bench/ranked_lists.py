"""How far do readers look down a list? Our position-based model beside other click models.

Real log `ranked_list_clicks.parquet`. Each session is judged by models that did not see it, four
times over; how strongly rare documents are pulled to the usual is chosen within the fitted part.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tests.bench.click_models.cascade import cascade, clicked_above
from tests.bench.click_models.click_chances import (
    LEAST_CHANCE,
    ClickModel,
    Fitted,
    clicks_by_document,
    clicks_by_rank,
)
from tests.bench.click_models.dynamic_bayes import dynamic_bayes
from tests.bench.click_models.our_position import our_curve, our_position
from tests.bench.click_models.ranked_sessions import (
    FILE,
    Floats,
    RankedSessions,
    ranked_sessions,
    splits,
)
from tests.bench.click_models.user_browsing import position_by_likelihood, user_browsing
from training.bootstrap import ratio_estimate

FOLDS = 5
REPEATS = 4
PULLS = (0.5, 2.0, 8.0, 32.0)
OURS = "ours"
MODELS: Mapping[str, Fitted] = {
    OURS: our_position,
    "position_by_likelihood": position_by_likelihood,
    "clicks_by_rank": clicks_by_rank,
    "clicks_by_document": clicks_by_document,
    "cascade": cascade,
    "dynamic_bayes": dynamic_bayes,
    "user_browsing": user_browsing,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Log-likelihoods of each rank [sessions, ranks]: given the clicks above, and without them."""

    given_above: Floats
    unconditional: Floats


def run() -> dict[str, Any]:
    """Return held-out log-likelihood a session and perplexity by model, with 95 % intervals."""
    if not FILE.is_file():
        return {"skipped": f"{FILE} is not beside the checkout"}
    sessions = ranked_sessions()
    judged = {name: _judged(fitted, sessions) for name, fitted in MODELS.items()}
    return {
        "sessions": len(sessions),
        "theta": _curve(sessions),
        "examined_by_dynamic_bayes": _spaced(_examined_by_dynamic_bayes(sessions)),
        "models": {name: _figures(each, judged[OURS], sessions) for name, each in judged.items()},
    }


def _curve(sessions: RankedSessions) -> dict[str, str]:
    """Return our theta of each rank with its interval."""
    curve = our_curve(sessions)
    bounds = zip(curve.theta, curve.low, curve.high, strict=True)
    return {
        f"rank {rank}": f"{theta:.3f} [{low:.3f}, {high:.3f}]"
        for rank, (theta, low, high) in enumerate(bounds)
    }


def _examined_by_dynamic_bayes(sessions: RankedSessions) -> Floats:
    """Return how many readers examine each rank [ranks], were they as that network says."""
    pull = _best_pull(dynamic_bayes, sessions)
    examined: Floats = dynamic_bayes(sessions, pull).examination(sessions).mean(axis=0)
    return examined


def _judged(fitted: Fitted, sessions: RankedSessions) -> Judged:
    """Return the log-likelihoods, averaged over the repeats."""
    sums = Judged(*(np.zeros(sessions.documents.shape) for _ in range(2)))
    for fit, judge in splits(len(sessions), folds=FOLDS, repeats=REPEATS):
        seen = sessions.where(fit)
        model = fitted(seen, _best_pull(fitted, seen))
        found = _of_model(model, sessions.where(judge))
        sums.given_above[judge] += found.given_above / REPEATS
        sums.unconditional[judge] += found.unconditional / REPEATS
    return sums


def _best_pull(fitted: Fitted, sessions: RankedSessions) -> float:
    """Return the pull that is best on a fifth of the sessions held back."""
    fit, judge = next(splits(len(sessions), folds=FOLDS, repeats=1))
    first, second = sessions.where(fit), sessions.where(judge)
    return max(PULLS, key=lambda each: _of_model(fitted(first, each), second).given_above.sum())


def _of_model(model: ClickModel, sessions: RankedSessions) -> Judged:
    found = (model.given_above(sessions), model.unconditional(sessions))
    return Judged(*(_log_likelihood(chances, sessions) for chances in found))


def _log_likelihood(chances: Floats, sessions: RankedSessions) -> Floats:
    chances = np.clip(chances, LEAST_CHANCE, 1 - LEAST_CHANCE)
    return np.log(np.where(sessions.clicked, chances, 1 - chances))


def _figures(judged: Judged, ours: Judged, sessions: RankedSessions) -> dict[str, Any]:
    """Return likelihoods a session, and perplexity; `to_first_click` is blind to what follows."""
    whole = np.ones(sessions.documents.shape)
    first = (~clicked_above(sessions)).astype(np.float64)
    gained = judged.given_above - ours.given_above
    by_rank = np.exp(-judged.unconditional.mean(axis=0))
    return {
        "log_likelihood": _a_session(judged.given_above, whole),
        "against_ours": _a_session(gained, whole),
        "to_first_click": _a_session(judged.given_above, first),
        "to_first_click_against_ours": _a_session(gained, first),
        "perplexity": float(by_rank.mean()),
        # Log of the ranks' geometric mean: its differences are means over sessions.
        "log_perplexity_against_ours": _a_session(
            (ours.unconditional - judged.unconditional) / sessions.ranks, whole
        ),
        "perplexity_by_rank": _spaced(by_rank),
    }


def _spaced(values: Floats) -> str:
    return " ".join(f"{value:.3f}" for value in values)


def _a_session(values: Floats, part: Floats) -> dict[str, float]:
    sums = (values * part).sum(axis=1)
    groups = np.arange(len(sums))
    return asdict(ratio_estimate(sums, np.ones(len(sums)), groups=groups, seed=1))


if __name__ == "__main__":
    print(run())

"""A cross learner's weights as named arrays and facts, and back, bit for bit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_weights import CrossWeights
from recommender.crossed.state_checks import SCHEMA, check_state

DIGITS = 16


@dataclass(frozen=True, slots=True)
class CrossState:
    """The weights of one moment: arrays by name, and facts as JSON holds them."""

    arrays: Mapping[str, NDArray[Any]]
    facts: Mapping[str, Any]


def state_of(weights: CrossWeights) -> CrossState:
    """Return a copy of the weights as they are: the learner may go on meanwhile."""
    used = np.s_[: len(weights.page), : len(weights.promo)]
    return CrossState(
        arrays={"mean": weights.mean[used].copy(), "variance": weights.variance[used].copy()},
        facts={
            "schema": SCHEMA,
            "learned": weights.learned,
            "page": list(weights.page.numbers),
            "promo": list(weights.promo.numbers),
            "prior": _prior_facts(weights.prior),
        },
    )


def weights_of(state: CrossState) -> CrossWeights:
    """Return weights that go on as those would that the state was made of.

    Raises InvalidModel if the state does not fit its schema or itself.
    """
    check_state(state.arrays, state.facts)
    weights = CrossWeights(_prior_of(state.facts["prior"]))
    for side, names in ((weights.page, "page"), (weights.promo, "promo")):
        for name in state.facts[names]:
            side.number(name)
    weights.set(state.arrays["mean"], state.arrays["variance"], prior=weights.prior)
    weights.learned = state.facts["learned"]
    return weights


def version_of(state: CrossState) -> str:
    """Return the state's name, `<learned>-<digest>`: equal states alone have equal names."""
    digest = sha256(json.dumps(state.facts, sort_keys=True).encode())
    for name, array in sorted(state.arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).reshape(-1).data)
    return f"{state.facts['learned']}-{digest.hexdigest()[:DIGITS]}"


def _prior_facts(prior: CrossPrior) -> dict[str, Any]:
    return {
        "variances": [
            [page, promo, float(variance)]
            for (page, promo), variance in sorted(prior.variances.items())
        ],
        "other_variance": float(prior.other_variance),
        "intercept": float(prior.intercept),
        "intercept_variance": float(prior.intercept_variance),
    }


def _prior_of(facts: Mapping[str, Any]) -> CrossPrior:
    variances = {(page, promo): variance for page, promo, variance in facts["variances"]}
    return CrossPrior(**{**facts, "variances": variances})

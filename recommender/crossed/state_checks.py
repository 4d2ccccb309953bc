"""What a cross learner's state must be before anything is learned on top of it."""

from collections import Counter
from collections.abc import Collection, Mapping
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.crossed.cross_features import BIAS
from recommender.errors import InvalidModel

# Raised whenever features are named or crossed otherwise, or the facts or arrays are others.
SCHEMA = 2
FACTS = frozenset({"schema", "learned", "page", "promo", "prior"})
PRIOR = frozenset({"variances", "other_variance", "intercept", "intercept_variance"})
ARRAYS = frozenset({"mean", "variance"})
ANEW = "start anew, and a refit learns again from the log"
REMEDY = f"take an earlier state, or {ANEW}"


def check_state(arrays: Mapping[str, NDArray[Any]], facts: Any) -> None:
    """Raise InvalidModel, saying what to do, unless arrays and facts fit `SCHEMA` and each other.

    `facts` is any JSON at all.
    """
    _must(isinstance(facts, Mapping), "its facts are no JSON object")
    _check_schema(facts.get("schema"))
    _check_names("facts", facts, FACTS)
    _check_names("arrays", arrays, ARRAYS)
    _must(type(facts["learned"]) is int and facts["learned"] >= 0, "learned must be a count")
    for side in ("page", "promo"):
        _check_features(side, facts[side])
    _check_prior(facts["prior"])
    for name, array in arrays.items():
        _check_array(name, array, (len(facts["page"]), len(facts["promo"])))
    _must((arrays["variance"] >= 0).all(), "a variance is negative")


def _must(holds: object, complaint: str, *, remedy: str = REMEDY) -> None:
    if not holds:
        raise InvalidModel(f"cross state refused: {complaint}: {remedy}")


def _check_schema(number: object) -> None:
    told = f"its schema is {number!r}, this version reads {SCHEMA}"
    is_older = type(number) is int and 0 < number < SCHEMA
    remedy = ANEW if is_older else f"update this version, or {ANEW}"
    _must(type(number) is int and number == SCHEMA, told, remedy=remedy)


def _check_names(what: str, found: Collection[str], wanted: frozenset[str]) -> None:
    wrong = sorted(wanted ^ set(found))
    _must(not wrong, f"{what} missing or unknown: {', '.join(wrong)}")


def _check_features(side: str, names: Any) -> None:
    is_list = isinstance(names, list) and all(isinstance(name, str) for name in names)
    _must(is_list, f"the {side} features are no list of texts")
    twice = [name for name, count in Counter(names).items() if count > 1]
    _must(not twice, f"the {side} feature {twice[:1]} is named twice")
    # A refit takes the pair [0, 0] for the root.
    _must(names[:1] == [BIAS], f"the first {side} feature is not {BIAS!r}")


def _check_prior(prior: Any) -> None:
    _must(isinstance(prior, Mapping), "its prior is no JSON object")
    _check_names("facts of the prior", prior, PRIOR)
    blocks = prior["variances"]
    is_list = isinstance(blocks, list) and all(map(_is_block, blocks))
    _must(is_list, "the prior's variances are no list of [page field, promo field, above 0]")
    _must(len({(block[0], block[1]) for block in blocks}) == len(blocks), "a block is named twice")
    for name in ("other_variance", "intercept_variance"):
        _must(_is_number(prior[name]) and prior[name] > 0, f"the prior's {name} is not above 0")
    _must(_is_number(prior["intercept"]), "the prior's intercept is no finite number")


def _is_block(block: Any) -> bool:
    if not isinstance(block, list) or len(block) != 3:
        return False
    *fields, variance = block
    are_texts = all(isinstance(each, str) for each in fields)
    return are_texts and _is_number(variance) and variance > 0


def _is_number(value: Any) -> bool:
    return isinstance(value, float) and isfinite(value)


def _check_array(name: str, array: NDArray[Any], shape: tuple[int, int]) -> None:
    fits = array.dtype == np.float64 and array.shape == shape
    told = f"{name} is {array.dtype} {list(array.shape)}, its features want float64 {list(shape)}"
    _must(fits, told)
    _must(np.isfinite(array).all(), f"{name} holds values that are not finite")

"""A `Learned` as named arrays and back: what stands in a model's `arrays.npz` (format 1).

Lists of names are JSON in UTF-8 bytes (uint8), so that nothing ever needs pickle.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.models.array_archive import Arrays, packed, unpacked
from recommender.errors import InvalidModel
from recommender.learned import FeatureSide, Learned, PriorRates
from recommender.text_topics import TextTopics

Counts = Mapping[str, tuple[float, float]]

# name -> (dtype, dimensions); the complete list, any other name is refused.
FORMAT: dict[str, tuple[str, int]] = {
    "visit_names": ("uint8", 1),
    "visit_vectors": ("float32", 2),
    "promo_names": ("uint8", 1),
    "promo_vectors": ("float32", 2),
    "topic_projection": ("float32", 2),
    "topic_weights": ("float32", 1),
    "topic_mean": ("float32", 1),
    "topic_scale": ("float32", 1),
    "calibration": ("float64", 1),
    "examined_names": ("uint8", 1),
    "examined_lengths": ("int64", 1),
    "examination": ("float32", 1),
    "prior_promo_names": ("uint8", 1),
    "prior_promos": ("float64", 2),
    "prior_kind_names": ("uint8", 1),
    "prior_kinds": ("float64", 2),
    "prior_overall": ("float64", 1),
    "deviation_names": ("uint8", 1),
    "deviations": ("float64", 1),
    "deviation_unseen": ("float64", 1),
}


def arrays_of(learned: Learned) -> Arrays:
    """Return the model as the arrays of `FORMAT`; the version is not among them."""
    topics, rates = learned.text_topics, learned.prior_rates
    thetas = list(learned.examination.values())
    raw: dict[str, Any] = {
        "visit_names": packed(list(learned.visit_side.rows)),
        "visit_vectors": learned.visit_side.vectors,
        "promo_names": packed(list(learned.promo_side.rows)),
        "promo_vectors": learned.promo_side.vectors,
        "topic_projection": topics.projection,
        "topic_weights": topics.weights,
        "topic_mean": topics.mean,
        "topic_scale": topics.scale,
        "calibration": [learned.slope, learned.intercept],
        "examined_names": packed(list(learned.examination)),
        "examined_lengths": [len(theta) for theta in thetas],
        "examination": np.concatenate(thetas) if thetas else [],
        "prior_promo_names": packed(list(rates.by_promo)),
        "prior_promos": _pairs(rates.by_promo),
        "prior_kind_names": packed(list(rates.by_kind)),
        "prior_kinds": _pairs(rates.by_kind),
        "prior_overall": list(rates.overall),
        "deviation_names": packed(list(learned.deviation)),
        "deviations": list(learned.deviation.values()),
        "deviation_unseen": [learned.deviation_unseen],
    }
    return {name: np.asarray(raw[name], dtype=dtype) for name, (dtype, _) in FORMAT.items()}


def learned_of(arrays: Mapping[str, NDArray[Any]], version: str) -> Learned:
    """Rebuild the model. Raises InvalidModel if the arrays do not fit `FORMAT` or each other."""
    _check_format(arrays)
    topics = TextTopics(
        projection=arrays["topic_projection"],
        weights=arrays["topic_weights"],
        mean=arrays["topic_mean"],
        scale=arrays["topic_scale"],
    )
    _check_topics(topics)
    slope, intercept = _numbers(arrays, "calibration", count=2)
    (deviation_unseen,) = _numbers(arrays, "deviation_unseen", count=1)
    clicks, exposures = _numbers(arrays, "prior_overall", count=2)
    visit_side, promo_side = (_side(arrays, name, topics.size) for name in ("visit", "promo"))
    _must(visit_side.vectors.shape[1] == promo_side.vectors.shape[1], "the sides' widths differ")
    _must(slope > 0, "the calibration's slope is not above 0")
    return Learned(
        version=version,
        visit_side=visit_side,
        promo_side=promo_side,
        text_topics=topics,
        slope=slope,
        intercept=intercept,
        examination=_examination(arrays),
        prior_rates=PriorRates(
            by_promo=_counts(arrays, "prior_promo"),
            by_kind=_counts(arrays, "prior_kind"),
            overall=(clicks, exposures),
        ),
        deviation=_deviations(arrays),
        deviation_unseen=deviation_unseen,
    )


def _must(holds: object, complaint: str) -> None:
    if not holds:
        raise InvalidModel(f"model refused: {complaint}")


def _pairs(counts: Counts) -> NDArray[np.float64]:
    return np.array(list(counts.values()), dtype=np.float64).reshape(-1, 2)


def _check_format(arrays: Mapping[str, NDArray[Any]]) -> None:
    wrong = sorted(set(FORMAT) ^ set(arrays))
    _must(not wrong, f"array names missing or unknown: {', '.join(wrong)}")
    for name, (dtype, dimensions) in FORMAT.items():
        array = arrays[name]
        fits = array.dtype == np.dtype(dtype) and array.ndim == dimensions
        _must(fits, f"{name} must be {dtype} in {dimensions} dimensions")
        _must(dtype == "uint8" or np.isfinite(array).all(), f"{name} holds values not finite")


def _check_topics(topics: TextTopics) -> None:
    width = topics.size
    fits = len(topics.projection) == len(topics.weights) > 0
    fits = fits and topics.mean.shape == topics.scale.shape == (width,)
    _must(fits, "the topic arrays' shapes differ")
    _must((topics.scale > 0).all(), "topic_scale must be above 0")


def _numbers(arrays: Mapping[str, NDArray[Any]], name: str, *, count: int) -> list[float]:
    _must(len(arrays[name]) == count, f"{name} must hold {count} numbers")
    return [float(number) for number in arrays[name]]


def _names(arrays: Mapping[str, NDArray[Any]], name: str) -> list[str]:
    told = f"{name} is not a JSON list of texts"
    names = unpacked(arrays[name], refusal=f"model refused: {told}")
    _must(isinstance(names, list) and all(isinstance(one, str) for one in names), told)
    _must(len(set(names)) == len(names), f"{name} names something twice")
    return names  # type: ignore[no-any-return]


def _side(arrays: Mapping[str, NDArray[Any]], name: str, topics: int) -> FeatureSide:
    names, vectors = _names(arrays, f"{name}_names"), arrays[f"{name}_vectors"]
    _must(len(vectors) == len(names) + topics, f"{name}_vectors does not fit its names and topics")
    return FeatureSide(rows={feature: row for row, feature in enumerate(names)}, vectors=vectors)


def _keyed(arrays: Mapping[str, NDArray[Any]], names: str, values: Sequence[Any]) -> dict[str, Any]:
    keys = _names(arrays, names)
    _must(len(keys) == len(values), f"{names} does not fit its values")
    return dict(zip(keys, values, strict=True))


def _counts(arrays: Mapping[str, NDArray[Any]], name: str) -> dict[str, tuple[float, float]]:
    pairs = arrays[f"{name}s"]
    _must(pairs.shape[1] == 2 and (pairs >= 0).all(), f"{name}s must be pairs of counts")
    return _keyed(arrays, f"{name}_names", [(float(c), float(n)) for c, n in pairs])


def _deviations(arrays: Mapping[str, NDArray[Any]]) -> dict[str, float]:
    _must((arrays["deviations"] >= 0).all(), "deviations must not be negative")
    return _keyed(arrays, "deviation_names", [float(value) for value in arrays["deviations"]])


def _examination(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    lengths, thetas = arrays["examined_lengths"], arrays["examination"]
    fits = (lengths > 0).all() and lengths.sum() == len(thetas)
    _must(fits, "examined_lengths does not fit examination")
    _must(((thetas > 0) & (thetas <= 1)).all(), "examination must lie in (0, 1]")
    return _keyed(
        arrays, "examined_names", np.split(thetas, np.cumsum(lengths)[:-1])[: len(lengths)]
    )

"""Packed decisions and their slots as the lake's tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.draining.catalogue_names import CatalogueNames, Version
from data.draining.decision_words import DecisionWords, words_of_packed
from data.draining.record_columns import (
    Records,
    flag_columns,
    invalid_words,
    is_preview,
    looked_up,
    moments,
    reader_columns,
    worded,
)
from data.inbox.noted_candidates import SCORED
from data.inbox.online_marks import unpacked_version
from data.inbox.packed import ARMS, INVALID, REASONS, RUNGS, InvalidReason
from data.lake.lake_schemas import NUMBERS
from data.operational.kept import Kept
from recommender.domain import Arm, Promo

BY_ARM = {Arm.CONTROL: "uniform", Arm.BASELINE: "popularity"}
POLICIES = [BY_ARM.get(arm, str(rung)) for rung in RUNGS for arm in ARMS]
"""By arm and rung as the flags pack them: a learned arm's policy is the rung it was answered on."""
PREVIEW_CODE = 1 + INVALID.index(InvalidReason.PREVIEW)


@dataclass(frozen=True, slots=True)
class Decided:
    """Heads [n], their ids, and the slots [m] with the head that each belongs to.

    `marks` [n, 12] tell what was known online.
    """

    heads: Records
    words: DecisionWords
    slots: Records
    head_of: NDArray[np.int64]
    marks: NDArray[np.uint8]

    @property
    def is_filled(self) -> NDArray[np.bool_]:
        """Which slots hold a promo."""
        filled: NDArray[np.bool_] = self.slots["promo"] > 0
        return filled


def decided(heads: Records, slots: Records, *, marks: NDArray[np.uint8]) -> Decided:
    """Return decisions with their slots, which lie in the heads' order."""
    head_of = np.repeat(np.arange(len(heads)), heads["slots"])
    return Decided(heads, words_of_packed(heads["decision"]), slots, head_of, marks)


def online_versions(marks: NDArray[np.uint8]) -> pa.Array:
    """Return what was known online as text [n]; null where nothing was."""
    distinct, which = np.unique(
        np.ascontiguousarray(marks).view(f"V{marks.shape[1]}").reshape(-1), return_inverse=True
    )
    versions = [unpacked_version(bytes(mark)) for mark in distinct]
    return pa.array(versions, pa.string()).take(pa.array(which.reshape(-1)))


def decisions_table(heads: Records, words: DecisionWords, names: CatalogueNames) -> pa.Table:
    """Return the rows of decisions. Raises Unavailable."""
    flags = heads["flags"]
    versions = heads["article_version"].astype(np.int64)
    columns = {
        "decision": words.texts(),
        "decided_at": moments(words.times_ms),
        "site": looked_up(heads["site"], names.sites, pa.string()),
        "article": looked_up(heads["article"], names.articles, pa.string()),
        "article_version": pa.array(versions, mask=versions == 0),
        "policy": worded(flags >> 1 & 15, POLICIES),
        "model": looked_up(heads["model"], names.models, pa.string()),
        "snapshot": looked_up(heads["snapshot"], _as_texts, pa.string()),
        "invalid": invalid_words(np.where(is_preview(flags), PREVIEW_CODE, heads["invalid"])),
    }
    return pa.table(columns | flag_columns(flags) | reader_columns(heads["reader"]))


def slots_table(
    slots: Records,
    decisions: pa.Array,
    names: CatalogueNames,
    *,
    promos: Mapping[Version, Kept[Promo]],
) -> pa.Table:
    """Return the rows of filled slots [m] of `decisions` (text [m]). Raises Unavailable."""
    versions = slots["promo_version"].astype(np.int64)
    eligible = slots["candidates"].astype(np.int32)
    columns = slot_columns(slots, decisions, names) | {
        "promo_version": pa.array(versions, mask=versions == 0),
        "propensity": slots["propensity"].astype(np.float64),
        "forced": pa.array(slots["forced"] > 0),
        "eligible": pa.array(eligible, mask=eligible == 0),
        "value_micros": _values(slots["promo"], versions, promos),
    }
    return pa.table(columns)


def slot_columns(slots: Records, decisions: pa.Array, names: CatalogueNames) -> dict[str, Any]:
    """Return the columns that slots and events share: which slot, and its promo."""
    return {
        "decision": decisions,
        "placement": looked_up(slots["placement"], names.placements, pa.string()),
        "position": slots["position"].astype(np.int16),
        "promo": looked_up(slots["promo"], names.promos, pa.string()),
    }


def unfilled_table(slots: Records, decisions: pa.Array, names: CatalogueNames) -> pa.Table:
    """Return the rows of slots [m] that stayed empty."""
    columns = slot_columns(slots, decisions, names)
    del columns["promo"]
    reasons = np.minimum(slots["forced"], len(REASONS) - 1)
    return pa.table(columns | {"reason": worded(reasons, REASONS)})


def candidates_table(
    told: Sequence[Mapping[str, Any]], decisions: pa.Table, names: CatalogueNames
) -> pa.Table:
    """Return the rows of what sampled decisions could have shown. Raises Unavailable."""
    numbers = sorted({number for row in told for number in row["promos"]})
    promos = dict(zip(numbers, names.promos(numbers), strict=True))
    ids = pa.array([row["decision"] for row in told], pa.string())
    of_decision = decisions.take(pc.index_in(ids, value_set=decisions["decision"]))
    return pa.table(
        {
            "decision": ids,
            "snapshot": of_decision["snapshot"],
            "site": of_decision["site"],
            "article": of_decision["article"],
            "promo": [[promos[number] for number in row["promos"]] for row in told],
            "weight": pa.array([row["weights"] for row in told], pa.list_(pa.float64())),
        }
        | {
            column: pa.array([row.get(name) for row in told], NUMBERS)
            for column, name in zip(("logit", "optimism", "value"), SCORED, strict=True)
        }
    )


def _values(
    promos: NDArray[np.integer], versions: NDArray[np.int64], known: Mapping[Version, Kept[Promo]]
) -> pa.Array:
    def values(packed: list[int]) -> list[int | None]:
        found = [known.get((number >> 32, number & (2**32 - 1))) for number in packed]
        return [kept.value.value_micros if kept else None for kept in found]

    return looked_up(packed_versions(promos, versions), values, pa.int64())


def packed_versions(
    numbers: NDArray[np.integer], versions: NDArray[np.integer]
) -> NDArray[np.int64]:
    """Return number and version [n] as one whole number each."""
    packed: NDArray[np.int64] = (numbers.astype(np.int64) << 32) | versions.astype(np.int64)
    return packed


def _as_texts(numbers: list[int]) -> list[str]:
    return [str(number) for number in numbers]

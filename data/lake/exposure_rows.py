"""Exposures as rows: what was told of slots in page views, counted by the rule of impressions."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.lake.impressions import Counts, Flags, are_measured, impressions_of, may_be_viewed
from data.lake.lake_schemas import MOMENT, TEXT
from data.lake.row_keys import SLOT

KEY = list(SLOT)
TOLD = ("impressions", "views", "clicks", "followed", "by_script", "by_others")
EXPOSURES = pa.schema(
    [
        ("decision", TEXT),
        ("decided_at", MOMENT),
        ("site", TEXT),
        ("article", TEXT),
        ("article_version", pa.int64()),
        ("country", TEXT),
        ("region", TEXT),
        ("device", TEXT),
        ("language", TEXT),
        ("signed_in", pa.bool_()),
        ("local_hour", pa.int8()),
        ("arm", TEXT),
        ("policy", TEXT),
        ("placement", TEXT),
        ("position", pa.int16()),
        ("exposed_by", TEXT),
        ("promo", TEXT),
        ("promo_version", pa.int64()),
        ("propensity", pa.float64()),
        ("clicks", pa.int64()),
        ("count", pa.int64()),
        ("weight", pa.float64()),
    ]
)
OF_DECISION = EXPOSURES.names[: EXPOSURES.names.index("placement")]
OF_SLOT = [*KEY, "promo", "promo_version", "propensity"]


def exposure_rows(pieces: pa.Table, *, unclicked_weight: float) -> pa.Table:
    """Return the exposures of pieces (`exposures.counts_by_piece`, ordered by slot): EXPOSURES."""
    told = {name: pieces[name].to_numpy() for name in TOLD}
    by_view, is_told = _measured(pieces, told)
    firsts = _first_pieces(pieces)
    views, clicks = told["views"], told["clicks"]
    shown = impressions_of(told["impressions"], views, clicks)
    count = np.where(by_view, np.maximum(views, clicks), shown) * is_told
    sums = _by_slot({"count": count, "clicks": clicks, "by_view": count * by_view}, firsts)
    slots = pieces if len(firsts) == len(pieces) else pieces.take(pa.array(firsts))
    return _rows(slots, sums, unclicked_weight)


def _measured(pieces: pa.Table, told: dict[str, Counts]) -> tuple[Flags, Flags]:
    """Return whether pieces' views are measured, and whether more than links is told there."""
    places = _places(pieces)
    views, followed = told["views"], told["followed"]
    has_views = _any_in(places, views > 0)
    may_be = may_be_viewed(by_script=told["by_script"] > 0, by_others=told["by_others"] > 0)
    more = told["impressions"] + views + told["clicks"] > followed
    return are_measured(views, may_be, place_has_views=has_views), _any_in(places, more)


def _by_slot(counts: dict[str, Counts], firsts: NDArray[np.int64]) -> dict[str, Counts]:
    """Return the sums of each slot's pieces, which stand one after the other."""
    if not len(firsts):
        return counts
    return {name: np.add.reduceat(each, firsts) for name, each in counts.items()}


def _rows(slots: pa.Table, sums: dict[str, Counts], unclicked_weight: float) -> pa.Table:
    count, clicks = sums["count"], sums["clicks"]
    exposed_by = pc.if_else(pa.array(2 * sums["by_view"] >= count), "view", "impression")
    made = {
        "signed_in": pc.fill_null(slots["signed_in"], fill_value=False),
        "exposed_by": exposed_by,
        "clicks": clicks,
        "count": count,
        "weight": np.where(clicks > 0, 1.0, unclicked_weight),
    }
    columns = [made[name] if name in made else slots[name] for name in EXPOSURES.names]
    rows = pa.table(columns, names=EXPOSURES.names).cast(EXPOSURES)
    return rows if (count > 0).all() else rows.filter(pa.array(count > 0))


def _first_pieces(pieces: pa.Table) -> NDArray[np.int64]:
    is_first = np.ones(len(pieces), dtype=np.bool_)
    if len(pieces) and pieces["view_id"].null_count < len(pieces):
        is_first[1:] = False
        for name in KEY:
            column = pieces[name].combine_chunks()
            is_first[1:] |= pc.not_equal(column[1:], column[:-1]).to_numpy(zero_copy_only=False)
    return np.flatnonzero(is_first)


def _places(slots: pa.Table) -> NDArray[np.int64]:
    """Return the place of each slot: its site, placement and day."""
    place = _numbered(slots["decided_at"].cast(pa.date32()).cast(pa.int32()))
    for column in (slots["site"], slots["placement"]):
        numbers = _numbered(column)
        place = place * (int(numbers.max(initial=0)) + 1) + numbers
    return place


def _any_in(places: NDArray[np.int64], rows: Flags) -> Flags:
    """Return for each row whether any row of its place is chosen."""
    chosen = np.zeros(int(places.max(initial=0)) + 1, dtype=np.bool_)
    chosen[places[rows]] = True
    found: Flags = chosen[places]
    return found


def _numbered(column: pa.ChunkedArray) -> NDArray[np.int64]:
    encoded = column.combine_chunks().dictionary_encode()
    numbers: NDArray[np.int64] = encoded.indices.to_numpy().astype(np.int64)
    return numbers

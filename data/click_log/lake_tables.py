"""Makes the lake's rows of accepted lines: a line is a slot, with its events as counts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.lake.decision_ids import decision_ids
from data.lake.lake_schemas import ARTICLES, PROMOS

BITS = 40
# Versions of imported features come of their content, far above those a catalogue counts.
FIRST_VERSION = 2**52
UNKNOWN = {"kind": "unknown", "title": "", "source": "unknown", "url": ""}
READER = ("country", "region", "device", "language", "signed_in", "policy")
EVENTS = {"impression": "impressions", "click": "clicks"}


@dataclass(frozen=True, slots=True)
class Versioned:
    """Distinct feature rows as served, and the version [n] of each line."""

    rows: pa.Table
    versions: pa.Array


def ids_of_lines(accepted: pa.Table, content_hash: str) -> pa.Array:
    """Return a decision id for each line: of its time, the file's content and its number."""
    times, lines = _milliseconds(accepted), accepted["line"].to_numpy().astype(np.uint64)
    high = np.full(len(lines), int(content_hash[:10], 16), dtype=np.uint64)
    return pa.array(decision_ids(times, high=high, low=lines)).cast(pa.string())


def ids_of_decisions(accepted: pa.Table) -> pa.Array:
    """Return a decision id for each line: of its time, its site and the decision the log names."""
    names = pc.binary_join_element_wise(accepted["site"], accepted["decision"], "\0")
    encoded = names.combine_chunks().dictionary_encode()
    digests = [
        int.from_bytes(hashlib.blake2b(name.encode(), digest_size=10).digest(), "big")
        for name in encoded.dictionary.to_pylist()
    ]
    rows = encoded.indices.to_numpy()
    high = np.array([digest >> BITS for digest in digests], dtype=np.uint64)[rows]
    low = np.array([digest & (2**BITS - 1) for digest in digests], dtype=np.uint64)[rows]
    return pa.array(decision_ids(_milliseconds(accepted), high=high, low=low)).cast(pa.string())


def decisions_of(accepted: pa.Table, articles: Versioned, *, zone: str | None) -> pa.Table:
    """Return the decisions of lines that bear their id as `id`, one a line."""
    columns = {
        "decision": accepted["id"],
        "decided_at": accepted["time"],
        "site": accepted["site"],
        "article": accepted["article"],
        "article_version": articles.versions,
        "arm": accepted["arm"],
        "origin": pa.array(["import"] * len(accepted)),
        "local_hour": _local_hours(accepted["time"], zone),
    }
    return pa.table(
        columns | {name: accepted[name] for name in READER if name in accepted.column_names}
    )


def slots_of(accepted: pa.Table, versions: pa.Array) -> pa.Table:
    """Return the slots of lines, with their propensity where the log has it."""
    columns = {
        "decision": accepted["id"],
        "placement": accepted["placement"],
        "position": accepted["position"].cast(pa.int16()),
        "promo": accepted["promo"],
        "promo_version": versions,
    }
    if "propensity" in accepted.column_names:
        columns["propensity"] = accepted["propensity"]
    return pa.table(columns)


def events_of(accepted: pa.Table) -> pa.Table:
    """Return the impressions and clicks of lines: one row of each kind with its count."""
    tables = []
    for event, counted in EVENTS.items():
        some = accepted.filter(pc.greater(accepted[counted], 0))
        columns = {
            "decision": some["id"],
            "placement": some["placement"],
            "position": some["position"].cast(pa.int16()),
            "promo": some["promo"],
            "event": pa.array([event] * len(some), pa.string()),
            "happened_at": some["time"],
            "received_at": some["time"],
            "count": some[counted],
        }
        tables.append(pa.table(columns))
    return pa.concat_tables(tables)


def promos_of(accepted: pa.Table) -> Versioned:
    """Return the distinct promos of lines with their features (`promo.…`) as served."""
    features = _features(accepted, "promo.")
    for name, value in UNKNOWN.items():
        given = features.get(name, pa.nulls(len(accepted), pa.string()))
        features[name] = pc.fill_null(given, fill_value=value)
    return _versioned({"id": accepted["promo"], **features}, accepted, PROMOS.names)


def articles_of(accepted: pa.Table) -> Versioned:
    """Return the distinct articles of lines with their features (`article.…`) as served."""
    features = _features(accepted, "article.")
    given = features.get("title", pa.nulls(len(accepted), pa.string()))
    features["title"] = pc.fill_null(given, fill_value="")
    columns = {"site": accepted["site"], "id": accepted["article"], **features}
    return _versioned(columns, accepted, ARTICLES.names)


def _features(accepted: pa.Table, prefix: str) -> dict[str, pa.ChunkedArray]:
    names = [name for name in accepted.column_names if name.startswith(prefix)]
    return {name.removeprefix(prefix): accepted[name] for name in names}


def _versioned(
    columns: dict[str, pa.ChunkedArray], accepted: pa.Table, known: Sequence[str]
) -> Versioned:
    table = pa.table({name: columns[name] for name in known if name in columns})
    first, row = _distinct(table)
    distinct = table.take(pa.array(first))
    versions = np.array([_version(one) for one in distinct.to_pylist()], dtype=np.int64)
    rows = distinct.append_column("version", pa.array(versions))
    if "time" in accepted.column_names:
        times = accepted["time"].cast(pa.int64()).to_numpy()
        earliest = np.full(len(first), np.iinfo(np.int64).max)
        np.minimum.at(earliest, row, times)
        rows = rows.append_column("valid_from", pa.array(earliest).cast(accepted["time"].type))
    return Versioned(rows, pa.array(versions[row]))


def _distinct(table: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first row of each distinct content, and each row's number among them."""
    number = np.zeros(len(table), dtype=np.int64)
    for column in table.columns:
        codes = _text(column).combine_chunks().dictionary_encode(null_encoding="encode")
        pairs = number * (len(codes.dictionary) + 1) + codes.indices.to_numpy()
        number = np.unique(pairs, return_inverse=True)[1]
    _, first, row = np.unique(number, return_index=True, return_inverse=True)
    return first, row


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        return pc.binary_join(column, "\0")
    return column.cast(pa.string())


def _version(row: dict[str, object]) -> int:
    content = json.dumps(row, sort_keys=True, default=str, ensure_ascii=False)
    digest = hashlib.blake2b(content.encode(), digest_size=8).digest()
    return FIRST_VERSION + int.from_bytes(digest, "big") % FIRST_VERSION


def _milliseconds(accepted: pa.Table) -> NDArray[np.int64]:
    micros: NDArray[np.int64] = accepted["time"].cast(pa.int64()).to_numpy()
    return micros // 1000


def _local_hours(moments: pa.ChunkedArray, zone: str | None) -> pa.ChunkedArray:
    local = moments.cast(pa.timestamp("us", ZoneInfo(zone).key if zone else str(UTC)))
    return pc.hour(local).cast(pa.int8())

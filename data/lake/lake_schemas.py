"""The lake's tables: their columns, what must be there, and how a table is brought into shape.

Each row bears `schema`, the version of the columns below that its writer knew.
"""

import pyarrow as pa

from data.lake.report_schemas import REPORT_COUNTS, REPORT_SUMS
from recommender.errors import Invalid, NotFound

SCHEMA_VERSION = 3
MOMENT = pa.timestamp("us", "UTC")
TEXT = pa.string()
TEXTS = pa.list_(pa.string())
NUMBERS = pa.list_(pa.float32())
WEIGHTS = pa.list_(pa.float64())


def _required(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


SLOT_KEY = (
    _required("decision", TEXT),
    _required("placement", TEXT),
    _required("position", pa.int16()),
)
VERSION = _required("version", pa.int64())
VALID_FROM = _required("valid_from", MOMENT)
SCHEMA = _required("schema", pa.int16())
# A uniform number of the slot (data.lake.lots): "with probability s" is the filter lot < 65536 s.
LOT = _required("lot", pa.uint16())

DECISIONS = pa.schema(
    [
        _required("decision", TEXT),
        _required("decided_at", MOMENT),
        _required("site", TEXT),
        pa.field("article", TEXT),
        pa.field("article_version", pa.int64()),
        pa.field("country", TEXT),
        pa.field("region", TEXT),
        pa.field("device", TEXT),
        pa.field("language", TEXT),
        pa.field("signed_in", pa.bool_()),
        pa.field("local_hour", pa.int8()),
        pa.field("mode", TEXT),
        _required("origin", TEXT),
        _required("arm", TEXT),
        pa.field("rung", TEXT),
        pa.field("policy", TEXT),
        pa.field("model", TEXT),
        pa.field("online", TEXT),
        pa.field("snapshot", TEXT),
        pa.field("invalid", TEXT),
        SCHEMA,
    ]
)
SLOTS = pa.schema(
    [
        *SLOT_KEY,
        _required("promo", TEXT),
        pa.field("promo_version", pa.int64()),
        pa.field("campaign", TEXT),
        pa.field("propensity", pa.float64()),
        pa.field("forced", pa.bool_()),
        pa.field("eligible", pa.int32()),
        pa.field("value_micros", pa.int64()),
        pa.field("currency", TEXT),
        LOT,
        SCHEMA,
    ]
)
EVENTS = pa.schema(
    [
        *SLOT_KEY,
        _required("promo", TEXT),
        _required("event", TEXT),
        pa.field("view_id", TEXT),
        _required("happened_at", MOMENT),
        _required("received_at", MOMENT),
        _required("count", pa.int64()),
        pa.field("invalid", TEXT),
        pa.field("way", TEXT),
        pa.field("drained_at", MOMENT),
        LOT,
        SCHEMA,
    ]
)
UNFILLED = pa.schema([*SLOT_KEY, _required("reason", TEXT), SCHEMA])
CANDIDATES = pa.schema(
    [
        _required("snapshot", TEXT),
        pa.field("site", TEXT),
        pa.field("article", TEXT),
        pa.field("reader_class", TEXT),
        pa.field("decision", TEXT),
        _required("promo", TEXTS),
        pa.field("weight", WEIGHTS),
        pa.field("logit", NUMBERS),
        pa.field("optimism", NUMBERS),
        pa.field("pacing", NUMBERS),
        pa.field("value", NUMBERS),
        SCHEMA,
    ]
)
EXPLORATION = pa.schema(
    [
        _required("made_at", MOMENT),
        _required("site", TEXT),
        _required("placement", TEXT),
        _required("arm", TEXT),
        pa.field("temperature", pa.float64()),
        _required("pages", pa.int64()),
        *(
            _required(name, pa.float64())
            for name in ("weight", "shown", "best", "shown_x_shown", "best_x_best", "shown_x_best")
        ),
        SCHEMA,
    ]
)
PROMOS = pa.schema(
    [
        _required("id", TEXT),
        VERSION,
        VALID_FROM,
        _required("kind", TEXT),
        _required("title", TEXT),
        _required("source", TEXT),
        _required("url", TEXT),
        pa.field("summary", TEXT),
        pa.field("label", TEXT),
        pa.field("advertiser", TEXT),
        pa.field("sponsored", pa.bool_()),
        pa.field("value_micros", pa.int64()),
        pa.field("topics", TEXTS),
        pa.field("languages", TEXTS),
        pa.field("countries", TEXTS),
        pa.field("regions", TEXTS),
        pa.field("starts_at", MOMENT),
        pa.field("ends_at", MOMENT),
        pa.field("published_at", MOMENT),
        SCHEMA,
    ]
)
ARTICLES = pa.schema(
    [
        _required("site", TEXT),
        _required("id", TEXT),
        VERSION,
        VALID_FROM,
        pa.field("url", TEXT),
        _required("title", TEXT),
        pa.field("category", TEXT),
        pa.field("tags", TEXTS),
        pa.field("text", TEXT),
        pa.field("published_at", MOMENT),
        pa.field("language", TEXT),
        SCHEMA,
    ]
)
SCHEMAS = {
    "decisions": DECISIONS,
    "slots": SLOTS,
    "unfilled": UNFILLED,
    "events": EVENTS,
    "candidates": CANDIDATES,
    "exploration": EXPLORATION,
    "promos": PROMOS,
    "articles": ARTICLES,
    "report_sums": REPORT_SUMS,
    "report_counts": REPORT_COUNTS,
}


def schema_of(table_name: str) -> pa.Schema:
    """Return the columns of a lake table. Raises NotFound if there is no such table."""
    if table_name not in SCHEMAS:
        raise NotFound("lake table", table_name)
    return SCHEMAS[table_name]


def shaped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return `table` with exactly the columns of `schema`, absent optional ones as null.

    Raises Invalid naming the first column that is unknown, missing, empty where it may not be, or
    of a type that does not fit.
    """
    unknown = sorted(set(table.column_names) - set(schema.names))
    if unknown:
        raise Invalid(f"the lake knows no column {unknown[0]!r}", pointer=f"/{unknown[0]}")
    columns = [_column(table, field) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name not in table.column_names:
        if not field.nullable:
            raise Invalid(f"column {field.name!r} is missing", pointer=f"/{field.name}")
        return pa.chunked_array([pa.nulls(len(table), field.type)])
    try:
        column = table.column(field.name).cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        message = f"column {field.name!r} cannot be {field.type}: {error}"
        raise Invalid(message, pointer=f"/{field.name}") from error
    if column.null_count and not field.nullable:
        raise Invalid(f"column {field.name!r} must have no gaps", pointer=f"/{field.name}")
    return column

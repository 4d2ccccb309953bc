"""The tables of what the reports keep: sums and counts of a day's decisions, by what they are of.

Second moments (`…_x_…`) are sums of products over decisions: what intervals need.
"""

import pyarrow as pa

DIMENSION = ("by", "day", "site", "arm", "placement", "value")
OF_COUNT = ("placement", "event", "way", "reason")
COUNTS = ("impressions", "views", "clicks", "measurable", "measured_clicks", "revenue", "priced")
PAIRS = (
    ("impressions", "impressions"),
    ("clicks", "clicks"),
    ("impressions", "clicks"),
    ("measurable", "measurable"),
    ("views", "views"),
    ("measurable", "views"),
    ("measured_clicks", "measured_clicks"),
    ("views", "measured_clicks"),
    ("priced", "priced"),
    ("revenue", "revenue"),
    ("priced", "revenue"),
    ("impressions", "revenue"),
)


def pair_name(one: str, other: str) -> str:
    """Return the name of the sum of products of two counts."""
    return f"{one}_x_{other}"


WHOLE = ("decisions", "page_views", *COUNTS)
REAL = (*(pair_name(*pair) for pair in PAIRS), "expected")
MOMENTS = pa.schema(
    [
        ("by", pa.string()),
        ("day", pa.date32()),
        *((name, pa.string()) for name in DIMENSION[2:]),
        *((name, pa.int64()) for name in WHOLE),
        *((name, pa.float64()) for name in REAL),
    ]
)
COUNTED = pa.schema(
    [
        ("what", pa.string()),
        ("day", pa.date32()),
        *((name, pa.string()) for name in ("site", *OF_COUNT)),
        ("number", pa.int64()),
    ]
)
KEPT = [("zone", pa.string()), ("kept", pa.string()), ("schema", pa.int16())]
"""The time zone whose days they are, and the name of the file: of several the newest holds."""


def _kept(schema: pa.Schema, *, optional: tuple[str, ...]) -> pa.Schema:
    fields = pa.schema([*schema, *(pa.field(*each) for each in KEPT)])
    return pa.schema([field.with_nullable(field.name in optional) for field in fields])


REPORT_SUMS = _kept(MOMENTS, optional=DIMENSION[4:])
REPORT_COUNTS = _kept(COUNTED, optional=OF_COUNT)

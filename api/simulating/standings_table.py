"""The standings of a world as two tables of the terminal: shares of the knowable, and distances."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from api.simulating.standings import Estimate, Standing

TITLES = {
    "run": "run",
    "last_third": "last third",
    "first_views": "first 2,000",
    "newcomers": "new promos",
}
MORE = ("clicks a view", "ms a view")
CAPTION = (
    "± is half of the 95 % interval over seeds. first 2,000: page views. new promos: the first "
    "200 exposures of promos born meanwhile."
)


def standings_tables(title: str, found: Sequence[Standing]) -> Iterator[Table]:
    """Yield the tables of one world; the second only where there is a peer."""
    shares = {each.policy: each.share for each in found}
    worths = {each.policy: (_worth(each), _milliseconds(each)) for each in found}
    yield _table(
        f"{title}\n% of what the knowable truth earns", shares, unit=100, more=worths, caption=None
    )
    distances = {each.policy: each.distance for each in found}
    if any(distances.values()):
        yield _table(
            "Distance to it, as a share of the best peer's",
            distances,
            unit=1,
            more={},
            caption=CAPTION,
        )


def _worth(standing: Standing) -> str:
    return f"{standing.worth['run'].mean:.4f}"


def _milliseconds(standing: Standing) -> str:
    return f"{standing.micros_a_view / 1000:.2f}"


def _table(
    title: str,
    figures: Mapping[str, Mapping[str, Estimate]],
    *,
    unit: int,
    more: Mapping[str, Sequence[str]],
    caption: str | None,
) -> Table:
    """Return a row for each policy: its figures by span, and what `more` there is of it."""
    drawn = Table(title=title, title_justify="left", caption=caption, caption_justify="left")
    drawn.add_column("policy", no_wrap=True)
    spans = [span for span in TITLES if any(span in own for own in figures.values())]
    for head in (*(TITLES[span] for span in spans), *(MORE if more else ())):
        drawn.add_column(head, justify="right")
    for policy, own in figures.items():
        cells = (_told(own[span], unit=unit) if span in own else "" for span in spans)
        drawn.add_row(policy, *cells, *more.get(policy, ()))
    return drawn


def _told(found: Estimate, *, unit: int) -> str:
    digits = 1 if unit > 1 else 2
    half = "" if found.low is None else f" ±{unit * (found.mean - found.low):.{digits}f}"
    return f"{unit * found.mean:.{digits}f}{half}"

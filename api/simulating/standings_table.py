"""The standings as tables of the terminal, one a world."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from api.simulating.standings import Estimate, Standing

TITLES = {
    "run": "run",
    "last_third": "last third",
    "first_views": "first 2,000 views",
    "newcomers": "newcomers",
}


def standings_table(title: str, found: Sequence[Standing]) -> Table:
    """Return the table of one world."""
    drawn = Table(title=title, title_justify="left", caption=CAPTION, caption_justify="left")
    drawn.add_column("policy", no_wrap=True)
    drawn.add_column("clicks a view", justify="right", no_wrap=True)
    spans = [span for span in TITLES if any(span in each.share for each in found)]
    for span in spans:
        drawn.add_column(f"share, {TITLES[span]}", justify="right")
    for span in spans:
        drawn.add_column(f"distance, {TITLES[span]}", justify="right")
    drawn.add_column("ms a view", justify="right", no_wrap=True)
    for each in found:
        drawn.add_row(*_cells(each, spans))
    return drawn


CAPTION = (
    "Share: of what the knowable truth earns. Distance: to it, as a share of the best peer's. "
    "± is half of the 95 % interval over seeds, paired. Newcomers: a promo's first 200 exposures."
)


def _cells(standing: Standing, spans: Sequence[str]) -> list[str]:
    return [
        standing.policy,
        f"{standing.worth['run'].mean:.4f}",
        *(_told(standing.share, span) for span in spans),
        *(_told(standing.distance, span) for span in spans),
        f"{standing.micros_a_view / 1000:.2f}",
    ]


def _told(estimates: Mapping[str, Estimate], span: str) -> str:
    found = estimates.get(span)
    if found is None:
        return ""
    if found.low is None or found.high is None:
        return f"{found.mean:.3f}"
    return f"{found.mean:.3f} ±{(found.high - found.low) / 2:.3f}"

"""A scorecard as tables in the terminal."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from training.bootstrap import Estimate
    from training.position_interval import PositionCurve
    from training.scorecard import Scorecard

# Further down a curve says little that the positions above it did not.
SHOWN_POSITIONS = 12


def print_scorecard(card: "Scorecard", *, judged_on: str = "time not learned from") -> None:
    """Print the figures, then how likely each position is examined."""
    console = Console()
    console.print(_figures(card, judged_on))
    if card.positions:
        console.print(_positions(card))


def _figures(card: "Scorecard", judged_on: str) -> Table:
    table = Table(f"Judged on {judged_on}", "", "95 % interval")
    table.add_row("exposures", f"{card.exposures:,.0f}", "")
    table.add_row("clicks", f"{card.clicks:,.0f}", "")
    table.add_row("log-loss", f"{card.log_loss:.5f}", "")
    table.add_row("AUC", f"{card.auc:.4f}", "")
    table.add_row("calibration error", f"{card.calibration_error:.5f}", "")
    for name, estimate in card.loss_against.items():
        table.add_row(f"log-loss minus {name}'s", *difference(estimate))
    for name, estimate in card.clicks_against.items():
        table.add_row(f"first-choice clicks over {name}", *gain(estimate))
    for name, part in card.newcomers.items():
        table.add_row(f"{name}, of all exposures", f"{part.share:.1%}", "")
        for rival, estimate in part.loss_against.items():
            table.add_row(f"  there, log-loss minus {rival}'s", *difference(estimate))
    return table


def difference(estimate: "Estimate") -> tuple[str, str]:
    """Return a difference of log-loss and its interval."""
    return f"{estimate.value:+.5f}", f"{estimate.low:+.5f} to {estimate.high:+.5f}"


def gain(estimate: "Estimate") -> tuple[str, str]:
    """Return a share more or fewer and its interval."""
    return f"{estimate.value:+.1%}", f"{estimate.low:+.1%} to {estimate.high:+.1%}"


def _positions(card: "Scorecard") -> Table:
    table = Table("Examined", "on", "by", "clicks", "positions, % of the first")
    for curve in card.positions:
        if len(curve.theta) > 1:
            clicks = f"{curve.clicks:,.0f}"
            table.add_row(
                curve.place, curve.device or "all", curve.exposed_by, clicks, _percents(curve)
            )
    return table


def _percents(curve: "PositionCurve") -> str:
    """Return each position's theta with half of its interval, in percent."""
    rows = zip(curve.theta, curve.low, curve.high, strict=True)
    shown = [f"{100 * at:.0f}±{50 * (high - low):.0f}" for at, low, high in rows]
    more = " …" if len(shown) > SHOWN_POSITIONS else ""
    return " ".join(["100", *shown[1:SHOWN_POSITIONS]]) + more

"""What a training made of the cross learner, as a table in the terminal."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from api.commands.scorecard_tables import difference, gain

if TYPE_CHECKING:
    from training.cross_card import CrossCard
    from training.crossing import Crossing


def print_crossing(crossing: "Crossing") -> None:
    """Print how the cross learner beside the model did, or why there is none."""
    console = Console()
    if crossing.card is None:
        console.print(crossing.note, markup=False)
    else:
        console.print(_figures(crossing.card))


def _figures(card: "CrossCard") -> Table:
    table = Table("Cross learner beside the model", "", "95 % interval")
    for weight, loss in card.losses.items():
        chosen = "chosen" if weight == card.weight else ""
        table.add_row(f"log-loss to choose by, {weight:.0%} of it", f"{loss:.5f}", chosen)
    table.add_row("log-loss", f"{card.log_loss:.5f}", "")
    for name, estimate in card.loss_against.items():
        table.add_row(f"log-loss minus {name}'s", *difference(estimate))
    for name, estimate in card.clicks_against.items():
        table.add_row(f"clicks over {name}", *gain(estimate))
    return table

"""The screen: whether a candidate may serve by its scorecard, without a canary."""

from dataclasses import dataclass

from training.scorecard import Scorecard

# How much worse than the live model a candidate's log-loss may be, at the bound of its interval.
TOLERANCE = 0.002


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the candidate may serve, and the reason in words."""

    passed: bool
    reason: str


def screened(card: Scorecard) -> Verdict:
    """Judge a scorecard: no worse than what serves; without a live model, better than no model.

    Both by the 97.5 % bound of the mean difference of log-loss.
    """
    name = "live" if "live" in card.loss_against else "base rate"
    difference = card.loss_against[name]
    allowed = TOLERANCE * (card.log_loss - difference.value) if name == "live" else 0.0
    words = (
        f"log-loss {card.log_loss:.5f} minus the {name}'s is at most {difference.high:+.6f} "
        f"(97.5 %), allowed is {allowed:+.6f}"
    )
    return Verdict(passed=difference.high <= allowed, reason=words)

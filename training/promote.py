"""The screen: whether a candidate may serve (LEARNING section 7, without a canary)."""

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
    """Judge a scorecard: no worse than what serves; a first model must beat the base rate."""
    if card.log_loss >= card.base_log_loss:
        return Verdict(
            passed=False,
            reason=f"log-loss {card.log_loss:.5f} does not beat the base rate's "
            f"{card.base_log_loss:.5f}",
        )
    if "live" not in card.loss_against:
        return Verdict(
            passed=True,
            reason=f"first model: log-loss {card.log_loss:.5f} beats the base rate's "
            f"{card.base_log_loss:.5f}",
        )
    difference = card.loss_against["live"]
    allowed = TOLERANCE * (card.log_loss - difference.value)
    return Verdict(
        passed=difference.high <= allowed,
        reason=f"log-loss minus the live model's is at most {difference.high:+.6f} (97.5 %); "
        f"allowed is {allowed:+.6f}",
    )

"""The screen lets through what is no worse, and nothing else."""

import pytest

from training.bootstrap import Estimate
from training.promote import screened
from training.scorecard import Scorecard


def a_card(**against: Estimate) -> Scorecard:
    """Return a scorecard of log-loss 0.2 with differences against others (`_` is a space)."""
    return Scorecard(
        exposures=1e5,
        clicks=1e3,
        decisions=10_000,
        log_loss=0.2,
        base_log_loss=0.21,
        auc=0.7,
        calibration_error=0.001,
        reliability=[],
        loss_against={name.replace("_", " "): estimate for name, estimate in against.items()},
        clicks_against={},
        newcomers={},
    )


@pytest.mark.parametrize(("high", "verdict"), [(-0.001, "passes"), (0.001, "fails")])
def test_a_first_model_must_beat_the_base_rate(high: float, verdict: str) -> None:
    card = a_card(base_rate=Estimate(-0.01, -0.02, high))
    assert screened(card).passed == (verdict == "passes")


@pytest.mark.parametrize(
    ("high", "verdict"), [(-0.01, "passes"), (0.00039, "passes"), (0.00041, "fails")]
)
def test_another_may_be_worse_by_a_fifth_of_a_percent(high: float, verdict: str) -> None:
    card = a_card(base_rate=Estimate(0.1, 0.1, 0.1), live=Estimate(0.0, -0.01, high))
    found = screened(card)
    assert found.passed == (verdict == "passes")
    assert f"{high:+.6f}" in found.reason

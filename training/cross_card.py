"""How the cross learner, blended with the model, did on the judged time: beside each of the two."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from recommender.metrics import log_loss
from training.bootstrap import Estimate
from training.comparison import click_gains, loss_difference
from training.cross_exposures import cross_logits
from training.cross_part import CrossPart
from training.cross_trial import Blended, CrossTrial
from training.crossed_things import CrossedThings
from training.stacking import Blend
from training.sums import Amounts

MODEL, CROSSED = "model alone", "cross learner alone"
MODEL_ALONE = Blend(weight=1.0, intercept=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossCard:
    """Figures of the blend with `weight` b, as a scorecard's.

    `losses` are those of the stopping time, by b.
    """

    weight: float
    losses: Mapping[float, float]
    log_loss: float
    loss_against: Mapping[str, Estimate]
    clicks_against: Mapping[str, Estimate]

    def content(self) -> dict[str, Any]:
        """Return the card as plain JSON values."""
        return asdict(self) | {"losses": {f"{b:g}": loss for b, loss in self.losses.items()}}


def cross_card(trial: CrossTrial, judged: CrossPart, *, things: CrossedThings) -> CrossCard:
    """Judge a trial on exposures that neither it nor its model learned from."""
    ours = _rates(trial.best, judged, things)
    rivals = {
        MODEL: MODEL_ALONE.rates(0 * judged.modelled, judged.modelled),
        CROSSED: _rates(trial.alone, judged, things),
    }
    thetas, exposures = judged.thetas, judged.exposures
    return CrossCard(
        weight=trial.best.blend.weight,
        losses=trial.losses,
        log_loss=log_loss(thetas * ours, **judged.exposures.counts),
        loss_against={
            name: loss_difference(thetas * ours, thetas * rates, exposures)
            for name, rates in rivals.items()
        },
        clicks_against=click_gains(ours, rivals, exposures, thetas=thetas),
    )


def _rates(blended: Blended, part: CrossPart, things: CrossedThings) -> Amounts:
    found = cross_logits(blended.weights, part.exposures, things=things)
    return blended.blend.rates(found, part.modelled)

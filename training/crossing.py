"""The cross learner's part of a training: fitted, stacked, judged, fitted again, and kept.

It never stands in the way of the model: a log that it cannot use gives a sentence, and no state.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from data.lake.drained_through import drained_through_us
from data.lake.lake_store import Lake
from data.models.cross_store import CrossStore
from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_state import state_of, version_of
from recommender.crossed.portable_prior import PORTABLE
from recommender.errors import InvalidModel, NotEnoughData, NotFound
from training.cross_card import CrossCard, cross_card
from training.cross_part import cross_part, thinned
from training.cross_trial import Blended, Report, cross_refitted, cross_trial
from training.crossed_things import CrossedThings
from training.time_split import moment_of
from training.trial import Trial
from training.window_reading import Window

KEPT_STATES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What was refitted and how it was judged before that; a `note` alone if there is nothing."""

    note: str
    refitted: Blended | None = None
    card: CrossCard | None = None
    decided_until: datetime | None = None

    @property
    def stands_alone(self) -> bool:
        """Whether the model tells nothing beside it: it may serve whatever model does."""
        return self.refitted is not None and self.refitted.blend.weight == 0

    def content(self) -> dict[str, Any]:
        """Return what a manifest tells: `state` is the version that the state is kept by."""
        if self.refitted is None or self.card is None:
            return {"note": self.note}
        told = {
            "note": self.note,
            "state": version_of(state_of(self.refitted.weights)),
            "blend": asdict(self.refitted.blend),
            "has_factors": self.refitted.has_factors,
        }
        return told | self.card.content()


@dataclass(frozen=True, slots=True)
class CrossStep:
    """The cross learner's step of one training; `about` is what is told of a state's window.

    Without a store for its states it is not trained.
    """

    store: CrossStore | None
    about: Mapping[str, Any]

    def crossing(self, window: Window, trial: Trial, last: Trial, *, report: Report) -> Crossing:
        """Fit beside the model of `trial`, stack, judge, and fit again beside that of `last`."""
        if self.store is None:
            return Crossing(note="the cross learner was not asked for")
        try:
            found = _crossing(window, trial, last, prior=_newest_prior(self.store), report=report)
        except (NotEnoughData, InvalidModel) as error:
            found = Crossing(note=f"no cross learner: {error}")
        report(found.note)
        return found

    def keep(self, crossing: Crossing, *, model: str) -> None:
        """Save the state and the model's version it goes with; the oldest go.

        Raises Busy, Unavailable.
        """
        if self.store is None or crossing.refitted is None or crossing.decided_until is None:
            return
        told = {"model": model, "decided_until": crossing.decided_until.isoformat()}
        self.store.save(
            crossing.refitted.weights, about={**crossing.content(), **self.about, **told}
        )
        self.store.prune(keep=KEPT_STATES)


def cross_step(
    store: CrossStore | None, lake: Lake, *, since: datetime, until: datetime
) -> CrossStep:
    """Begin, before the lake is read: what is drained meanwhile may be learned again by others.

    Raises Unavailable.
    """
    about: dict[str, Any] = {"since": since.isoformat(), "until": until.isoformat()}
    drained_us = drained_through_us(lake, since=since.date()) if store else None
    if drained_us is not None:
        about["drained_through_us"] = drained_us
    return CrossStep(store, about)


def _newest_prior(store: CrossStore) -> CrossPrior:
    """Return the prior that the newest state learned, the portable one before there is any."""
    for version in store.versions():
        try:
            return store.load(version).weights.prior
        except (InvalidModel, NotFound):
            continue
    return PORTABLE


def _crossing(
    window: Window, trial: Trial, last: Trial, *, prior: CrossPrior, report: Report
) -> Crossing:
    things, seed = CrossedThings(), trial.settings.seed
    fit = cross_part(thinned(window.fit(), seed=seed), trial)
    stop = cross_part(window.stop(), trial)
    found = cross_trial(fit, stop, prior=prior, things=things, report=report)
    card = cross_card(found, cross_part(window.judged, trial), things=things)
    whole = cross_part(thinned(window.sampled, seed=seed), last)
    refitted = cross_refitted(found, whole, things=things)
    pages, promos = len(refitted.weights.page), len(refitted.weights.promo)
    size = f"{pages} features of pages, {promos} of promos"
    share = f"beside {refitted.blend.weight:.0%} of the model"
    kind = "latent factors" if refitted.has_factors else "single weights"
    return Crossing(
        note=f"{len(whole.exposures)} rows, {size}; {kind} {share}",
        refitted=refitted,
        card=card,
        decided_until=moment_of(int(window.sampled.times.max()) + 1),
    )

"""`train`: the lake's last days become a model, its scorecard, and perhaps what serves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any

from data.lake.lake_store import Lake
from data.models.cross_store import CrossStore
from data.models.model_store import ModelStore
from data.sole_work import alone
from recommender.learned import Learned
from training.best_trial import best_trial
from training.crossing import Crossing, CrossStep, cross_step
from training.fit_settings import FitSettings
from training.newness import seen_in
from training.promote import Verdict, screened
from training.rival import Rival, live_rival
from training.sampling_share import Shares, shares_to_read
from training.scorecard import Scorecard, scorecard
from training.time_limit import Clock, limit_from_now
from training.trial import Trial, learned_from, refitted
from training.warm_start import WarmStart, warm_start
from training.window_reading import Window, read_window

DEFAULT_DAYS = 28
KEPT_MODELS = 10
STEPS = ("read", "fit", "judge", "refit", "cross", "save")

Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a training gave: the model's version, how it was judged, whether it may serve.

    `crossing` is what became of the cross learner.
    """

    version: str
    scorecard: Scorecard
    verdict: Verdict
    crossing: Crossing


def quiet(step: str, note: str) -> None:
    """Report nothing."""


def train(
    lake: Lake,
    store: ModelStore,
    *,
    now: datetime,
    days: int = DEFAULT_DAYS,
    searched: Sequence[FitSettings] = (FitSettings(),),
    unclicked_share: float | None = None,
    most_seconds: float | None = None,
    clock: Clock = monotonic,
    crosses: CrossStore | None = None,
    progress: Progress = quiet,
) -> Outcome:
    """Learn from the `days` before `now` (aware UTC), judge, save, and promote past the screen.

    `unclicked_share` is what is read of the unclicked; None leaves it to the log's size. After
    `most_seconds` of the `clock` (None: no bound) no setting and no epoch is begun. `crosses`
    keeps the states of the cross learner, which is not trained without. Raises Busy if another
    training runs, NotEnoughData, InvalidModel if the fit diverges, Unavailable.
    """
    lock_file = store.folder / ".training"
    with alone(lock_file, patience_seconds=0, busy="another training runs; wait for it to end"):
        limit = limit_from_now(clock, most_seconds)
        progress("read", f"exposures of {days} days")
        since = now - timedelta(days=days)
        step = cross_step(crosses, lake, since=since, until=now)
        shares = _shares(lake, since, now, unclicked_share)
        window = read_window(lake, since=since, until=now, shares=shares)
        start, report = warm_start(store, window.split), partial(progress, "fit")
        report(f"{len(window.fit())} rows, {_beginning(start)}")
        trial = best_trial(
            window.fit(),
            window.stop(),
            searched=_read_as(shares, searched),
            report=report,
            is_over=limit.is_over,
            start=start,
        )
        return _finished(trial, window, store=store, step=step, now=now, progress=progress)


def _finished(
    trial: Trial,
    window: Window,
    *,
    store: ModelStore,
    step: CrossStep,
    now: datetime,
    progress: Progress,
) -> Outcome:
    """Judge a trial, fit it again through the end, and keep what came of it."""
    candidate = learned_from(trial, window.fit(), version=f"{now:%Y-%m-%dT%H-%M}")
    judged = _judged(candidate, window, live_rival(store, window.split), progress)
    progress("refit", f"{len(window.sampled)} rows, {trial.settings.epochs} epochs")
    last = refitted(trial, window.sampled)
    card = replace(judged.card, positions=last.curves)
    learned = learned_from(last, window.sampled, version=candidate.version)
    crossing = step.crossing(window, trial, last, report=partial(progress, "cross"))
    progress("save", judged.verdict.reason)
    about = _about(trial, window, replace(judged, card=card), crossing)
    version = store.save(learned, created_at=now, as_judged=candidate, **about)
    if judged.verdict.passed or crossing.stands_alone:
        step.keep(crossing, model=version)
    if judged.verdict.passed:
        store.promote(version)
    store.prune(keep=KEPT_MODELS)
    return Outcome(version=version, scorecard=card, verdict=judged.verdict, crossing=crossing)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """How a candidate did on the judged time, beside which rival."""

    rival: Rival
    card: Scorecard
    verdict: Verdict


def _judged(candidate: Learned, window: Window, rival: Rival, progress: Progress) -> _Judged:
    progress("judge", f"{len(window.judged)} exposures it has not seen; {rival.note}")
    seen = seen_in(window.fit())
    card = scorecard(candidate, window.judged, live=rival.learned, seen=seen)
    return _Judged(rival=rival, card=card, verdict=screened(card))


def _about(trial: Trial, window: Window, judged: _Judged, crossing: Crossing) -> dict[str, Any]:
    """Return what the manifest tells."""
    told = {
        "promoted": judged.verdict.passed,
        "screen": judged.verdict.reason,
        "rival": judged.rival.note,
        "crossing": crossing.content(),
    }
    return {
        "settings": trial.told(),
        "window": window.told(),
        "scorecard": judged.card.content() | told,
    }


def _shares(lake: Lake, since: datetime, until: datetime, unclicked: float | None) -> Shares:
    if unclicked is None:
        return shares_to_read(lake, since, until)
    return Shares(unclicked=unclicked)


def _read_as(shares: Shares, searched: Sequence[FitSettings]) -> list[FitSettings]:
    """Return the settings to try on what was read by shares."""
    return [
        replace(settings, unclicked_share=shares.unclicked, log_share=shares.log)
        for settings in searched
    ]


def _beginning(start: WarmStart | None) -> str:
    return f"beginning at {start.learned.version}" if start else "beginning at chance"

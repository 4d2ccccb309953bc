"""`train`: the lake's last days become a model, its scorecard, and perhaps what serves."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from data.lake.lake_store import Lake
from data.models.model_store import ModelStore
from data.sole_work import alone
from training.fit_settings import FitSettings
from training.newness import seen_in
from training.promote import Verdict, screened
from training.rival import Rival, live_rival
from training.sampling_share import Shares, shares_to_read
from training.scorecard import Scorecard, scorecard
from training.trial import Trial, best_trial, learned_from, refitted
from training.window_reading import Window, read_window

DEFAULT_DAYS = 28
KEPT_MODELS = 10
STEPS = ("read", "fit", "judge", "refit", "save")

Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a training gave: the model's version, how it was judged, whether it may serve."""

    version: str
    scorecard: Scorecard
    verdict: Verdict


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
    progress: Progress = quiet,
) -> Outcome:
    """Learn from the `days` before `now` (aware UTC), judge, save, and promote past the screen.

    `unclicked_share` is what is read of the unclicked; None leaves it to the log's size. Raises
    Busy if another training runs, NotEnoughData, InvalidModel if the fit diverges, Unavailable.
    """
    lock_file = store.folder / ".training"
    with alone(lock_file, patience_seconds=0, busy="another training runs; wait for it to end"):
        progress("read", f"exposures of {days} days")
        since = now - timedelta(days=days)
        shares = _shares(lake, since, now, unclicked_share)
        window = read_window(lake, since=since, until=now, shares=shares)
        sampled, whole, split = window.sampled, window.judged, window.split
        fit, stop = (sampled.where(part(sampled.times)) for part in (split.fit, split.stop))
        searched = [
            replace(settings, unclicked_share=shares.unclicked, log_share=shares.log)
            for settings in searched
        ]
        trial = best_trial(fit, stop, searched=searched, report=partial(progress, "fit"))
        rival = live_rival(store, split)
        progress("judge", f"{len(whole)} exposures it has not seen; {rival.note}")
        candidate = learned_from(trial, fit, version=f"{now:%Y-%m-%dT%H-%M}")
        card = scorecard(candidate, whole, live=rival.learned, seen=seen_in(fit))
        verdict = screened(card)
        progress("refit", f"{len(sampled)} rows, {trial.settings.epochs} epochs")
        last = refitted(trial, sampled)
        card = replace(card, positions=last.curves)
        learned = learned_from(last, sampled, version=candidate.version)
        progress("save", verdict.reason)
        about = _about(trial, window, card, verdict, rival)
        version = store.save(learned, created_at=now, as_judged=candidate, **about)
        if verdict.passed:
            store.promote(version)
        store.prune(keep=KEPT_MODELS)
    return Outcome(version=version, scorecard=card, verdict=verdict)


def _about(
    trial: Trial, window: Window, card: Scorecard, verdict: Verdict, rival: Rival
) -> dict[str, Any]:
    """Return what the manifest tells."""
    screening = {"promoted": verdict.passed, "screen": verdict.reason, "rival": rival.note}
    return {
        "settings": asdict(trial.settings),
        "window": window.told(),
        "scorecard": card.content() | screening,
    }


def _shares(lake: Lake, since: datetime, until: datetime, unclicked: float | None) -> Shares:
    if unclicked is None:
        return shares_to_read(lake, since, until)
    return Shares(unclicked=unclicked)

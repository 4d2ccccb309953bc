"""`train`: the lake's last days become a model, its scorecard, and perhaps what serves."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

import pyarrow as pa

from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from data.models.model_store import ModelStore
from data.sole_work import alone
from recommender.learned import Learned
from training.encoding import Exposures, encoded
from training.fit_settings import FitSettings
from training.promote import Verdict, screened
from training.scorecard import Scorecard, scorecard
from training.served import served
from training.time_split import TimeSplit, moment_of, time_split
from training.trial import best_trial, learned_from, refitted

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
    progress: Progress = quiet,
) -> Outcome:
    """Learn from the `days` before `now` (aware UTC), judge, save, and promote past the screen.

    All of `searched` must share one `unclicked_share`. Raises Busy if another training runs,
    NotEnoughData, InvalidModel if the fit diverges, Unavailable.
    """
    lock_file = store.folder / ".training"
    with alone(lock_file, patience_seconds=0, busy="another training runs; wait for it to end"):
        progress("read", f"exposures of {days} days")
        share = searched[0].unclicked_share
        sampled, whole, split = _read(lake, now - timedelta(days=days), now, share=share)
        fit, stop = (sampled.where(part(sampled.times)) for part in (split.fit, split.stop))
        trial = best_trial(fit, stop, searched=searched, report=partial(progress, "fit"))
        progress("judge", f"{len(whole)} exposures it has not seen")
        version = f"{now:%Y-%m-%dT%H-%M}"
        candidate = learned_from(trial, fit, version=version)
        card = scorecard(candidate, whole, live=_rival(store, split))
        verdict = screened(card)
        progress("refit", f"{len(sampled)} rows, {trial.settings.epochs} epochs")
        learned = learned_from(refitted(trial, sampled), sampled, version=version)
        progress("save", verdict.reason)
        version = store.save(
            learned,
            created_at=now,
            settings=asdict(trial.settings),
            window=split.window() | {"refitted_through": moment_of(split.ends).isoformat()},
            scorecard=card.content() | {"promoted": verdict.passed, "screen": verdict.reason},
        )
        if verdict.passed:
            store.promote(version)
        store.prune(keep=KEPT_MODELS)
    return Outcome(version=version, scorecard=card, verdict=verdict)


def _read(
    lake: Lake, since: datetime, until: datetime, *, share: float
) -> tuple[Exposures, Exposures, TimeSplit]:
    """Return the sampled window, the whole of its judged time, and the split."""
    sampled = read_exposures(lake, since=since, until=until, unclicked_share=share)
    first = encoded(sampled, served(lake, sampled))
    split = time_split(first)
    if share == 1.0:
        return first, first.where(split.judge(first.times)), split
    judge_from = moment_of(split.judge_from)
    whole = read_exposures(lake, since=judge_from, until=until)
    table = pa.concat_tables([sampled, whole])
    both = encoded(table, served(lake, table))
    return both.part(0, len(sampled)), both.part(len(sampled), len(both)), split


def _rival(store: ModelStore, split: TimeSplit) -> Learned | None:
    """Return the live model, None if there is none or it has itself learned from the judged time.

    A second training on the same day is screened against the base rate only.
    """
    version = store.live()
    if version is None:
        return None
    through = store.manifest(version).window.get("refitted_through")
    if through and datetime.fromisoformat(through) > moment_of(split.judge_from):
        return None
    return store.load(version)

"""Judges a kept model on days of the lake, beside the one that serves."""

from dataclasses import replace
from datetime import datetime, timedelta

from data.lake.exposures import read_exposures
from data.lake.lake_store import Lake
from data.models.model_store import ModelStore
from recommender.errors import NotEnoughData
from training.encoding import encoded
from training.position_interval import PositionCurve
from training.scorecard import Scorecard, scorecard
from training.served import served


def evaluate(
    lake: Lake, store: ModelStore, version: str, *, now: datetime, days: int = 1
) -> Scorecard:
    """Return the model's scorecard on the `days` before `now` (aware UTC).

    It is honest only for days that the model did not learn from; its manifest's window tells.
    Raises NotFound, InvalidModel, NotEnoughData, Unavailable.
    """
    candidate = store.load(version)
    table = read_exposures(lake, since=now - timedelta(days=days), until=now)
    exposures = encoded(table, served(lake, table))
    if not exposures.clicks.sum() or not exposures.unclicked.sum():
        raise NotEnoughData(
            f"the last {days} days hold no clicked or no unclicked exposure to judge by: "
            "judge on more days (--days)"
        )
    rival = store.live()
    live = store.load(rival) if rival and rival != version else None
    card = scorecard(candidate, exposures, live=live)
    return replace(card, positions=_positions(store, version))


def learned_until(store: ModelStore, version: str, *, since: datetime) -> str:
    """Say in a sentence whether a model learned from what lies after `since`. Raises NotFound."""
    told = store.manifest(version).window.get("refitted_through")
    if told is None:
        return "Its manifest does not tell what it learned from."
    through = datetime.fromisoformat(told)
    if through <= since:
        return "It learned from nothing of that."
    return f"It learned from what came before {through:%Y-%m-%d %H:%M}: that flatters it."


def _positions(store: ModelStore, version: str) -> list[PositionCurve]:
    """Return the curves that a model's manifest tells; none of a learner that tells none."""
    try:
        told = store.manifest(version).scorecard.get("positions", [])
        return [PositionCurve(**curve) for curve in told]
    except TypeError:
        return []

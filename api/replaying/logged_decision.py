"""What the lake tells of one decision: its page, its slots, and what else could have been shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from data.draining.decision_words import words_of_texts
from data.lake.engine import fetch
from data.lake.lake_store import Lake
from recommender.domain import Reader
from recommender.errors import Invalid, NotFound

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedPromo:
    """A promo that was shown (at a position of a placement) or could have been.

    The parts of its score are None where they were not noted.
    """

    promo: str
    shown_at: tuple[str, int] | None = None
    propensity: float | None = None
    logit: float | None = None
    optimism: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """A decision with the promos that the log names."""

    decision: str
    decided_at: datetime
    site: str
    article: str | None
    reader: Reader
    local_hour: int
    arm: str
    rung: str
    model: str | None
    online: str | None
    promos: Sequence[LoggedPromo]


def logged_decision(lake: Lake, decision: str) -> LoggedDecision:
    """Return what the lake holds. Raises Invalid if it is no id, NotFound, Unavailable."""
    at = _time_of(decision)
    rows = _rows(lake, "decisions", decision, at)
    if not rows:
        raise NotFound("decision", decision)
    row = rows[0]
    names = ("country", "region", "device", "language")
    reader = Reader(**{name: row[name] for name in names}, signed_in=bool(row["signed_in"]))
    return LoggedDecision(
        decision=decision,
        decided_at=row["decided_at"],
        site=row["site"],
        article=row["article"],
        reader=reader,
        local_hour=row["local_hour"] or 0,
        arm=row["arm"],
        rung=row["rung"],
        model=row["model"],
        online=row["online"],
        promos=_promos(_rows(lake, "slots", decision, at), _rows(lake, "candidates", decision, at)),
    )


def _time_of(decision: str) -> datetime:
    try:
        (time_ms,) = words_of_texts(pa.chunked_array([[decision]])).times_ms.tolist()
        return datetime.fromtimestamp(time_ms / 1000, UTC)
    except (Invalid, ValueError, OverflowError) as error:
        raise Invalid(f"{decision!r} is no decision's id: it has 26 letters and digits") from error


def _rows(lake: Lake, table: str, decision: str, at: datetime) -> list[dict[str, Any]]:
    rows = lake.read(table, since=at.date() - A_DAY, until=at.date() + A_DAY)
    found: list[dict[str, Any]] = fetch(rows.filter(rows.decision == decision)).to_pylist()
    return found


def _promos(
    slots: Sequence[dict[str, Any]], candidates: Sequence[dict[str, Any]]
) -> list[LoggedPromo]:
    scored = {each.promo: each for row in candidates[:1] for each in _candidates(row)}
    shown = []
    for slot in sorted(slots, key=lambda row: (row["placement"], row["position"])):
        known = scored.pop(slot["promo"], None) or LoggedPromo(promo=slot["promo"])
        place = (slot["placement"], slot["position"])
        shown.append(replace(known, shown_at=place, propensity=slot["propensity"]))
    return [*shown, *scored.values()]


def _candidates(row: dict[str, Any]) -> list[LoggedPromo]:
    nothing = [None] * len(row["promo"])
    columns = (row["logit"] or nothing, row["optimism"] or nothing)
    return [
        LoggedPromo(promo=promo, logit=logit, optimism=optimism)
        for promo, logit, optimism in zip(row["promo"], *columns, strict=True)
    ]

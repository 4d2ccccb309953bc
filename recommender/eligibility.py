"""Which promos may stand beside an article for a reader at a time, whatever the placement.

An attribute nobody knows excludes nothing: a reader of unknown country may see a local offer. A
promo's languages are met by the article's language or by the reader's.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from recommender.domain import Reason
from recommender.keys import NOTHING
from recommender.promo_table import NEVER_MS, Audience, PromoTable
from recommender.visit import Visit

Mask = NDArray[np.bool_]


def eligible_rows(table: PromoTable, visit: Visit, *, now_ms: int) -> NDArray[np.int64]:
    """Return the rows that may be shown, ascending."""
    out = np.zeros(len(table), dtype=np.bool_)
    for _, mask in exclusions(table, visit, now_ms=now_ms):
        out |= mask
    return np.flatnonzero(~out)


def exclusions(table: PromoTable, visit: Visit, *, now_ms: int) -> Iterator[tuple[Reason, Mask]]:
    """Yield each reason with the rows [N] it keeps out; the order is the one told to people."""
    yield Reason.PAUSED, ~table.is_live
    yield Reason.BEFORE_FLIGHT, table.starts_ms > now_ms
    yield Reason.AFTER_FLIGHT, table.ends_ms <= now_ms
    for reason in (Reason.COUNTRY, Reason.REGION, Reason.LANGUAGE):
        misses = [misses_audience(audience, visit, reason) for audience in table.audiences]
        if any(misses):
            yield reason, np.array(misses, dtype=np.bool_)[table.audience]
    if visit.article_url_key != NOTHING:
        yield Reason.OWN_ARTICLE, table.url_key == visit.article_url_key


def misses_audience(audience: Audience, visit: Visit, reason: Reason) -> bool:
    """Tell whether the visit is outside the audience for this reason."""
    reader = visit.reader
    if reason is Reason.COUNTRY:
        return _misses(audience.countries, reader.country)
    if reason is Reason.REGION:
        return _misses(audience.regions, reader.region)
    known = [language for language in (visit.language, reader.language) if language]
    wanted = audience.languages
    return bool(wanted and known) and not any(language in wanted for language in known)


def _misses(wanted: tuple[str, ...], value: str | None) -> bool:
    return bool(wanted) and value is not None and value not in wanted


def next_bound_ms(bounds_ms: NDArray[np.int64]) -> int:
    """Return the first of some flights' bounds; `NEVER_MS` if there is none."""
    return int(bounds_ms.min()) if len(bounds_ms) else NEVER_MS


def flight_bounds_ms(
    starts_ms: NDArray[np.int64], *, ends_ms: NDArray[np.int64], is_live: Mask, after_ms: int
) -> NDArray[np.int64]:
    """Return when flights of live promos will begin and end (epoch ms), in no order."""
    times = np.concatenate([starts_ms[is_live], ends_ms[is_live]])
    bounds: NDArray[np.int64] = times[(times > after_ms) & (times != NEVER_MS)]
    return bounds

"""Our theta on ranked lists: `training`'s own estimate of lists as the lake would tell them."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from data.lake.exposure_rows import EXPOSURES
from tests.bench.click_models.click_chances import ClickModel, ExaminedRates, pulled
from tests.bench.click_models.ranked_sessions import Floats, RankedSessions
from training.encoding import Exposures, Served, encoded
from training.position import first_examination, thetas_of
from training.position_interval import PositionCurve, position_curves

# The log tells no time.
SHOWN_AT = np.datetime64(datetime(2011, 1, 1, tzinfo=UTC).replace(tzinfo=None), "us")


def our_position(sessions: RankedSessions, pull: float) -> ClickModel:
    """Return theta by clicks over hopes, and each document's clicks over its thetas."""
    exposures = list_exposures(sessions)
    thetas = first_examination(exposures)[exposures.places[0]].astype(np.float64)
    sizes = sessions.by_document(np.broadcast_to(thetas, sessions.documents.shape))
    rates = pulled(sessions.by_document(sessions.clicked), sizes, pull=pull)
    return ExaminedRates(thetas, rates)


def our_curve(sessions: RankedSessions) -> PositionCurve:
    """Return theta of each rank with its interval, by bootstrap over sessions."""
    exposures = list_exposures(sessions)
    found = first_examination(exposures)
    rates = _own_rates(exposures, thetas_of(found, exposures))
    (curve,) = position_curves(exposures, rates, found)
    return curve


def list_exposures(sessions: RankedSessions) -> Exposures:
    """Return a row for each document shown: a ranker sorted them, none stood there by chance."""
    rows, ranks = sessions.documents.size, sessions.ranks
    columns: dict[str, object] = {
        "decision": np.repeat(np.arange(len(sessions)), ranks),
        "decided_at": np.full(rows, SHOWN_AT),
        "site": np.full(rows, "search"),
        "arm": np.full(rows, "learned"),
        "placement": np.full(rows, "results"),
        "position": np.tile(np.arange(ranks), len(sessions)),
        "exposed_by": np.full(rows, "impression"),
        "promo": sessions.documents.ravel(),
        "clicks": sessions.clicked.ravel().astype(np.int64),
        "count": np.ones(rows, np.int64),
        "weight": np.ones(rows),
    }
    empty = {name: pa.nulls(rows) for name in EXPOSURES.names if name not in columns}
    arrays = {name: pa.array(column) for name, column in columns.items()} | empty
    table = pa.table(arrays).select(EXPOSURES.names).cast(EXPOSURES)
    return encoded(table, Served(articles={}, promos={}))


def _own_rates(exposures: Exposures, thetas: Floats) -> Floats:
    clicks = np.bincount(exposures.promo, exposures.clicks)
    rates: Floats = (clicks / np.bincount(exposures.promo, thetas))[exposures.promo]
    return rates

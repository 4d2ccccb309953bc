"""How much a click is expected to be worth: calibrated click rate times value, plus optimism."""

import numpy as np
from numpy.typing import NDArray

from recommender.learned import Floats
from recommender.online import Online
from recommender.promo_table import PromoTable
from recommender.snapshot import Snapshot
from recommender.visit import Visit

FEW = 4
"""Taking a row's vector out costs as much as some such products of it."""
Scores = NDArray[np.float64]
Rows = NDArray[np.int64]


def learned_scores(snapshot: Snapshot, visit: Visit, rows: Rows) -> tuple[Scores, Scores]:
    """Return the calibrated logit [n] of a click on each row, given that its slot is examined.

    Beside it stands the optimism beta * s [n], s the deviation of that logit.
    """
    online = snapshot.online
    if online is None:
        return model_logits(snapshot, visit, rows), model_optimism(snapshot, rows)
    logits, optimism = online_scores(snapshot, online, visit, rows)
    if online.share:
        logits += online.share * model_logits(snapshot, visit, rows)
    return logits, optimism


def learned_logits(snapshot: Snapshot, visit: Visit, rows: Rows) -> Scores:
    """Return the logit [n] of each row without the optimism."""
    return learned_scores(snapshot, visit, rows)[0]


def model_logits(snapshot: Snapshot, visit: Visit, rows: Rows) -> Scores:
    """Return the model's own logit [n] of each row, calibrated."""
    if snapshot.learned is None or visit.vector is None:
        raise ValueError("logits need a model and an article that is known")
    context = visit.vector + snapshot.reader_vector(visit.reader_features())
    return logits_of(snapshot, context, rows)


def online_scores(
    snapshot: Snapshot, online: Online, visit: Visit, rows: Rows
) -> tuple[Scores, Scores]:
    """Return logit and optimism [n] by what was learned online, without the model's share."""
    if visit.crossed is None:
        raise ValueError("what was learned online needs an article that is known")
    page = online.page(visit.crossed, visit.reader, local_hour=visit.local_hour)
    logits, deviations = online.scores(page, rows)
    logits += online.shift
    return logits, snapshot.settings.online_optimism * deviations


def logits_of(snapshot: Snapshot, context: Floats, rows: Rows) -> Scores:
    """Return the calibrated logit [n] of each row beside a context [d + 1], bias last."""
    if snapshot.learned is None:
        raise ValueError("logits need a model")
    with_bias = context.copy()
    with_bias[-1] = 1.0
    raw = products(snapshot.promos, with_bias, rows) + context[-1]
    logits: Scores = raw.astype(np.float64) * snapshot.learned.slope
    return logits + snapshot.learned.intercept


def products(table: PromoTable, context: Floats, rows: Rows) -> Floats:
    """Return the product [n] of each row's vector and a context [d + 1], the cheaper way."""
    found: Floats
    if len(rows) * FEW > len(table):
        found = (table.vectors @ context)[rows]
    else:
        found = table.vectors.take(rows, axis=0) @ context
    return found


def prior_scores(snapshot: Snapshot, rows: Rows) -> tuple[Scores, Scores]:
    """Return the logit [n] of each row's smoothed click rate, whatever the visit, and optimism."""
    rates = snapshot.promos.prior_rate[rows].astype(np.float64)
    return np.log(rates) - np.log1p(-rates), model_optimism(snapshot, rows)


def value_scores(table: PromoTable, rows: Rows, logits: Scores) -> Scores:
    """Return log(r * value) [n], r = sigmoid(logit)."""
    values: Scores = np.log(table.value_micros[rows]) - np.logaddexp(0.0, -logits)
    return values


def model_optimism(snapshot: Snapshot, rows: Rows) -> Scores:
    """Return beta * s [n], s the deviation of the model's logit of each row."""
    slope = snapshot.learned.slope if snapshot.learned else 1.0
    deviations = snapshot.promos.deviation[rows].astype(np.float64)
    return np.asarray((snapshot.settings.optimism * slope) * deviations)

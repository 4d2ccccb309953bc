"""How much a click is expected to be worth: calibrated click rate times value, plus optimism."""

import numpy as np
from numpy.typing import NDArray

from recommender.learned import Floats
from recommender.promo_table import PromoTable
from recommender.snapshot import Snapshot
from recommender.visit import Visit

FEW = 4
"""Taking a row's vector out costs as much as some such products of it."""
Scores = NDArray[np.float64]
Rows = NDArray[np.int64]


def learned_logits(snapshot: Snapshot, visit: Visit, rows: Rows) -> Scores:
    """Return the calibrated logit [n] of a click on each row, given that its slot is examined."""
    if snapshot.learned is None or visit.vector is None:
        raise ValueError("logits need a model and an article that is known")
    context = visit.vector + snapshot.reader_vector(visit.reader_features())
    return logits_of(snapshot, context, rows)


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


def prior_logits(table: PromoTable, rows: Rows) -> Scores:
    """Return the logit [n] of the smoothed click rate of each row, whatever the visit."""
    rates = table.prior_rate[rows].astype(np.float64)
    logits: Scores = np.log(rates) - np.log1p(-rates)
    return logits


def value_scores(table: PromoTable, rows: Rows, logits: Scores) -> Scores:
    """Return log(r * value) [n], r = sigmoid(logit)."""
    values: Scores = np.log(table.value_micros[rows]) - np.logaddexp(0.0, -logits)
    return values


def with_optimism(snapshot: Snapshot, rows: Rows, scores: Scores) -> Scores:
    """Return score + beta * s [n], s the deviation of the row's logit."""
    slope = snapshot.learned.slope if snapshot.learned else 1.0
    deviation = snapshot.promos.deviation[rows]
    return scores + (snapshot.settings.optimism * slope) * deviation

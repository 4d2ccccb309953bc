"""A log of exposures as a cross learner's refit reads it, and the logits that weights give it."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from recommender.crossed.cross_prior import CrossPrior
from recommender.crossed.cross_weights import CrossWeights, Side
from training.cross_design import CrossDesign
from training.cross_log import CrossLog
from training.cross_table import Met, numbered_weights
from training.crossed_things import CrossedThings, Features, aged_promos
from training.encoding import Exposures
from training.position import exposed
from training.seen_pages import distinct_pages
from training.sums import Amounts, sums_by
from training.time_split import US_PER_DAY

# Rows at a time: a design holds the page features of each.
CHUNK = 400_000


def placed_weights(exposures: Exposures, things: CrossedThings, prior: CrossPrior) -> CrossWeights:
    """Return weights at the prior, with a place for what was met often enough."""
    met = exposed(exposures)
    articles, readers = things.articles(exposures), things.readers(exposures)
    rows, promos = aged_promos(exposures)
    sides = (
        Met(articles, sums_by(exposures.article, met, count=len(articles))),
        Met(readers, sums_by(exposures.reader, met, count=len(readers))),
    )
    return numbered_weights(prior, pages=sides, promos=Met(promos, sums_by(rows, met)))


def cross_log(
    exposures: Exposures, thetas: Amounts, *, things: CrossedThings, weights: CrossWeights
) -> CrossLog:
    """Return the log [n] over the features that the weights have a place for."""
    pairs, page = distinct_pages(exposures.article, exposures.reader)
    articles, readers = (
        feature_strengths(features, weights.page)
        for features in (things.articles(exposures), things.readers(exposures))
    )
    promo, promos = aged_promos(exposures)
    return CrossLog(
        pages=(articles[pairs[0]] + readers[pairs[1]]).tocsr(),
        promos=feature_strengths(promos, weights.promo),
        page=page,
        promo=promo,
        thetas=thetas,
        clicks=exposures.clicks,
        unclicked=exposures.unclicked * exposures.weights,
        ages_days=(exposures.times.max(initial=0) - exposures.times) / US_PER_DAY,
    )


def cross_logits(weights: CrossWeights, exposures: Exposures, *, things: CrossedThings) -> Amounts:
    """Return m [n], the mean of each exposure's logit given that its slot was examined."""
    mean = weights.mean[: len(weights.page), : len(weights.promo)]
    found = np.empty(len(exposures))
    for start in range(0, len(found), CHUNK):
        part = exposures.part(start, start + CHUNK)
        log = cross_log(part, np.ones(len(part)), things=things, weights=weights)
        found[start : start + CHUNK] = CrossDesign(log).logits(mean)
    return found


def feature_strengths(things: Sequence[Features], side: Side) -> sparse.csr_matrix:
    """Return the strengths [things, features of the side]; names without a place are left out."""
    known = [_known(features, side.numbers) for features in things]
    ends = np.cumsum([0, *map(len, known)])
    flat = [feature for features in known for feature in features]
    columns = np.array([column for column, _ in flat], dtype=np.int32)
    strengths = np.array([strength for _, strength in flat])
    return sparse.csr_matrix((strengths, columns, ends), shape=(len(things), len(side)))


def _known(features: Features, numbers: Mapping[str, int]) -> list[tuple[int, float]]:
    found = ((numbers.get(name), strength) for name, strength in features)
    return [(number, strength) for number, strength in found if number is not None]

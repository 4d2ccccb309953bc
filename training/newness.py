"""How a model did where an article or a promo was new to it: judged apart, for most are not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.learned import Learned
from recommender.metrics import log_loss
from training.bootstrap import Estimate
from training.comparison import loss_difference
from training.encoding import Exposures
from training.position import exposed
from training.sums import Amounts

NEW_ARTICLES, NEW_PROMOS = "new articles", "new promos"
ARTICLE = "article:"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was met before: articles as `site/id`, promos by id."""

    articles: frozenset[str]
    promos: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPart:
    """Exposures of what was not met before, and their share of all; figures as a scorecard's.

    `log_loss` is None, and nothing is compared, where there were none.
    """

    exposures: float
    share: float
    clicks: float
    log_loss: float | None
    loss_against: dict[str, Estimate]


def seen_in(exposures: Exposures) -> Seen:
    """Return what has an exposure."""
    articles, promos = _articles(exposures), exposures.promo_ids
    return Seen(
        frozenset(articles[code] for code in np.unique(exposures.article).tolist()),
        frozenset(promos[code] for code in np.unique(exposures.promo).tolist()),
    )


def known_to(learned: Learned) -> Seen:
    """Return the articles with a feature of their own in a model, and the promos it has met."""
    names = (name for name in learned.visit_side.rows if name.startswith(ARTICLE))
    articles = frozenset(name.removeprefix(ARTICLE) for name in names)
    return Seen(articles, frozenset(learned.prior_rates.by_promo))


def new_parts(
    ours: Amounts, rivals: Mapping[str, Amounts], exposures: Exposures, *, seen: Seen
) -> dict[str, NewPart]:
    """Judge predictions [n] beside those of rivals on new articles, and on new promos."""
    new_articles = [bool(name) and name not in seen.articles for name in _articles(exposures)]
    new_promos = [name not in seen.promos for name in exposures.promo_ids]
    chosen = {
        NEW_ARTICLES: np.array(new_articles, dtype=np.bool_)[exposures.article],
        NEW_PROMOS: np.array(new_promos, dtype=np.bool_)[exposures.promo],
    }
    return {name: _part(ours, rivals, exposures, rows) for name, rows in chosen.items()}


def _part(
    ours: Amounts, rivals: Mapping[str, Amounts], exposures: Exposures, rows: NDArray[np.bool_]
) -> NewPart:
    part, ours = exposures.where(rows), ours[rows]
    size = float(exposed(part).sum())
    return NewPart(
        exposures=size,
        share=size / float(exposed(exposures).sum()),
        clicks=float(part.clicks.sum()),
        log_loss=log_loss(ours, **part.counts) if size else None,
        loss_against={
            name: loss_difference(ours, rates[rows], part) for name, rates in rivals.items() if size
        },
    )


def _articles(exposures: Exposures) -> list[str]:
    """Return each code's article as `site/id`, nothing for a page that is none."""
    return [f"{each.site}/{each.id}" if each.id else "" for each in exposures.articles.things]

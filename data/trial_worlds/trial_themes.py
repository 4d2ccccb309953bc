"""The hidden themes of promos: what a promo is really about, whatever its topics and title say."""

from collections.abc import Iterator, Sequence

import numpy as np

from data.publisher.hidden import TOPICS as THEMES
from data.publisher.hidden import WORD, Floats, hidden_mixture, hidden_numbers
from data.trial_worlds.vocabulary import TOPIC_OF
from recommender.domain import Promo

KIND_WEIGHT = 0.5
LABEL_WEIGHT = 0.4
TOPICS_WEIGHT = 1.1
TITLE_WEIGHT = 0.9
WORD_WEIGHT = 0.4


def promo_themes(seed: int, promos: Sequence[Promo]) -> Floats:
    """Return each promo's mixture of themes [promos, themes], less the even mixture."""
    mixtures = [
        hidden_mixture(seed, f"promo/{promo.id}", words=_weighted(promo)) for promo in promos
    ]
    return np.array(mixtures) - 1 / THEMES


def topic_themes(seed: int, topic: str) -> Floats:
    """Return how a topic's word pulls the mixtures of promos [themes]."""
    return hidden_numbers(seed, f"word/{topic}", count=THEMES)


def _weighted(promo: Promo) -> Iterator[tuple[str, float]]:
    """Yield what pulls at the promo's mixture; a title's word pulls as its topic and as itself."""
    yield promo.kind, KIND_WEIGHT
    yield promo.label or "", LABEL_WEIGHT
    for topic in promo.topics:
        yield topic, TOPICS_WEIGHT / np.sqrt(len(promo.topics))
    words = [word for word in WORD.findall(promo.title.casefold()) if word in TOPIC_OF]
    for word in words:
        yield TOPIC_OF[word], TITLE_WEIGHT / np.sqrt(len(words))
        yield word, WORD_WEIGHT / np.sqrt(len(words))

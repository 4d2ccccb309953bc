"""The hidden themes of promos: what a promo is really about, whatever its topics and words say."""

from collections.abc import Iterator, Sequence

import numpy as np

from data.publisher.hidden import TOPICS as THEMES
from data.publisher.hidden import WORD, Floats, hidden_mixture, hidden_numbers
from data.trial_worlds.vocabulary import TOPIC_OF
from recommender.domain import Promo

KIND_WEIGHT = 0.5
LABEL_WEIGHT = 0.3
TOPICS_WEIGHT = 0.9
TEXT_WEIGHT = 1.5
WORD_WEIGHT = 0.5


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
    """Yield what pulls at the promo's mixture: of its words their topics, and the title's words."""
    yield promo.kind, KIND_WEIGHT
    yield promo.label or "", LABEL_WEIGHT
    for topic in promo.topics:
        yield topic, TOPICS_WEIGHT / np.sqrt(len(promo.topics))
    told = _topical_words(f"{promo.title} {promo.summary or ''}")
    for word in told:
        yield TOPIC_OF[word], TEXT_WEIGHT / len(told)
    title = _topical_words(promo.title)
    for word in title:
        yield word, WORD_WEIGHT / np.sqrt(len(title))


def _topical_words(text: str) -> list[str]:
    return [word for word in WORD.findall(text.casefold()) if word in TOPIC_OF]

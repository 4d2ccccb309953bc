"""The only file that names LightFM: interactions in, the vectors of both sides out."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from lightfm import LightFM
from scipy import sparse

from recommender.errors import InvalidModel
from recommender.learned import FeatureSide, Floats
from training.dataset import Dataset, Names
from training.fit_settings import FitSettings
from training.warm_start import Begun, BegunSides

# The squared gradients that a feature which is known has behind it, as AdaGrad counts them: from 1
# it would leap, from 1,000 it follows.
STEADY = 1_000.0


@dataclass(frozen=True, slots=True)
class Sides:
    """What a fit gives: the features' vectors of visits and of promos."""

    visit: FeatureSide
    promo: FeatureSide


def fitted_epochs(
    data: Dataset, settings: FitSettings, begun: BegunSides | None = None
) -> Iterator[Sides]:
    """Fit epoch by epoch, logistic loss, and yield the sides after each; stop by not asking on.

    From where it has `begun`, as far as that is known, else from chance.
    Raises InvalidModel if the fit diverges.
    """
    model = LightFM(
        no_components=settings.components,
        loss="logistic",
        learning_rate=settings.rate,
        user_alpha=settings.alpha,
        item_alpha=settings.alpha,
        random_state=settings.seed,
    )
    if begun is not None:
        # No epoch at all gives every vector its place.
        _run_epochs(model, data, epochs=0, threads=1)
        _begin(begun.visit, model.user_embeddings, model.user_biases, _squares(model, "user"))
        _begin(begun.promo, model.item_embeddings, model.item_biases, _squares(model, "item"))
    for _ in range(settings.epochs):
        _run_epochs(model, data, epochs=1, threads=settings.threads)
        yield Sides(
            visit=_side(data.visit_names, model.user_embeddings, model.user_biases),
            promo=_side(data.promo_names, model.item_embeddings, model.item_biases),
        )


def _squares(model: LightFM, side: str) -> tuple[Floats, Floats]:
    """Return AdaGrad's sums of squared gradients, of the embeddings and of the biases."""
    return getattr(model, f"{side}_embedding_gradients"), getattr(model, f"{side}_bias_gradients")


def _begin(
    begun: Begun, embeddings: Floats, biases: Floats, squares: tuple[Floats, Floats]
) -> None:
    embeddings[begun.known] = begun.vectors[begun.known, :-1]
    biases[begun.known] = begun.vectors[begun.known, -1]
    for sums in squares:
        sums[begun.known] = STEADY


def _run_epochs(model: LightFM, data: Dataset, *, epochs: int, threads: int) -> None:
    shape = (data.visit_features.shape[0], data.promo_features.shape[0])
    places = (data.visits, data.promos)
    try:
        model.fit_partial(
            sparse.coo_matrix((data.signs, places), shape=shape),
            user_features=data.visit_features,
            item_features=data.promo_features,
            sample_weight=sparse.coo_matrix((data.weights, places), shape=shape),
            epochs=epochs,
            num_threads=threads,
        )
    except ValueError as error:
        message = f"the fit diverged ({error}); lower its rate or its topic_scale"
        raise InvalidModel(message) from error


def _side(names: Names, embeddings: Floats, biases: Floats) -> FeatureSide:
    return FeatureSide(rows=names, vectors=np.column_stack([embeddings, biases]))

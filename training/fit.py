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


@dataclass(frozen=True, slots=True)
class Sides:
    """What a fit gives: the features' vectors of visits and of promos."""

    visit: FeatureSide
    promo: FeatureSide


def fitted_epochs(data: Dataset, settings: FitSettings) -> Iterator[Sides]:
    """Fit epoch by epoch, logistic loss, and yield the sides after each; stop by not asking on.

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
    for _ in range(settings.epochs):
        _run_epoch(model, data, threads=settings.threads)
        yield Sides(
            visit=_side(data.visit_names, model.user_embeddings, model.user_biases),
            promo=_side(data.promo_names, model.item_embeddings, model.item_biases),
        )


def _run_epoch(model: LightFM, data: Dataset, *, threads: int) -> None:
    shape = (data.visit_features.shape[0], data.promo_features.shape[0])
    places = (data.visits, data.promos)
    try:
        model.fit_partial(
            sparse.coo_matrix((data.signs, places), shape=shape),
            user_features=data.visit_features,
            item_features=data.promo_features,
            sample_weight=sparse.coo_matrix((data.weights, places), shape=shape),
            num_threads=threads,
        )
    except ValueError as error:
        message = f"the fit diverged ({error}); lower its rate or its topic_scale"
        raise InvalidModel(message) from error


def _side(names: Names, embeddings: Floats, biases: Floats) -> FeatureSide:
    return FeatureSide(rows=names, vectors=np.column_stack([embeddings, biases]))

"""The cross learner whole, and without each of its parts."""

from collections.abc import Mapping
from types import MappingProxyType

from api.simulating.crossed_policy import CrossedSettings
from recommender.crossed.cross_prior import flat_prior
from training.cross_refit import RefitSettings

WITHOUT: Mapping[str, CrossedSettings] = MappingProxyType(
    {
        "nothing": CrossedSettings(),
        "optimism": CrossedSettings(optimism=0.0),
        "online": CrossedSettings(learns_online=False),
        "refit": CrossedSettings(refits=None),
        "drift": CrossedSettings(refits=RefitSettings(spans_days=())),
        "factors": CrossedSettings(refits=RefitSettings(factors=0)),
        "learned-prior": CrossedSettings(refits=RefitSettings(pull=None)),
        "portable-prior": CrossedSettings(prior=flat_prior(0.005)),
    }
)
"""By the names that the roster gives the parts."""

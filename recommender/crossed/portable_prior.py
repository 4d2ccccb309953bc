"""The prior that a new installation starts from, until its own refits tell better."""

from recommender.crossed.cross_prior import flat_prior

PORTABLE = flat_prior(0.002)

"""The prior that a new installation starts from, until its own refits tell better.

Variances of the blocks as random slates in generated worlds tell them, which are not the ones that
policies are compared in: `python -m tests.bench.prior_learning` learns them again, but for the
shares of latent factors.
"""

from recommender.crossed.cross_prior import FACTOR, CrossPrior

PORTABLE = CrossPrior(
    variances={
        ("bias", "kind_age"): 0.1,
        ("category", "topic"): 0.062,
        ("bias", "kind"): 0.049,
        ("bias", "promo"): 0.031,
        ("country", "topic"): 0.024,
        ("hour", "source"): 0.023,
        ("device", "topic"): 0.0082,
        ("tag", "topic"): 0.0053,
        ("bias", "source"): 0.0049,
        # Of a simulated run of seed 311, not of random slates as the others.
        ("place", "topic"): 0.0040,
        ("category", "promo"): 0.0035,
        ("article", "topic"): 0.0026,
        ("device", "bias"): 0.0023,
        ("tag", "promo"): 0.0022,
        ("article", "promo"): 0.0022,
        ("country", "label"): 0.0021,
        ("article", "source"): 0.0017,
        ("article", "word"): 0.0017,
        ("category", "label"): 0.0016,
        # Shares of latent factors, of runs of seeds above 300 likewise.
        (FACTOR, "topic"): 0.52,
        (FACTOR, "word"): 0.19,
        (FACTOR, "promo"): 0.15,
        (FACTOR, "source"): 0.08,
        (FACTOR, "label"): 0.03,
        (FACTOR, "kind"): 0.03,
    },
    other_variance=0.00053,
    intercept=-4.0,
    intercept_variance=1.0,
)

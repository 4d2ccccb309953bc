"""The cross learner: a Bayesian logistic regression that follows readers exposure by exposure.

Every feature of a page meets every feature of a promo (`cross_features`); each pair has a Gaussian
weight (`cross_weights`), before any exposure that of its block (`cross_prior`). `cross_scores`
tells the logits of many promos and how unsure they are, `cross_learning` takes in what readers did.
`cross_state` makes plain arrays and facts of the weights, and weights of them, for those who keep.
Begin with `cross_weights`.
"""

"""Policies against each other: each plays the same visits of a known world, in closed loop.

`contest` plays worlds by their import paths, one process for each world and seed; `playing` lets
the `contender`s of the `roster` answer the same page views in turn and learn from them.
`standings` says what they earned, by the rates that only the world knows.

Slots are drawn by the ranker's own code (`slate_drawing`). May import `data.worlds`, the
recommender and, as it is reached from the command line alone, training. Begin with `contender`.
"""

"""Decides: which promos stand in the slots of a page. Values in, values out.

May import numpy and the standard library, nothing of ours from outside, and does no I/O: it never
reads a clock, rolls dice of its own or logs; `now` and `rng` are arguments.

Begin with `ranking.rank`: eligible -> score -> value -> explore -> slot. `domain` has the nouns,
`learned` the arrays a model consists of, `sampling` the draw with its exact propensities.
"""

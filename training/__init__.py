"""Learns: turns the lake into a model and a scorecard, and promotes it only past the screen.

May import `data` and `recommender`; LightFM is named in one file, `fit`. Begin with `job.train`.
"""

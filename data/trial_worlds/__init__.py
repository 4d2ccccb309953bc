"""The worlds that policies are tried in: `stationary`, `drifting` and `sparse`.

Each module has a function of its own name that takes a seed and returns a `trial_world.TrialWorld`:
490 live promos and some 300 articles in `generated` words, and a hidden truth (`trial_appeal`) that
their features only hint at. The world's plan (of `data.worlds.trial_plan`) says how long to try it.

May import the recommender's domain, `data.worlds` and the parts of `data.publisher`.
"""

"""The worlds that policies are tried in, each made from a seed by its module's function.

So far `stationary`. It returns a `trial_world.TrialWorld`: 490 live promos and some 300 articles
in `generated` words, and a hidden truth (`trial_appeal`) that their features only hint at. Its
member of the kind `data.worlds.trial_plan` says how long a trial in it runs.

May import the recommender's domain, `data.worlds` and the parts of `data.publisher`.
"""

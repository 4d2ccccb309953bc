"""A decision made again from the log: what was known then, learned again, scores the same promos.

`logged_decision` is what the lake tells of it, `known_then` the model, the online learner and the
catalogue as they were; `replay` puts them together and compares. May import the packages below
`api` and `settings`. Begin with `replay`.
"""

"""What a world is, and what its pages are truly worth, whichever world it is.

`world.World` is one site's truth: who visits, what is eligible, who clicks. `slates` fills the
pages of many visits at once under `rule_limits`, `worth` counts their expected clicks by the known
rates. A new world is one class in a package of its own, as `publisher/sample_world`.

May import the recommender's domain and keys. Reads no clock, rolls no dice of its own.
"""

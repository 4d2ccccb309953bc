"""The online learner: what the keeper drains is learned at once, in the order of the drain.

`lessons` are events as the learner takes them, from a batch that was just drained (`told_lessons`)
or again from the lake (`lake_lessons`): both give the same. `exposure_join` finds exposures in them
and their clicks, `things_learned` what page and promo were like, `online_learner` learns.
`learning` keeps it: it takes up the newest state (`kept_learner`), learns what the lake holds
beyond it (`catching_up`), saves, and publishes (`publishing`).
May import the drain and the stores. Only the keeper learns. Begin with `learning`.
"""

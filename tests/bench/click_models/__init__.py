"""Click models of ranked lists: what we estimate, and the peers that it is judged beside.

`ranked_sessions` is the log, `click_chances` what every model answers and the simplest of them;
`cascade`, `dynamic_bayes` and `user_browsing` are the peers, `our_position` is `training`'s own.
"""

"""Real tests of arms, replayed: each impression is a draw with the arm's real click rate.

`real_arms` are the tests, `arm_priors` what earlier weeks tell of later ones, `play` the loop;
`bandit_peers` and `gaussian_arms` are the policies: theirs, and ours.
"""

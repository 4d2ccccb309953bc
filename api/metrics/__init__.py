"""The figures of `/metrics`, over all workers and the keeper, in Prometheus' text.

`exposition` writes them, `counted` has what workers counted, `looked_up` and `drained` what is
found at the moment of asking: models, inboxes, the keeper. May import snapshots, observing, data.
"""

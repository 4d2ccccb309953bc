"""The drain: what the workers' inboxes hold comes into the lake, each row exactly once.

`drainer` has the rounds, `inbox_batches` the order of writing and deleting, `decision_filling` and
`event_filling` what is written; `remembered` knows what lies in the lake already, and
`catalogue_names` what the packed numbers mean. `drain_state` is what the drain tells of itself,
`drained_rows` which files of the lake others may touch, `recent_decisions` a sample of the latest.
May import the inboxes, the lake and the catalogue. Only the keeper drains. Begin with `drainer`.
"""

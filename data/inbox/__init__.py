"""The workers' inboxes: what they saw and were told, safe on the disk until the keeper drains it.

May import the recommender's domain and errors, and durable files. `packed` is what every record
looks like, `inbox_writer` a worker's side, `inbox_reading` the keeper's; `inbox_file` is what both
open.
"""

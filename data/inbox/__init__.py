"""The workers' inboxes: what they saw and were told, safe on the disk until the keeper drains it.

May import the recommender's domain and errors, durable files and the trouble log. `packed` is what
every record looks like, `inbox_writer` a worker's side (of one `open_inbox` after the other),
`inbox_reading` the keeper's; `inbox_file` is what both open. `rows_set_aside` are those that nobody
can read.
"""

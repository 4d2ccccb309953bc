"""The keep-doors: how catalogue values are sent, checked, kept and given back.

A `keep_door.KeepDoor` is what the doors must know of a noun; its `..._schema` checks the JSON once
and builds the domain value (the field names are the domain's; unknown fields are refused, so that
a misspelt one is noticed). `bulk_rows` and `bulk_keeping` take NDJSON and CSV; `entity_tags` are
the versions as HTTP says them. The routes stand in `routes/keep`.
May import `edge` and the catalogue. Begin with `catalogue_doors`, which lists the nouns.
"""

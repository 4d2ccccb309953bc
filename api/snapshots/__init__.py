"""Snapshots: what the one keeper builds of catalogue and model, and all workers read.

The keeper's side: `snapshot_rounds` decides when, `snapshot_builder` does again only what has
changed (`article_rows`, `promo_rows`, `promo_cards`, `card_shelf`); `api.keeping` runs it. Between
the two `snapshot_form`: arrays, blobs and facts. The worker's side: `snapshot_watch` maps what is
new, `served_snapshot` and `served_site` hold it beside the pieces of answers that are encoded
beforehand (`answer_bytes`).
May import `settings` and the packages below `api`. Begin with `snapshot_rounds.SnapshotRounds`.
"""

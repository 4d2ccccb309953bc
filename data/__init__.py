"""Keeps: the catalogue, the lake of decisions and events, models, snapshots, the sample publisher.

May import what the `recommender` has of words and arrays (domain, errors, keys, learned, crossed),
not how it ranks. Begin with `storage_settings` (where things lie), `operational.catalogue` (rows,
through SQLAlchemy Core) and `lake.lake_store` (Parquet, read through Ibis). `click_log` and
`publisher` fill them and may import them, never the reverse.
"""

"""Keeps: the catalogue, the lake of decisions and events, models, snapshots, the sample publisher.

May import the `recommender`'s domain, errors and learned arrays. Begin with `storage_settings`
(where things lie), `operational.catalogue` (rows, SQLAlchemy Core) and `lake.lake_store` (Parquet,
read through Ibis). `click_log` and `publisher` fill them and may import them, never the reverse.
"""

"""Keeps: the catalogue, the lake of decisions and events, models, snapshots, the sample publisher.

May import the `recommender`'s domain, errors and learned arrays. Begin with `storage_settings`
(where things lie), `catalogue` (operational rows, SQLAlchemy Core) and `lake` (Parquet, Ibis).
"""

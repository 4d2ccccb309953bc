"""The lake: decisions, slots and events as immutable Parquet, a folder or an object store.

`lake_schemas` has the tables, `lake_store.Lake` appends and reads them, `engine` opens DuckDB or
Spark through Ibis, `exposures` is the one expression that training and judging read.
May import the recommender's domain and errors. Begin with `lake_store`.
"""

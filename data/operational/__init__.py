"""Operational data: what people keep and change, in SQLite or PostgreSQL through SQLAlchemy Core.

`catalogue` gives each noun a shelf (`catalogue_shelf`) of kept values with their versions;
`api_keys` are kept beside it. `database` opens, `migration` brings `tables` to this version.
May import the recommender's domain and errors. Begin with `catalogue`.
"""

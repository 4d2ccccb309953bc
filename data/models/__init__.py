"""Models on disk: a folder each, with a manifest and arrays, never a pickle; one of them is live.

May import the recommender's learned arrays and errors. Begin with `model_store.ModelStore`.
"""

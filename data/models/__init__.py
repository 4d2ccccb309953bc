"""Models on disk, never a pickle: a folder each with a manifest and arrays; one of them is live.

The cross learner's states lie beside them, a file each. May import the recommender's learned
arrays, its cross learner and errors. Begin with `model_store.ModelStore`, `cross_store.CrossStore`.
"""

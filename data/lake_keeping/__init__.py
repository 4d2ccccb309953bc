"""Keeps the lake in order: merges its small files, drops what lies in it twice, judges, forgets.

`lake_keeping.LakeKeeping` does one bounded piece of work a call, in the one process that keeps a
lake. Readers see each row once at every moment: the protocol is `data.lake.hidden_files`.
May import the lake and the recommender's errors.
"""

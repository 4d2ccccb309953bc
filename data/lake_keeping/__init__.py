"""Keeps the lake in order: merges its small files, drops what lies in it twice, judges, forgets.

`lake_keeping.LakeKeeping` does one bounded piece of work a call, in the one home that keeps a lake
(`keeping_lease`). `merge_choice` says which files are due by their footers (`file_facts`),
`merge_query` what a merged file holds, `merge_work` writes it, `table_shelf` shows it: readers meet
each row once at every moment, by the protocol of `data.lake.hidden_files`. `retention` says which
days are forgotten, `keeping_state` is the file that tells how it all goes.
May import the lake and the recommender's errors. Begin with `lake_keeping`.
"""

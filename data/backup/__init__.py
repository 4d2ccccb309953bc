"""Backups of a home while it serves, and their restoring into an empty one.

`home_backup` copies in an order that loses nothing: the inboxes first, the lake last. What was
drained between is in both, and the restored home's drain knows it for what it has. `lake_copy`
copies a lake that is being merged, `file_copy` one file, `backup_manifest` is what makes a folder a
backup, `home_restore` the way back.
May import the stores of `data`. Begin with `home_backup`.
"""

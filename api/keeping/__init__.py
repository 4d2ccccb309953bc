"""What the one keeper of a home does: snapshots, the drain of the inboxes, the lake, the sums.

`home_keeping` holds the home's lock and runs it all: snapshots in the process's own thread
(`api.snapshots.snapshot_rounds`), `inbox_drain` in a second one, each round followed by
`lake_rounds`; `lake_work` wires these two. `exploration_rounds` finds how warmly placements are
drawn (`exploration`, on `recent_pages`), `summing_rounds` runs `summing_process` now and then.
What fails beside the snapshots (`background`) ends the keeper, and the supervisor starts another.
May import `api.snapshots`, `settings` and the packages below `api`. Begin with `home_keeping.keep`.
"""

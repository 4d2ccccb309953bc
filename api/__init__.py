"""The doors: HTTP, pages, the command line, and the keeper that builds what the workers read.

May import all of ours (`training` only from the command line). The folders, each importing only
those after it: `commands`, `routes`, `pages` and `keep_doors` (the catalogue's), `slots`,
`snapshots`, `tokens` and `edge`, `observing`. Begin with `app.create_app`, which wires everything,
and `front_door`, the short way of the paths asked most.
"""

"""The doors: HTTP, pages, the command line, and the keeper that builds what the workers read.

May import all of ours (`training` only from the command line). Begin with `app.create_app`, which
wires everything, and `hot_door`, the short way of `/v1/slots`.
"""

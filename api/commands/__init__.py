"""The verbs of the command line, one file each; heavy imports stand inside the commands."""

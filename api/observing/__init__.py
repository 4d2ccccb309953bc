"""What one can see of a running server: what its processes counted, and what they log.

Imports nothing of the doors, so that everything in them may count. Begin with `counts.Counts`:
plain numbers in each process.
"""

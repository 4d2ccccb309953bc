"""Counts comments of one article up, again and again, beside other processes that do the same.

Run as `python -m tests.data.counting_process URL TIMES`.
"""

import dataclasses
import sys

from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.operational.precondition import Precondition
from recommender.errors import Conflict


def count_up(catalogue: Catalogue) -> None:
    """Read, add one, write; begin again if another process was quicker."""
    while True:
        kept = catalogue.articles.get("daily", "counted")
        more = dataclasses.replace(kept.value, comment_count=kept.value.comment_count + 1)
        try:
            before = Precondition(versions=frozenset({kept.version}))
            catalogue.articles.put(more, before=before)
        except Conflict:
            continue
        return


if __name__ == "__main__":
    counted = Catalogue(open_database(sys.argv[1], patience_ms=60_000))
    for _ in range(int(sys.argv[2])):
        count_up(counted)

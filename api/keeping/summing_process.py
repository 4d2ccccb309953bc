"""`python -m api.keeping.summing_process`: sums the days that are over, and ends.

The keeper runs it; what it left undone, the next round does.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from api.observing.log_format import log_as
from api.settings import serve_settings
from data.home_identity import home_identity
from data.lake.lake_files import open_files
from data.lake.lake_store import Lake
from data.lake_keeping.keeping_lease import KeepingLease
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.reports.daily_sums import DailySums
from data.sole_work import alone
from data.storage_settings import StorageSettings, read_values
from recommender.errors import ChirashiError

# What waits for a page, or for a report, goes first.
NICER = 15
SITES_A_PAGE = 1000
logger = logging.getLogger(__name__)


def main() -> int:
    """Sum what is due; return 0, or 1 if the lake or the catalogue refused."""
    # Ctrl-C reaches the whole group: the keeper decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICER)
    settings = serve_settings(read_values())
    log_as(settings.log, process="summing")
    try:
        sum_days(settings.storage, parent=os.getppid())
    except ChirashiError as error:
        logger.warning("the days are not summed for the reports: %s", error)
        return 1
    return 0


def sum_days(storage: StorageSettings, *, parent: int) -> int:
    """Sum days until none is due or the keeper is gone; return how many.

    Only the home that keeps the lake does, in one process. Raises Busy, Unavailable.
    """
    lease = KeepingLease(open_files(storage.lake_url), home_identity(storage.snapshots))
    lock = storage.snapshots / "summing.lock"
    busy = "another process of this home sums them"
    with (
        alone(lock, patience_seconds=0, busy=busy),
        Catalogue(open_database(storage.database_url)) as catalogue,
    ):
        sums = DailySums(
            Lake(storage.lake_url, engine=storage.engine),
            zones=lambda: zones_of(catalogue),
            keep_days=storage.keep_days,
        )
        done = 0
        started = time.monotonic()
        while os.getppid() == parent and lease.is_held(now := datetime.now(UTC)):
            day = sums.step(now)
            if day is None:
                break
            done += 1
            logger.info("summed %s for the reports in %.1f s", day, time.monotonic() - started)
            started = time.monotonic()
    return done


def zones_of(catalogue: Catalogue) -> Mapping[str, str]:
    """Return the sites' time zones by their ids. Raises Unavailable."""
    zones: dict[str, str] = {}
    after = 0
    while page := catalogue.sites.page(after=after, limit=SITES_A_PAGE):
        zones |= {kept.value.id: kept.value.time_zone for kept in page}
        after = page[-1].number
    return zones


if __name__ == "__main__":
    sys.exit(main())

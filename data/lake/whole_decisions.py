"""Exposures of whole decisions: what judging counts, of a very large day a share of the decisions.

A first choice, and a bootstrap over decisions, need every slot of a decision. So decisions are
chosen, by a lot of their own, and nothing of them is left out.
"""

from datetime import datetime

import ibis
import pyarrow as pa

from data.lake.engine import fetch
from data.lake.exposure_rows import exposure_rows
from data.lake.exposures import Log, log_of, pieces_of
from data.lake.lake_store import Lake
from data.lake.lots import LOTS, decision_lots


def read_whole_decisions(
    lake: Lake, *, since: datetime, until: datetime, share: float = 1.0
) -> pa.Table:
    """Return the exposures (EXPOSURES) of a share of the decisions, as `read_exposures` does.

    Each weighs 1. Raises Unavailable.
    """
    log = log_of(lake, since=since, until=until)
    if share < 1:
        log = _drawn(log, share)
    return exposure_rows(fetch(pieces_of(log)), unclicked_weight=1.0)


def _drawn(log: Log, share: float) -> Log:
    ids = fetch(log.decisions.select("decision"))
    # Fetched first, so that the engine knows how few they are and prunes each scan by them.
    chosen = ibis.memtable(ids.filter(pa.array(decision_lots(ids["decision"]) < share * LOTS)))
    return Log(
        *(rows.semi_join(chosen, "decision") for rows in (log.events, log.slots, log.decisions))
    )

"""What the filling of the lake works with, and the writing of slots, which decisions and events do.

Rows are appended under the name of the inbox's rows that they come from.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa

from data.draining.catalogue_names import CatalogueNames
from data.draining.decision_rows import decisions_table, slots_table
from data.draining.decision_words import DecisionWords
from data.draining.drain_clock import DrainClock
from data.draining.recent_decisions import RecentDecisions
from data.draining.record_columns import Records
from data.draining.remembered import Remembered
from data.draining.served_features import keep_articles, keep_promos
from data.draining.taught import Taught
from data.lake.lake_store import Lake

After = Callable[[], None]
"""What is done once the rows are deleted: only then is it sure that they were written."""


@dataclass(frozen=True, slots=True)
class LakeFilling:
    """The lake, what it holds already, what numbers mean; `counts` are what was done.

    `recent` is told of decisions.
    """

    lake: Lake
    names: CatalogueNames
    remembered: Remembered
    taught: Taught
    clock: DrainClock
    counts: Counter[str] = field(default_factory=Counter)
    recent: RecentDecisions = field(default_factory=RecentDecisions)

    def append_slots(self, slots: Records, decisions: pa.Array, *, name: str) -> None:
        """Append filled slots [m] of `decisions` (text [m]), promos' features first."""
        promos = keep_promos(slots, self.names, lake=self.lake, remembered=self.remembered)
        table = slots_table(slots, decisions, self.names, promos=promos)
        self.lake.append("slots", table, name=name)

    def decisions(self, heads: Records, words: DecisionWords) -> pa.Table:
        """Return the rows of decisions, once their articles' features are in the lake."""
        keep_articles(heads, self.names, lake=self.lake, remembered=self.remembered)
        return decisions_table(heads, words, self.names)

"""Ranked lists with their clicks; the real log `ranked_list_clicks.parquet` beside the checkout."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from training.sums import sums_by

ROOT = Path(__file__).parents[3]
FILE = ROOT.parent / "shared" / "datasets" / "ranked_list_clicks.parquet"

Floats = NDArray[np.float64]
Split = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class RankedSessions:
    """Codes of the documents shown [sessions, ranks] (below `count`), and which were clicked."""

    documents: NDArray[np.int64]
    clicked: NDArray[np.bool_]
    count: int

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def ranks(self) -> int:
        """How many documents a list holds."""
        return int(self.documents.shape[1])

    def where(self, rows: NDArray[np.int64]) -> "RankedSessions":
        """Return the chosen sessions; codes stay comparable."""
        return replace(self, documents=self.documents[rows], clicked=self.clicked[rows])

    def by_document(self, amounts: NDArray[np.generic]) -> Floats:
        """Return the sums [count] of amounts [sessions, ranks]."""
        return sums_by(self.documents.ravel(), amounts.ravel(), count=self.count)


def ranked_sessions() -> RankedSessions:
    """Read the real log: ten documents a session, none of which stands under two queries."""
    table = pq.read_table(FILE).sort_by([("session", "ascending"), ("position", "ascending")])
    ranks = int(table["position"].to_numpy().max()) + 1
    coded = table["document"].combine_chunks().dictionary_decode().dictionary_encode()
    return RankedSessions(
        documents=coded.indices.to_numpy().astype(np.int64).reshape(-1, ranks),
        clicked=table["clicked"].to_numpy().reshape(-1, ranks),
        count=len(coded.dictionary),
    )


def splits(sessions: int, *, folds: int, repeats: int) -> Iterator[Split]:
    """Yield (fitted, judged) rows: within a repeat each session is judged once."""
    for seed in range(repeats):
        fold = np.random.default_rng(seed).permutation(sessions) % folds
        yield from ((np.flatnonzero(fold != n), np.flatnonzero(fold == n)) for n in range(folds))

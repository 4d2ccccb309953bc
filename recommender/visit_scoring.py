"""What candidates are worth on one visit: by the model, by what was learned online, or by both."""

import numpy as np

from recommender.findings import Findings
from recommender.learned import Floats
from recommender.recently_used import RecentlyUsed
from recommender.scoring import Rows, Scores, logits_of, online_scores
from recommender.snapshot import Snapshot
from recommender.visit import Visit


class VisitScorer:
    """Scores visits by the snapshots of one generation, whose reader vectors it keeps."""

    def __init__(self, *, most: int) -> None:
        self._reader_vectors: RecentlyUsed[Floats] = RecentlyUsed(most)

    def scores(self, findings: Findings, visit: Visit, rows: Rows) -> Scores:
        """Return log(r * value) plus optimism [n] of rows of the snapshot's promo table.

        Raises ValueError if that takes a model or an article that is not known.
        """
        snapshot, online = findings.snapshot, findings.snapshot.online
        static: Scores = findings.static[rows]
        if online is None:
            return static - np.logaddexp(0.0, -self._model_logits(snapshot, visit, rows))
        logits, optimism = online_scores(snapshot, online, visit, rows)
        if online.share:
            logits += online.share * self._model_logits(snapshot, visit, rows)
        return static + optimism - np.logaddexp(0.0, -logits)

    def _model_logits(self, snapshot: Snapshot, visit: Visit, rows: Rows) -> Scores:
        if visit.vector is None:
            raise ValueError("a learned table needs a model and an article that is known")
        return logits_of(snapshot, visit.vector + self._reader_vector(snapshot, visit), rows)

    def _reader_vector(self, snapshot: Snapshot, visit: Visit) -> Floats:
        key = visit.reader_class
        found = self._reader_vectors.get(key)
        if found is None:
            vector = snapshot.reader_vector(visit.reader_features())
            found = self._reader_vectors.put(key, vector)
        return found

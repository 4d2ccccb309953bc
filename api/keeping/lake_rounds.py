"""The keeper's care for the lake: one piece of work after each round of the drain."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from data.draining.drained_rows import DrainedRows
from data.draining.drainer import Drainer
from data.lake_keeping.lake_keeping import KeptStep, LakeKeeping
from recommender.errors import Unavailable

logger = logging.getLogger(__name__)


class LakeRounds:
    """Called after each round of the drain, which goes on whatever lies in the lake."""

    def __init__(
        self,
        keeping: LakeKeeping,
        *,
        drainer: Drainer,
        look_at_inboxes: Callable[[], DrainedRows],
    ) -> None:
        self._keeping = keeping
        self._drainer = drainer
        self._look_at_inboxes = look_at_inboxes
        self._told: set[str] = set()

    def __call__(self) -> None:
        """Do one piece of work, and tell once what stands in the way."""
        problems = self._step()
        for problem in problems - self._told:
            logger.warning("%s", problem)
        self._told = problems

    def _step(self) -> set[str]:
        """Do one piece of work; return what stands in the way."""
        through = self._drainer.drained_through
        try:
            step = self._keeping.step(
                datetime.now(UTC), drained_through=through, is_drained=self._look_at_inboxes().hold
            )
        except Unavailable as error:
            return {*self._keeping.problems, str(error)}
        except Exception as error:
            problem = f"the lake is not kept: {error!r}"
            if problem not in self._told:
                logger.exception("the lake is not kept")
            return {problem}
        if step is not None:
            _tell(step)
        return set(self._keeping.problems)


def _tell(step: KeptStep) -> None:
    if step.work == "merged":
        logger.info(
            "%d files of %s of %s merged into %d: %d rows, %d twice, %d clicks without impression",
            step.files_before,
            step.table,
            step.day,
            step.files_after,
            step.rows_after,
            step.rows_before - step.rows_after,
            step.judged,
        )

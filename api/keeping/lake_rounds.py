"""The keeper's care for the lake: one piece of work after each round of the drain."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from data.draining.drained_rows import DrainedRows
from data.draining.drainer import Drainer
from data.lake_keeping.keeping_state import KeepingState, read_keeping_state, write_keeping_state
from data.lake_keeping.lake_keeping import KeptStep, LakeKeeping
from recommender.errors import Unavailable

logger = logging.getLogger(__name__)


class LakeRounds:
    """Called after each round of the drain, which goes on whatever lies in the lake.

    `state_folder` is where it tells how it went.
    """

    def __init__(
        self,
        keeping: LakeKeeping,
        *,
        drainer: Drainer,
        look_at_inboxes: Callable[[], DrainedRows],
        state_folder: Path,
    ) -> None:
        self._keeping = keeping
        self._drainer = drainer
        self._look_at_inboxes = look_at_inboxes
        self._state_folder = state_folder
        self._told: set[str] = set()
        self._told_other = ""
        before = read_keeping_state(state_folder)
        self._judged = before.judged if before else 0

    def __call__(self) -> None:
        """Do one piece of work, and tell how it went; in the log, once what stands in the way."""
        now = datetime.now(UTC)
        problems = self._step(now)
        for problem in sorted(problems - self._told):
            logger.warning("%s", problem)
        self._told = problems
        other = self._keeping.kept_by
        if other and other != self._told_other:
            logger.info("the lake is kept by %s: this one leaves it alone", other)
        self._told_other = other
        state = KeepingState(
            at_ms=int(now.timestamp() * 1000),
            judged=self._judged,
            problems=tuple(sorted(problems)),
            kept_by=other,
        )
        write_keeping_state(self._state_folder, state)

    def _step(self, now: datetime) -> set[str]:
        """Do one piece of work; return what stands in the way."""
        through = self._drainer.drained_through
        try:
            step = self._keeping.step(
                now, drained_through=through, is_drained=self._look_at_inboxes().hold
            )
        except Unavailable as error:
            return {*self._keeping.problems, str(error)}
        except Exception as error:
            problem = f"the lake is not kept: {error!r}"
            if problem not in self._told:
                logger.exception("the lake is not kept")
            return {problem}
        if step is not None and step.work == "merged":
            self._judged += step.judged
            _tell(step)
        return set(self._keeping.problems)


def _tell(step: KeptStep) -> None:
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

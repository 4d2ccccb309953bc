"""The keeper's care for the lake: one piece of work after each round of the drain."""

import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.settings import ServeSettings
from recommender.errors import ChirashiError, Unavailable

if TYPE_CHECKING:
    from data.draining.drainer import Drainer
    from data.lake_keeping.lake_keeping import KeptStep, LakeKeeping

logger = logging.getLogger(__name__)


def lake_rounds(settings: ServeSettings, drainer: "Drainer") -> Callable[[], None]:
    """Return what is to be called after each round of the drain. Raises Invalid."""
    from data.draining.drained_rows import DrainedRows
    from data.lake.lake_files import open_files
    from data.lake_keeping.lake_keeping import LakeKeeping

    storage = settings.storage
    keeping = LakeKeeping(
        open_files(storage.lake_url),
        keep_days=storage.keep_days,
        keeper=f"{socket.gethostname()}:{storage.home}",
    )
    told: set[str] = set()

    def one_round() -> None:
        problems = _step(keeping, drainer, DrainedRows(storage.inboxes).hold)
        for problem in problems - told:
            logger.warning("%s", problem)
        told.intersection_update(problems)
        told.update(problems)

    return one_round


def _step(
    keeping: "LakeKeeping", drainer: "Drainer", is_drained: Callable[[str], bool]
) -> set[str]:
    """Do one piece of work; return what stands in the way."""
    through = drainer.drained_through
    try:
        step = keeping.step(datetime.now(UTC), drained_through=through, is_drained=is_drained)
    except Unavailable as error:
        return {*keeping.problems, str(error)}
    except (ChirashiError, ValueError, TypeError, OSError, KeyError, AttributeError) as error:
        # The drain goes on whatever lies in the lake: events must not wait for its mending.
        return {f"the lake is not kept: {error!r}; see what lies in it that is not ours"}
    if step is not None:
        _tell(step)
    return set(keeping.problems)


def _tell(step: "KeptStep") -> None:
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

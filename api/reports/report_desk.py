"""Where a worker has its reports made: in a process of its own, one at a time, ended when late.

A worker answers pages; a report may read a hundred million rows and draw charts. So it is made by
`api.reports.report_process`, which is niced, keeps its own memory, and can be ended.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from api.reports.report_failures import raise_told
from recommender.errors import Busy, Unavailable

COMMAND = (sys.executable, "-m", "api.reports.report_process")
# Who waits behind so many others is not served sooner by waiting.
MOST_WAITING = 8
IDLE_SECONDS = 600
Answer = dict[str, Any]


class ReportDesk:
    """Asks the report process, which is started when it is first needed."""

    def __init__(
        self,
        opening: Mapping[str, Any],
        *,
        deadline_seconds: float,
        command: Sequence[str] = COMMAND,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._opening = opening
        self._deadline_seconds = deadline_seconds
        self._command = tuple(command)
        self._idle_seconds = idle_seconds
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._process: Process | None = None
        self._ending: asyncio.TimerHandle | None = None

    async def answer(self, question: Mapping[str, Any]) -> Answer:
        """Return the process's answer to a question.

        Raises what the process tells (as NotFound), Busy if many are waiting, Unavailable if the
        report is late or the process died of it.
        """
        if self._waiting >= MOST_WAITING:
            raise Busy("many reports are being made: try again in a minute")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._deadline_seconds), self._turn:
                answer = await self._asked(question)
        except TimeoutError as error:
            raise Unavailable.for_anyone(
                f"the report was not done in {self._deadline_seconds:g} seconds: ask for fewer "
                "days or one site, or raise CHIRASHI_REPORT_SECONDS"
            ) from error
        finally:
            self._waiting -= 1
        raise_told(answer)
        return answer

    async def close(self) -> None:
        """End the process, and wait until it has ended."""
        if self._ending is not None:
            self._ending.cancel()
        process = self._end()
        if process is not None:
            await process.wait()

    def _end(self) -> Process | None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        return process

    async def _asked(self, question: Mapping[str, Any]) -> Answer:
        process = await self._running()
        try:
            return await _exchanged(process, question)
        except (BrokenPipeError, ConnectionResetError, asyncio.IncompleteReadError) as error:
            code = await process.wait()
            raise Unavailable.for_anyone(
                f"the report's process ended ({code}) before the report was done, perhaps for want "
                "of memory: ask for fewer days; the server's log may say more"
            ) from error
        except BaseException:
            # Late, or nobody waits for it any more: its answer must not meet the next question.
            self._end()
            raise
        finally:
            self._end_when_idle()

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE
            )
            _send(self._process, self._opening)
        return self._process

    def _end_when_idle(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.get_running_loop().call_later(self._idle_seconds, self._end_if_idle)

    def _end_if_idle(self) -> None:
        if not self._turn.locked():
            self._end()


def _send(process: Process, message: Mapping[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(message).encode() + b"\n")


async def _exchanged(process: Process, question: Mapping[str, Any]) -> Answer:
    """Send a question and read the answer: its length in bytes on a line, then JSON."""
    assert process.stdin is not None and process.stdout is not None
    _send(process, question)
    await process.stdin.drain()
    length = await process.stdout.readuntil(b"\n")
    answer: Answer = json.loads(await process.stdout.readexactly(int(length)))
    return answer

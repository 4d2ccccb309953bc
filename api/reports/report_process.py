"""`python -m api.reports.report_process`: makes the reports of one worker, asked over its pipes.

The first line tells where the lake is, each further line asks; the answer is its length in bytes on
a line, then JSON. It ends with its worker, and of itself when a report takes far too long.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

# What waits for a page goes before what waits for a report.
NICER = 5
GRACE_SECONDS = 5
Answerer = Callable[[dict[str, Any]], dict[str, Any]]


def main() -> None:
    """Answer until there are no more questions."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICER)
    answers = _own_stdout()
    opening = json.loads(sys.stdin.buffer.readline() or "null")
    if opening is None:
        return
    from api.reports.report_studio import Studio

    studio = Studio(lake_url=opening["lake_url"], engine=opening["engine"])
    serve(sys.stdin.buffer, answers, studio.answer, limit_seconds=opening["deadline_seconds"])


def serve(
    questions: BinaryIO, answers: BinaryIO, answer: Answerer, *, limit_seconds: float
) -> None:
    """Answer every line of `questions`. A worker that was killed cannot end what it asked for."""
    for line in questions:
        signal.alarm(int(limit_seconds) + GRACE_SECONDS)
        body = json.dumps(answer(json.loads(line))).encode()
        signal.alarm(0)
        answers.write(b"%d\n" % len(body) + body)
        answers.flush()


def _own_stdout() -> BinaryIO:
    """Return the pipe to the worker; whatever a library prints goes to the log instead."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()

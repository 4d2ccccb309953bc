"""HTTP in which an answer that awaits nothing is written where its request was read.

To a request that is asked thousands of times a second, a task of its own, the wait for its turn and
two messages of ASGI cost as much as signing its slots.
"""

from typing import cast

from starlette.types import Scope
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from api.edge.patient_protocol import PatientProtocol
from api.edge.raw_exchange import Prompt, Reply


class PromptProtocol(PatientProtocol):
    """Asks an app that is `Prompt` first, and starts a task for what it does not answer."""

    _has_turn = False

    def data_received(self, data: bytes) -> None:
        """Take what came: one answer of it is written at once, for others wait as well."""
        self._has_turn = True
        super().data_received(data)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if self._is_prompt(cycle) and hasattr(app, "at_once"):
            reply = cast("Prompt", app).at_once(cast("Scope", cycle.scope))
            if reply is not None:
                self._write(cycle, reply)
                return
        super()._start_asgi_task(cycle, app)

    def _is_prompt(self, cycle: RequestResponseCycle) -> bool:
        """Tell whether nothing is to be waited for: neither a reader, nor answers before this one.

        What was asked ahead is left to tasks, too: each lets other connections have their turn.
        """
        is_waited_for = self.flow.write_paused or cycle.waiting_for_100_continue
        return self._has_turn and not (is_waited_for or self.pipeline or cycle.access_log)

    def _write(self, cycle: RequestResponseCycle, reply: Reply) -> None:
        """Write a reply in one piece, and have it done as uvicorn has one that was sent."""
        self._has_turn = False
        status, headers, body = reply
        pieces = [STATUS_LINE[status]]
        for name, value in (*cycle.default_headers, *headers):
            pieces += (name, b": ", value, b"\r\n")
        pieces.append(b"content-length: %d\r\n" % len(body))
        if not cycle.keep_alive:
            pieces.append(b"connection: close\r\n")
        pieces += (b"\r\n", body)
        self.transport.write(b"".join(pieces))
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

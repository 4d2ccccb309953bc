"""HTTP that lets nobody hold a connection with half a request, and answers who has hung up half.

uvicorn alone waits for ever for the one, and sends the other nothing.
"""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE_SECONDS = 20.0
LEAST_BYTES = 5_000
"""What an unfinished request must bring in that time to be waited for again."""


CUT = "the connection ended before the request did"
LATE = "the request did not come on"


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose request does not come on, or that asks nothing at all.

    Who closes only their own side is answered what they asked. A request that arrives in one piece,
    as nearly all do, sets no timer of its own.
    """

    patience_seconds = PATIENCE_SECONDS
    _late: TimerHandle | None = None
    _has_begun = False
    _is_whole = False
    _begun = 0.0
    _came = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait_anew()

    def data_received(self, data: bytes) -> None:
        """Take what came; wait for the rest if there is one."""
        HttpToolsProtocol.data_received(self, data)
        self._came += len(data)
        if not self._is_whole:
            if self._late is None:
                self._late = self.loop.call_later(self.patience_seconds, self._look)
        elif self.timeout_keep_alive_task is None:
            self._keep_alive_again()

    def on_message_begin(self) -> None:
        """Begin a request: what came before it in the same piece may have been answered."""
        self._unset_keepalive_if_required()
        self._has_begun, self._is_whole = True, False
        self._begun, self._came = self.loop.time(), 0
        HttpToolsProtocol.on_message_begin(self)

    def on_message_complete(self) -> None:
        """Have a request whole."""
        self._is_whole = True
        HttpToolsProtocol.on_message_complete(self)
        if self.cycle is not None:
            # uvicorn leaves this undone if the request was answered before.
            self.cycle.more_body = False

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer what was asked whole before the other side closed; say that the rest is cut."""
        cycle = self.cycle
        if self._is_half and (cycle is None or cycle.response_complete or cycle.more_body):
            self._refuse(CUT)
        if cycle is None or cycle.response_complete:
            return False
        cycle.keep_alive = False
        return not self.transport.is_closing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Close the connection if its request is late; look again if it is young, or comes on."""
        self._late = None
        if self._is_whole or self.transport.is_closing():
            return
        left = self._begun + self.patience_seconds - self.loop.time()
        if left > 0:
            self._late = self.loop.call_later(left, self._look)
        # What the app has not taken yet is not for the client to hurry.
        elif self._came >= LEAST_BYTES or self.flow.read_paused:
            self._wait_anew()
        elif self._is_half:
            self._refuse(LATE)
        else:
            self.transport.close()

    def _keep_alive_again(self) -> None:
        """Wait for the next request only so long, though what came last was none.

        uvicorn takes any byte for the beginning of one: the rest of a body, or an empty line.
        """
        cycle = self.cycle
        if cycle is not None and cycle.response_complete and not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    @property
    def _is_half(self) -> bool:
        return self._has_begun and not self._is_whole

    def _refuse(self, why: str) -> None:
        """Say why half a request is not waited for, unless another is being answered; close."""
        cycle = self.cycle
        if cycle is not None:
            is_ended = cycle.response_complete and not cycle.more_body
            is_its_own = cycle.more_body and not (cycle.response_started or self.pipeline)
        if cycle is None or is_ended or is_its_own:
            self.send_400_response(why)
        else:
            self.transport.close()

    def _wait_anew(self) -> None:
        self._begun, self._came = self.loop.time(), 0
        self._late = self.loop.call_later(self.patience_seconds, self._look)

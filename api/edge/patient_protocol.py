"""HTTP that lets nobody hold a connection with half a request: uvicorn alone waits for ever."""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE_SECONDS = 20.0
LEAST_BYTES = 5_000
"""What an unfinished request must bring in that time to be waited for again."""


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose request does not come on, or that asks nothing at all.

    A request that arrives in one piece, as nearly all do, sets no timer of its own.
    """

    patience_seconds = PATIENCE_SECONDS
    _late: TimerHandle | None = None
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
        if not self._is_whole and self._late is None:
            self._late = self.loop.call_later(self.patience_seconds, self._look)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_whole, self._begun, self._came = False, self.loop.time(), 0
        HttpToolsProtocol.on_message_begin(self)

    def on_message_complete(self) -> None:
        """Have a request whole."""
        self._is_whole = True
        HttpToolsProtocol.on_message_complete(self)

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
        else:
            self.transport.close()

    def _wait_anew(self) -> None:
        self._begun, self._came = self.loop.time(), 0
        self._late = self.loop.call_later(self.patience_seconds, self._look)

"""The asks that come again and again, by their query strings: read once, and held ready."""

from api.slots.ask_moulds import moulded_ask
from api.slots.ask_reading import ask_of_query
from api.slots.slots_desk import HeldAsk

MOST = 50_000
LONGEST = 1024
"""A longer query string is read anew each time: strangers choose what would be held."""


class HeldAsks:
    """Holds as many asks as a publisher's pages have, and never more than fits in memory."""

    def __init__(self) -> None:
        self._by_query: dict[bytes, HeldAsk] = {}

    def __len__(self) -> int:
        return len(self._by_query)

    def held(self, query: bytes) -> HeldAsk | None:
        """Return the ask of a query string if it was read before."""
        return self._by_query.get(query)

    def of_query(self, query: bytes) -> HeldAsk:
        """Return the ask of a query string. Raises Malformed and InvalidFields."""
        held = self._by_query.get(query)
        if held is None:
            held = HeldAsk(moulded_ask(query) or ask_of_query(query))
            if len(query) > LONGEST:
                return held
            if len(self._by_query) >= MOST:
                self._by_query.clear()
            self._by_query[query] = held
        return held

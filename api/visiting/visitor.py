"""One reader after another: asks for a page, looks and clicks by the world, and tells of it."""

import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from api.visiting.server_door import ServerDoor
from api.visiting.slates_asked import Page, PageReader, ShownSlot, ask_body, cached_path
from api.visiting.untold_events import Event, UntoldEvents
from data.worlds.world import Visits, World
from recommender.errors import Unavailable

# Pages that a cache keeps: one answer for many readers, told apart by their view ids.
CACHED_SHARE = 0.15
CACHED_SECONDS = 30.0
# Readers without script: a pixel tells that a slot was rendered, the link that it was clicked.
PLAIN_SHARE = 0.1
OK = 200
FOLLOWED = 302


Masks = Mapping[str, NDArray[np.bool_]]
"""Which slots [slots] of each placement."""


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit [1] that got its page, and how many of its slots were viewed and clicked."""

    visits: Visits
    page: Page
    views: int
    clicks: int


class Visitor:
    """The readers of one thread, through one connection."""

    def __init__(
        self, world: World, door: ServerDoor, *, untold: UntoldEvents, rng: np.random.Generator
    ) -> None:
        self._world, self._door, self._untold, self._rng = world, door, untold, rng
        self._reader = PageReader(world)
        self._cache: dict[str, tuple[float, Page]] = {}

    def visit(self, visits: Visits) -> Visited | None:
        """Let one visit [1] happen; None if it got no page. Never raises for the server's sake."""
        is_cached, is_plain = self._rng.random(2) < (CACHED_SHARE, PLAIN_SHARE)
        try:
            page = self._cached_page(visits) if is_cached else self._own_page(visits)
        except (Unavailable, ValueError, KeyError):
            return None
        responses = self._world.respond(visits, page.slates, self._rng)
        viewed = {name: response.viewed[0] for name, response in responses.items()}
        clicked = {name: response.clicked[0] for name, response in responses.items()}
        if is_plain:
            clicks = self._tell_plainly(page, clicked)
        else:
            clicks = self._tell_by_script(page, viewed, clicked)
        return Visited(visits, page, int(sum(each.sum() for each in viewed.values())), clicks)

    def _own_page(self, visits: Visits) -> Page:
        answer = self._door.post("/v1/slots", ask_body(self._world, visits, 0))
        if answer.status != OK:
            raise Unavailable(f"/v1/slots answered {answer.status}")
        return self._reader.page(answer.body)

    def _cached_page(self, visits: Visits) -> Page:
        path = cached_path(self._world, visits, 0)
        until, page = self._cache.get(path, (0.0, None))
        if page is None or until < time.monotonic():
            answer = self._door.get(path)
            if answer.status != OK:
                raise Unavailable(f"/v1/slots answered {answer.status}")
            page = self._reader.page(answer.body)
            self._cache[path] = (time.monotonic() + CACHED_SECONDS, page)
        return page

    def _tell_by_script(self, page: Page, viewed: Masks, clicked: Masks) -> int:
        view_id = uuid.UUID(bytes=self._rng.bytes(16), version=4).hex
        self._untold.tell(self._door, list(_events("impression", page.shown, view_id)))
        looked = list(_events("view", _chosen(page, viewed), view_id))
        hits = list(_events("click", _chosen(page, clicked), view_id))
        self._untold.tell(self._door, looked + hits)
        return len(hits)

    def _tell_plainly(self, page: Page, clicked: Masks) -> int:
        """Load the pixels and follow the links; what fails then is not told again."""
        clicks = 0
        try:
            for slot in page.shown:
                self._door.get(f"/v1/pixel/{slot.token}.gif")
            for slot in _chosen(page, clicked):
                clicks += self._door.get(slot.click_url).status == FOLLOWED
        except Unavailable:
            pass
        return clicks


def _chosen(page: Page, masks: Masks) -> list[ShownSlot]:
    return [slot for slot in page.shown if masks[slot.placement][slot.column]]


def _events(kind: str, slots: Iterable[ShownSlot], view_id: str) -> Iterator[Event]:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    for slot in slots:
        yield {"token": slot.token, "event": kind, "view_id": view_id, "at": at}

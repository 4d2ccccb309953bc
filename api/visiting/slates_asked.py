"""Asks for a page's slots as templates do, and reads the answer in a world's own numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np

from data.worlds.world import EMPTY, Rows, Visits, World


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """A filled slot of the page; `column` is its place in the placement's slate."""

    placement: str
    column: int
    token: str
    click_url: str


@dataclass(frozen=True, slots=True)
class Page:
    """What one visit was shown: slates [1, slots] by placement, and each filled slot's links.

    A promo that the world does not know stands in `shown` and is EMPTY in its slate.
    """

    arm: str
    model: str | None
    rung: str
    slates: Mapping[str, Rows]
    shown: tuple[ShownSlot, ...]


def ask_body(world: World, visits: Visits, row: int) -> bytes:
    """Return the body of POST /v1/slots for one visit."""
    article, reader = world.article(visits, row), world.reader(visits, row)
    told = {name: value for name, value in _told_of(reader).items() if value is not None}
    asked = {
        "site": world.site.id,
        "article": article.id,
        "reader": told,
        "placements": [{"id": placement.id} for placement in world.placements],
    }
    return json.dumps(asked).encode()


def cached_path(world: World, visits: Visits, row: int) -> str:
    """Return the path of GET /v1/slots that a page kept for many readers would ask."""
    article, reader = world.article(visits, row), world.reader(visits, row)
    asked = [("site", world.site.id), ("article", article.id)]
    asked += [("placement", placement.id) for placement in world.placements]
    asked += [("device", reader.device or "desktop")]
    return f"/v1/slots?{urlencode(asked, quote_via=quote)}"


class PageReader:
    """Reads answers of /v1/slots; knows a world's promos by their ids."""

    def __init__(self, world: World) -> None:
        self._rows = {promo.id: row for row, promo in enumerate(world.promos)}
        self._widths = {placement.id: placement.slots for placement in world.placements}

    def page(self, body: bytes) -> Page:
        """Return the page that an answer makes. Raises ValueError or KeyError if it is none."""
        answer = json.loads(body)
        slates = {name: np.full((1, width), EMPTY) for name, width in self._widths.items()}
        shown = []
        for name, filled in answer["placements"].items():
            for slot in filled["slots"]:
                shown.append(_shown(name, slot))
                slates[name][0, slot["position"]] = self._rows.get(slot["promo"], EMPTY)
        return Page(answer["arm"], answer["model"], answer["rung"], slates, tuple(shown))


def _shown(placement: str, slot: Mapping[str, Any]) -> ShownSlot:
    return ShownSlot(placement, slot["position"], slot["token"], slot["click_url"])


def _told_of(reader: Any) -> dict[str, object]:
    names = ("country", "region", "device", "language", "signed_in")
    return {name: getattr(reader, name) for name in names}

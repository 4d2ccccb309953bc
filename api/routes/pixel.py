"""`GET /v1/pixel/{token}.gif`: an impression told by an image, for pages and mails without script.

The answer is always the image, whatever the token: a broken one would show.
"""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.events.event_desk import EventDesk
from api.events.teller import teller_of
from api.tokens.slot_tokens import SigningKeys
from api.tokens.token_reading import read_token
from data.inbox.packed import EventKind, Way
from recommender.errors import InvalidToken

SCREEN = b"\x01\x00\x01\x00\x80\x00\x00"
"""One by one pixel, and a table of two colours."""
COLOURS = b"\x00\x00\x00\xff\xff\xff"
SEE_THROUGH = b"\x21\xf9\x04\x01\x00\x00\x00\x00"
IMAGE = b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00"
PIXELS = b"\x02\x02\x44\x01\x00"
GIF = b"GIF89a" + SCREEN + COLOURS + SEE_THROUGH + IMAGE + PIXELS + b"\x3b"
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelDoor:
    """The handler."""

    keys: SigningKeys
    desk: EventDesk

    async def pixel(self, token: str, request: Request, v: str | None = None) -> Response:
        """Answer with the image, the impression noted."""
        try:
            slot = read_token(token, self.keys)
        except InvalidToken:
            return image()
        await self.desk.singles.note(
            slot,
            EventKind.IMPRESSION,
            way=Way.PIXEL,
            teller=teller_of(request.scope, proxies=self.desk.proxies),
            view_id=v,
        )
        return image()

    async def look(self, token: str) -> Response:  # noqa: ARG002 - whatever the token
        """Answer a HEAD, which counts nothing."""
        return image()


def image() -> Response:
    """Return one transparent pixel."""
    return Response(GIF, media_type="image/gif", headers=HEADERS)


def pixel_router(door: PixelDoor) -> APIRouter:
    """Return the route of pixels."""
    router = APIRouter(prefix="/v1", tags=["events"])
    path = "/pixel/{token}.gif"
    router.add_api_route(
        path,
        door.pixel,
        response_class=Response,
        responses={200: {"description": "One pixel.", "content": {"image/gif": {}}}},
        summary="Count an impression without script",
    )
    router.add_api_route(path, door.look, methods=["HEAD"], include_in_schema=False)
    return router

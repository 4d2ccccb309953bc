"""`GET /v1/click/{token}`: to the promo's own URL, which no request can say, only the catalogue."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.events.event_desk import EventDesk
from api.events.teller import teller_of
from api.snapshots.campaign_links import promo_link
from api.snapshots.promo_cards import card_of_json, filled_card
from api.snapshots.served_site import ServedSite
from api.snapshots.snapshot_watch import SnapshotWatch
from api.tokens.slot_tokens import SigningKeys
from api.tokens.token_reading import SlotToken, read_token
from data.inbox.packed import EventKind, Way
from data.operational.catalogue import Catalogue
from recommender.errors import InvalidToken, NotFound, Unavailable

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
OUR_FRONT_PAGE = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickDoor:
    """The handler. It never fails a reader: where no promo can be found, the site's home is."""

    watch: SnapshotWatch
    catalogue: Catalogue
    keys: SigningKeys
    desk: EventDesk

    async def click(self, token: str, request: Request, v: str | None = None) -> Response:
        """Note the click and send the reader on. An expired token still leads to its promo."""
        slot = self._slot(token)
        teller = teller_of(request.scope, proxies=self.desk.proxies)
        # Of a link that is only fetched ahead, the click may come yet.
        if slot is not None and not teller.is_ahead:
            await self.desk.singles.note(
                slot, EventKind.CLICK, way=Way.REDIRECT, teller=teller, view_id=v
            )
        return await self._sent_on(slot)

    async def look(self, token: str) -> Response:
        """Answer a HEAD alike, which counts nothing."""
        return await self._sent_on(self._slot(token))

    def _slot(self, token: str) -> SlotToken | None:
        try:
            return read_token(token, self.keys)
        except InvalidToken:
            return None

    async def _sent_on(self, slot: SlotToken | None) -> Response:
        if slot is None:
            return _redirect(self._home(None))
        return _redirect(await self._destination(slot) or self._home(slot.site))

    async def _destination(self, read: SlotToken) -> str | None:
        site = self._site(read.site)
        name = site.site.id if site else ""
        return self._in_snapshot(read.promo, name) or await run_in_threadpool(
            self._in_catalogue, read.promo, name
        )

    def _in_snapshot(self, number: int, site: str) -> str | None:
        served = self.watch.served
        row = served.row_of_promo(number) if served else None
        if served is None or row is None:
            return None
        card = filled_card(served.numbered.cards.card(row), site=site, language="en")
        return str(card_of_json(card)["url"])

    def _in_catalogue(self, number: int, site: str) -> str | None:
        """Return the link of a promo that no snapshot holds any more: archived ones resolve."""
        try:
            return promo_link(self.catalogue.promo_by_number(number).value).from_site(site)
        except (NotFound, Unavailable):
            return None

    def _site(self, number: int) -> ServedSite | None:
        return self.watch.served.site_by_number(number) if self.watch.served else None

    def _home(self, number: int | None) -> str:
        """Return a site's home: the token's, else the first site's, else our own front page."""
        served = self.watch.served
        sites = list(served.sites.values()) if served else []
        ours = [site for site in sites if site.number == number] or sites
        return ours[0].site.url if ours else OUR_FRONT_PAGE


def click_router(door: ClickDoor) -> APIRouter:
    """Return the route of clicks; HEAD is answered alike and counts nothing."""
    router = APIRouter(prefix="/v1", tags=["slots"])
    path = "/click/{token}"
    router.add_api_route(
        path,
        door.click,
        status_code=302,
        response_class=Response,
        responses={302: {"description": "To the promo, or to the site's home."}},
        summary="Follow a promo's link",
    )
    router.add_api_route(path, door.look, methods=["HEAD"], include_in_schema=False)
    return router


def _redirect(address: str) -> Response:
    return RedirectResponse(address, status_code=302, headers=HEADERS)

"""`GET /v1/chirashi.js`: the script of the page, for any site to load, kept long by caches."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import Response

from api.pages.page_script import PATH, PageScript

MEDIA_TYPE = "text/javascript; charset=utf-8"
HEADERS = {
    "Vary": "Accept-Encoding",
    # The same for everybody, so that a page may check it (`integrity`) and see its own errors.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
FOREVER = "public, max-age=31536000, immutable"
A_DAY = "public, max-age=86400, stale-while-revalidate=604800, stale-if-error=604800"
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The script.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
    304: {"description": "The script that the cache has is still this one."},
}


@dataclass(frozen=True, slots=True)
class ScriptDoor:
    """The handler."""

    page_script: PageScript

    async def script(
        self,
        v: str | None = None,
        accept_encoding: Annotated[str, Header()] = "",
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        """Answer the script; under an address with its mark it never changes."""
        mark = self.page_script.mark
        is_compressed = accepts_gzip(accept_encoding)
        tag = f'"{mark}-gzip"' if is_compressed else f'"{mark}"'
        headers = {**HEADERS, "ETag": tag, "Cache-Control": FOREVER if v == mark else A_DAY}
        if tag in if_none_match:
            return Response(status_code=304, headers=headers)
        if not is_compressed:
            return Response(self.page_script.body, media_type=MEDIA_TYPE, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(self.page_script.compressed, media_type=MEDIA_TYPE, headers=headers)


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether a client takes gzip: named, and not refused with a weight of 0."""
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if name == "gzip":
            return weight.strip("0.") != "" or weight == ""
    return False


def script_router(script: PageScript) -> APIRouter:
    """Return the route of the script."""
    router, door = APIRouter(tags=["slots"]), ScriptDoor(script)
    router.add_api_route(PATH, door.script, methods=["HEAD"], include_in_schema=False)
    router.add_api_route(
        PATH,
        door.script,
        response_class=Response,
        responses=RESPONSES,
        summary="The script that fills and measures slots in a page",
    )
    return router

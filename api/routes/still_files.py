"""Files that do not change with the reader: stylesheets, the mark, the drawn pictures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from api.pages.page_headers import MARKED, PICTURE_HEADERS, UNMARKED
from api.pages.stylesheets import StaticFile
from recommender.errors import NotFound

READ = ["GET", "HEAD"]
DrawPicture = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFiles:
    """The handlers of `/static/…` and `/pictures/….svg`."""

    shelf: Mapping[str, StaticFile]
    draw: DrawPicture

    def static(self, name: str, v: str | None = None) -> Response:
        """Answer a static file."""
        file = self.shelf.get(name)
        if file is None:
            raise HTTPException(404, "no static file has this name")
        headers = {**(MARKED if v == file.mark else UNMARKED), "ETag": f'"{file.mark}"'}
        return Response(file.body, media_type=file.media_type, headers=headers)

    def picture(self, name: str) -> Response:
        """Answer a picture of the sample publisher, drawn from its name."""
        try:
            drawing = self.draw(name)
        except NotFound as error:
            raise HTTPException(404, str(error)) from error
        return Response(drawing, media_type="image/svg+xml", headers=dict(PICTURE_HEADERS))


def still_router(shelf: Mapping[str, StaticFile], *, draw: DrawPicture) -> APIRouter:
    """Return the routes of the files that pages load."""
    files = StillFiles(shelf=shelf, draw=draw)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/static/{name}", files.static, methods=READ)
    router.add_api_route("/pictures/{name:path}.svg", files.picture, methods=READ)
    return router

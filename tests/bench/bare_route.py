"""What slots are compared with: a bare FastAPI route with query parameters, of the same bytes."""

import os
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query, Response


def create_bare_app() -> FastAPI:
    """Return the app; the file that `BARE_ANSWER` names holds the bytes it returns."""
    body = Path(os.environ["BARE_ANSWER"]).read_bytes()
    app = FastAPI()

    @app.get("/v1/slots")
    async def slots(
        site: str,
        article: str,
        placement: Annotated[list[str], Query()],
        country: str | None = None,
        device: str | None = None,
        signed_in: bool = False,  # noqa: FBT001, FBT002 - a parameter of the query
    ) -> Response:
        assert site and article and placement and (country or device or not signed_in)
        return Response(body, media_type="application/json")

    return app

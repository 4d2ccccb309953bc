"""Tells where a demo is to be seen, as soon as there is something to see."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from api.settings import ServeSettings

READY_WITHIN_SECONDS = 60
ADDRESSES = """
  The front page    {base}/
  An article        {base}{article}
  The report        {base}/reports
  Its slots         {base}/v1/slots?site={site}&article={identity}&placement=footer
  Every door        {base}/openapi.json
  All of it is in   {home}   (delete it for a fresh start)

  Ctrl-C ends the demo.
"""


def announce_when_ready(settings: "ServeSettings") -> None:
    """Print the addresses once the first page can be answered; a thread waits for it."""
    from threading import Thread
    from urllib.parse import quote

    from api.pages.addresses import article_path
    from data.operational.catalogue import open_catalogue
    from data.publisher.sample_world import SITE

    catalogue = open_catalogue(settings.storage.database_url)
    newest = [kept.value for kept in catalogue.articles.newest(limit=50, site=SITE)]
    # Most who try a demo read English; the front page leads to the Japanese pages too.
    article = next((each for each in newest if each.language in (None, "en")), newest[0])
    base = f"http://{settings.host}:{settings.port}"
    text = ADDRESSES.format(
        base=base,
        article=article_path(article.site, article.id),
        site=quote(article.site),
        identity=quote(article.id),
        home=settings.storage.home,
    )

    def announce() -> None:
        if is_ready(settings):
            typer.echo(text)

    Thread(target=announce, daemon=True).start()


def is_ready(settings: "ServeSettings") -> bool:
    """Wait for the first page that can be answered; return whether it came in time."""
    from http.client import HTTPConnection, HTTPException
    from time import monotonic, sleep

    until = monotonic() + READY_WITHIN_SECONDS
    while monotonic() < until:
        door = HTTPConnection(settings.host, settings.port, timeout=5)
        try:
            door.request("GET", "/readyz")
            if door.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            pass
        finally:
            door.close()
        sleep(0.2)
    return False

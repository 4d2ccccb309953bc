"""A page with the script in a real browser whose clock stands still until a test moves it.

Timers and dates are the test's; scrolling, frames and what the browser sees of a card are real.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.api.patience import wait_for
from tests.api.script_site import RecordingSite
from tests.builders import NOON

# A new observer is told in the same frame as those before it, and after them.
SETTLED = """() => new Promise(resolve => new IntersectionObserver((_, eyes) => {
    eyes.disconnect();
    resolve();
}).observe(document.body))"""
# No headless browser puts a tab behind another, so the page is told that it is.
HIDEABLE = """Object.defineProperty(Document.prototype, "visibilityState", {
    get() { return globalThis.isBehind ? "hidden" : "visible"; },
});"""
PRIVATE = """Object.defineProperty(Navigator.prototype, "globalPrivacyControl", {
    get() { return true; },
});"""


class ScriptPage:
    """One reader's page. `errors` is what the page threw or complained of.

    `answered` counts the answers to events that came back to the browser, whole.
    """

    def __init__(self, page: Page, site: RecordingSite, url: str) -> None:
        self.page, self.site, self.url = page, site, url
        self.errors: list[str] = []
        self.answered = 0
        page.on("requestfinished", self._note_answer)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text))
        page.clock.install(time=NOON - timedelta(hours=1))
        page.clock.pause_at(NOON)

    def open(self, path: str = "/page") -> "ScriptPage":
        """Load the page, until the browser has looked at every card."""
        self.page.goto(self.url + path)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the script has heard of what is on the screen now."""
        self.page.evaluate(SETTLED)

    def scroll(self, top: int) -> None:
        """Scroll the page to this many pixels from its top."""
        self.page.evaluate("top => scrollTo(0, top)", top)
        self.settle()

    def _note_answer(self, request: Request) -> None:
        self.answered += request.url.endswith("/v1/events")

    def run(self, milliseconds: int) -> None:
        """Let time go by."""
        self.page.clock.run_for(milliseconds)

    def turn(self, *, behind: bool) -> None:
        """Put the page's tab behind another, or in front again."""
        self.page.evaluate(
            """behind => {
                globalThis.isBehind = behind;
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            behind,
        )
        self.settle()

    def wait_for(self, kind: str, *tokens: str) -> None:
        """Wait until exactly these events of a kind have been told."""
        wait_for(lambda: sorted(self.site.told(kind)) == sorted(tokens), f"{kind} of {tokens}")

    def stored(self) -> Any:
        """Return what the browser keeps of what was seen."""
        return self.page.evaluate("JSON.parse(localStorage.getItem('chirashi-seen'))")


@contextmanager
def a_reader(browser: Browser, *scripts: str, **options: Any) -> Iterator[BrowserContext]:
    """Open a browser of a reader's own, with these scripts before any page's."""
    size = {"width": 800, "height": 600}
    context = browser.new_context(**({"viewport": size} | options))
    for script in (HIDEABLE, *scripts):
        context.add_init_script(script)
    yield context
    context.close()

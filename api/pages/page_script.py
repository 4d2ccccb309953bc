"""The script of the page, `/v1/chirashi.js`: its parts in one, as they stand but for comments."""

import gzip
import re
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files

PATH = "/v1/chirashi.js"
PARTS = (
    "page_view",
    "wording",
    "seen",
    "telling",
    "measuring",
    "clicks",
    "dismissals",
    "cards",
    "promo_slots",
    "finding",
)
# Named once on a page, the script runs once, however often it is included.
BEFORE = '(() => {\n"use strict";\nif (customElements.get("promo-slots")) return;\n'
AFTER = "})();\n"
_COMMENT_LINE = re.compile(r"^\s*/[/*].*\n", flags=re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScript:
    """The script's bytes, plain and compressed, and the mark of its content."""

    body: bytes
    compressed: bytes
    mark: str

    @property
    def address(self) -> str:
        """Return where our own pages find it; the address changes when the content does."""
        return f"{PATH}?v={self.mark}"


def page_script() -> PageScript:
    """Read the parts of the script from the package."""
    folder = files("api.pages") / "script"
    parts = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in PARTS]
    text = BEFORE + _COMMENT_LINE.sub("", "".join(parts)) + AFTER
    body = text.encode()
    return PageScript(
        body=body,
        compressed=gzip.compress(body, mtime=0),
        mark=blake2b(body, digest_size=6).hexdigest(),
    )

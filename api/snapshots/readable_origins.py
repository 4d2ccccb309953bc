"""Which pages of which origins may read an answer: those registered for the site, and no other."""

from api.edge.raw_exchange import HeaderPair
from api.snapshots.served_snapshot import ServedSnapshot

BY_ORIGIN = (b"vary", b"Origin")


def origin_headers(
    served: ServedSnapshot | None, origin: bytes | None, *, site: str | None = None
) -> list[HeaderPair]:
    """Let the origins of the site read the answer; those of any site if it is none of ours."""
    if served is None or not served.origins:
        return []
    asked_of = served.sites.get(site or "")
    known = served.origins if asked_of is None else asked_of.origins
    if origin is None or origin not in known:
        return [BY_ORIGIN]
    return [BY_ORIGIN, (b"access-control-allow-origin", origin)]

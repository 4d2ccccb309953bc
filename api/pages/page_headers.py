"""What a browser may do with our pages: no inline script, nothing foreign but https pictures."""

from collections.abc import Mapping

PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' https: http:; script-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# A picture opened by itself is a document: it may style itself and nothing else.
PICTURE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=86400, stale-while-revalidate=604800",
}
STATIC_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
# An address that bears the mark of the content never changes; the bare one may.
MARKED = {**STATIC_HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
UNMARKED = {**STATIC_HEADERS, "Cache-Control": "public, max-age=300"}
# A fragment becomes a part of somebody else's page, whose own rules then hold.
FRAGMENT_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
# An article page bears the tokens of one view; a list of articles is everybody's.
ONE_VIEW: Mapping[str, str] = {**PAGE_HEADERS, "Cache-Control": "no-store"}
EVERYBODYS: Mapping[str, str] = {**PAGE_HEADERS, "Cache-Control": "public, max-age=30"}

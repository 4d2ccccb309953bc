"""Queries that differ in their article alone: the rest of them is read once and kept as a mould.

A page's template asks for all its articles alike, so that at first sight only the article is new.
Each ask is the one that `ask_reading` would make: what is not plain is left to it.
"""

from functools import lru_cache
from urllib.parse import unquote

from api.slots.ask import Ask
from api.slots.ask_reading import ask_of_pairs, query_pairs
from api.slots.ask_shape import LONGEST_IDENTITY
from recommender.errors import InvalidFields, Malformed

MOST = 4_096
LONGEST = 1_024
"""Strangers choose what is kept: it is few, and short."""
NAME = "article"
_PARAMETER = NAME.encode() + b"="


def moulded_ask(query: bytes) -> Ask | None:
    """Return the ask of a query string; None if all of it must be read."""
    before, found, after = query.partition(_PARAMETER)
    if not found or not (before == b"" or before.endswith(b"&")) or len(query) > LONGEST:
        return None
    value, between, others = after.partition(b"&")
    mould = _mould(before + between + others)
    article = _text(value)
    return None if mould is None or article is None else mould.about(article)


@lru_cache(maxsize=MOST)
def _mould(rest: bytes) -> Ask | None:
    """Return an ask about some article; None if the rest has a fault or names one itself."""
    try:
        pairs = query_pairs(rest)
        if any(name == NAME for name, _ in pairs):
            return None
        return ask_of_pairs([*pairs, (NAME, "any")])
    except (Malformed, InvalidFields):
        return None


@lru_cache(maxsize=MOST)
def _text(value: bytes) -> str | None:
    """Return the id that a parameter's value stands for, or None if it can be none."""
    try:
        text = unquote(value.decode("ascii").replace("+", " "), errors="strict")
    except UnicodeDecodeError:
        return None
    return text if 0 < len(text) <= LONGEST_IDENTITY and "\0" not in text else None

"""What an agent declares itself to be, by the list of `crawler-user-agents`; remembered, bounded.

The list calls HTTP libraries and the image proxies of mail services crawlers too. It does not flag
an empty agent, nor phones whose name ends in "bot".
"""

from enum import Enum
from functools import cache, lru_cache
from re import Pattern, compile
from typing import Any

from crawleruseragents import CRAWLER_USER_AGENTS_DATA, is_crawler

LONGEST = 512
"""As much of an agent as is looked at: what is remembered must be small."""
REMEMBERED = 8192
_LIBRARY = "http-library"
_SERVER_SOFTWARE = (r"WordPress\/",)
_MAIL_PROXIES = ("GoogleImageProxy", "YahooMailProxy", "FastmailUA")


class AgentKind(Enum):
    """What stands behind an agent."""

    READER = "reader"
    MAIL_PROXY = "mail_proxy"
    LIBRARY = "library"
    CRAWLER = "crawler"


@lru_cache(maxsize=REMEMBERED)
def agent_kind(agent: bytes) -> AgentKind:
    """Return what an agent (of at most `LONGEST` bytes) declares itself to be."""
    text = agent.decode("latin-1")
    if not is_crawler(text):
        return AgentKind.READER
    if _mail_proxies().search(text):
        return AgentKind.MAIL_PROXY
    return AgentKind.LIBRARY if _libraries().search(text) else AgentKind.CRAWLER


@cache
def _mail_proxies() -> Pattern[str]:
    return compile("|".join(_MAIL_PROXIES))


@cache
def _libraries() -> Pattern[str]:
    """Return the pattern of software that fetches for a program of somebody's own."""
    listed: list[dict[str, Any]] = CRAWLER_USER_AGENTS_DATA
    patterns = [each["pattern"] for each in listed if _LIBRARY in each.get("tags", ())]
    return compile("|".join([*patterns, *_SERVER_SOFTWARE]))

"""What an agent declares itself to be."""

import pytest

from api.edge.crawlers import REMEMBERED, AgentKind, agent_kind

GOOGLE_MAIL = (
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36"
)
CUBOT = (
    "Mozilla/5.0 (Linux; Android 9; CUBOT X18) AppleWebKit/537.36 Chrome/100.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (CHROME, AgentKind.READER),
        (CUBOT, AgentKind.READER),
        ("", AgentKind.READER),
        (
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            AgentKind.CRAWLER,
        ),
        ("Mozilla/5.0 AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36", AgentKind.CRAWLER),
        ("python-requests/2.32", AgentKind.LIBRARY),
        ("curl/8.5.0", AgentKind.LIBRARY),
        ("WordPress/6.4; https://daily.example", AgentKind.LIBRARY),
        (GOOGLE_MAIL, AgentKind.MAIL_PROXY),
        ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy", AgentKind.MAIL_PROXY),
    ],
)
def test_an_agent_is_known_by_what_it_declares(agent: str, kind: AgentKind) -> None:
    assert agent_kind(agent.encode()) is kind


def test_bytes_that_are_no_text_are_a_reader_s() -> None:
    assert agent_kind(bytes(range(128, 256))) is AgentKind.READER


def test_what_is_remembered_is_bounded() -> None:
    assert agent_kind.cache_info().maxsize == REMEMBERED

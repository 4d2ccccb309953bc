"""Settings: each wrong value is named, keys are made once, every setting is documented."""

import re
import stat
from pathlib import Path

import pytest

from api.settings import ServeSettings, serve_settings
from recommender.errors import Invalid, Unavailable

ROOT = Path(__file__).resolve().parents[2]


def settings(tmp_path: Path, **values: str) -> ServeSettings:
    given = {f"CHIRASHI_{name.upper()}": value for name, value in values.items()}
    return serve_settings({"CHIRASHI_HOME": str(tmp_path / "home")} | given)


def test_defaults_listen_to_this_machine_only_and_believe_nobody(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert (found.host, found.port) == ("127.0.0.1", 8000)
    assert found.trusted_proxies == ()
    assert found.country_header is None
    assert found.deadline_ms == 50
    assert found.exploration_share == 0.05
    assert (found.event_limit.amount, found.event_limit.get_expiry()) == (600, 3600)
    assert (found.click_limit.amount, found.click_limit.get_expiry()) == (30, 3600)


def test_makes_one_key_for_the_owner_only_and_keeps_it(tmp_path: Path) -> None:
    first = settings(tmp_path)
    assert settings(tmp_path).secrets == first.secrets
    kept = list((tmp_path / "home").iterdir())
    assert [file.name for file in kept] == ["signing_secrets"]
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    assert first.secrets[0] not in repr(first)


def test_given_keys_keep_their_order_and_touch_no_disk(tmp_path: Path) -> None:
    found = settings(tmp_path, secrets="the-new-key-of-2026, the-old-key-of-2025")
    assert found.secrets == ("the-new-key-of-2026", "the-old-key-of-2025")
    assert not (tmp_path / "home").exists()


def test_a_home_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="signing key"):
        settings(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "0"),
        ("port", "65536"),
        ("port", "http"),
        ("workers", "-1"),
        ("workers", "1e3"),
        ("secrets", "short"),
        ("secrets", "long-enough-to-be-a-key, short"),
        ("trusted_proxies", "10.0.0.0/33"),
        ("trusted_proxies", "proxy.example"),
        ("country_header", "X Country"),
        ("region_header", "日本"),
        ("deadline_ms", "10001"),
        ("event_limit", "often"),
        ("event_limit", "0 per hour"),
        ("click_limit", ""),
        ("click_limit", "5 per fortnight"),
        ("control", "ten"),
        ("control", "nan"),
        ("baseline", "1.5"),
        ("exploration", "0.51"),
        ("exploration", "5 %"),
        ("reports", "yes"),
        ("report_seconds", "0"),
        ("report_seconds", "601"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(Invalid, match=f"CHIRASHI_{name.upper()}"):
        settings(tmp_path, **{name: value})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost"])
def test_reports_may_be_open_to_this_machine(tmp_path: Path, host: str) -> None:
    assert settings(tmp_path, reports="open", host=host).reports_are_open
    assert not settings(tmp_path, host=host).reports_are_open


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "localhost.example"])
def test_reports_are_never_open_to_others(tmp_path: Path, host: str) -> None:
    with pytest.raises(Invalid, match="CHIRASHI_REPORTS must be key while CHIRASHI_HOST"):
        settings(tmp_path, reports="open", host=host)
    assert not settings(tmp_path, host=host).reports_are_open


def test_shares_of_the_arms_must_fit_together(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="together"):
        settings(tmp_path, control="0.6", baseline="0.6")


def test_every_setting_is_documented_and_no_other() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    packages = ("recommender", "data", "training", "api")
    sources = [file for name in packages for file in (ROOT / name).rglob("*.py")]
    read = {
        name
        for file in sources
        for name in re.findall(r'"(CHIRASHI_[A-Z_]+)"', file.read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"^\| `(CHIRASHI_[A-Z_]+)`", page, flags=re.MULTILINE))
    assert documented == read

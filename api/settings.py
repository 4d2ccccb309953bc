"""What `chirashi serve` needs beyond the places of `data.storage_settings`, validated once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from limits import RateLimitItem, parse

from api.edge.reader_address import Network
from api.observing.answer_book import ToldAnswers
from api.observing.log_format import LogForm, fitting_form
from api.tokens.signing_secrets import signing_secrets
from data.storage_settings import StorageSettings, positive_number, storage_settings
from recommender.errors import Invalid

LAST_PORT = 65_535
LONGEST_DEADLINE_MS = 10_000
LONGEST_DRAIN_S = 3600
LONGEST_SLOW_MS = 600_000
MOST_EXPLORATION = 0.5
LOOPBACK = "127.0.0.1,::1"
SWITCH = {"on": True, "off": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeSettings:
    """The doors: where they stand, whom they believe, how long they may think."""

    storage: StorageSettings
    host: str
    port: int
    workers: int
    secrets: tuple[str, ...] = field(repr=False)
    trusted_proxies: tuple[Network, ...]
    country_header: str | None
    region_header: str | None
    deadline_ms: int
    control_share: float
    baseline_share: float
    exploration_share: float
    drain_seconds: int
    log: LogForm
    told_answers: ToldAnswers
    metrics_from: tuple[Network, ...]
    event_limit: RateLimitItem
    click_limit: RateLimitItem
    reports_are_open: bool
    report_seconds: int


def serve_settings(values: Mapping[str, str]) -> ServeSettings:
    """Build the settings from `CHIRASHI_…` values. Raises Invalid, naming the setting.

    Without `CHIRASHI_SECRETS` a signing key is made and kept in the home at first use.
    """
    storage = storage_settings(values)
    control, baseline = _share(values, "CHIRASHI_CONTROL"), _share(values, "CHIRASHI_BASELINE")
    if control + baseline > 1:
        raise Invalid("CHIRASHI_CONTROL and CHIRASHI_BASELINE must not be more than 1 together")
    return ServeSettings(
        storage=storage,
        host=values.get("CHIRASHI_HOST", "127.0.0.1"),
        port=_at_most(values, "CHIRASHI_PORT", default=8000, most=LAST_PORT),
        workers=_at_most(values, "CHIRASHI_WORKERS", default=2, most=256),
        secrets=signing_secrets(values, home=storage.home),
        trusted_proxies=_networks(values, "CHIRASHI_TRUSTED_PROXIES", default=""),
        country_header=_header(values, "CHIRASHI_COUNTRY_HEADER"),
        region_header=_header(values, "CHIRASHI_REGION_HEADER"),
        deadline_ms=_at_most(values, "CHIRASHI_DEADLINE_MS", default=50, most=LONGEST_DEADLINE_MS),
        control_share=control,
        baseline_share=baseline,
        exploration_share=_exploration(values),
        drain_seconds=_at_most(values, "CHIRASHI_DRAIN_SECONDS", default=2, most=LONGEST_DRAIN_S),
        log=_log_form(values),
        told_answers=_told_answers(values),
        metrics_from=_networks(values, "CHIRASHI_METRICS_FROM", default=LOOPBACK),
        event_limit=_limit(values, "CHIRASHI_EVENT_LIMIT", default="600 per hour"),
        click_limit=_limit(values, "CHIRASHI_CLICK_LIMIT", default="30 per hour"),
        reports_are_open=_reports_are_open(values),
        report_seconds=_at_most(values, "CHIRASHI_REPORT_SECONDS", default=60, most=600),
    )


def _log_form(values: Mapping[str, str]) -> LogForm:
    text = values.get("CHIRASHI_LOG", fitting_form())
    try:
        return LogForm(text)
    except ValueError as error:
        raise Invalid(f"CHIRASHI_LOG must be json or text, not {text!r}") from error


def _told_answers(values: Mapping[str, str]) -> ToldAnswers:
    slow_ms = _at_most(values, "CHIRASHI_SLOW_MS", default=1000, most=LONGEST_SLOW_MS)
    text = values.get("CHIRASHI_ACCESS_LOG", "off")
    if text not in SWITCH:
        raise Invalid(f"CHIRASHI_ACCESS_LOG must be on or off, not {text!r}")
    return ToldAnswers(slow_seconds=slow_ms / 1000, tells_all=SWITCH[text])


def _at_most(values: Mapping[str, str], name: str, *, default: int, most: int) -> int:
    number = positive_number(values, name, default=default)
    if number > most:
        raise Invalid(f"{name} must be at most {most}, not {number}")
    return number


def _reports_are_open(values: Mapping[str, str]) -> bool:
    """Return whether this machine's own browsers may read reports without a key."""
    text = values.get("CHIRASHI_REPORTS", "key")
    if text not in ("key", "open"):
        raise Invalid(f"CHIRASHI_REPORTS must be key or open, not {text!r}")
    host = values.get("CHIRASHI_HOST", "127.0.0.1")
    if text == "open" and not is_loopback(host):
        raise Invalid(
            f"CHIRASHI_REPORTS must be key while CHIRASHI_HOST is {host!r}: open reports are for "
            "this machine alone"
        )
    return text == "open"


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine itself and reachable from nowhere else."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _share(values: Mapping[str, str], name: str, *, default: str = "0.01") -> float:
    text = values.get(name, default)
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise Invalid(f"{name} must be a share between 0 and 1, not {text!r}")
    return share


def _exploration(values: Mapping[str, str]) -> float:
    share = _share(values, "CHIRASHI_EXPLORATION", default="0.05")
    if share > MOST_EXPLORATION:
        raise Invalid(
            f"CHIRASHI_EXPLORATION must be at most {MOST_EXPLORATION}, not {share}: more is no "
            "learned ranking any more"
        )
    return share


def _limit(values: Mapping[str, str], name: str, *, default: str) -> RateLimitItem:
    text = values.get(name, default)
    try:
        limit = parse(text)
    except ValueError as error:
        raise Invalid(f"{name} must be written like '{default}', not {text!r}") from error
    if limit.amount < 1 or limit.multiples < 1:
        raise Invalid(f"{name} must let at least one through, not {text!r}")
    return limit


def _networks(values: Mapping[str, str], name: str, *, default: str) -> tuple[Network, ...]:
    text = values.get(name, default)
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise Invalid(f"{name} must be addresses or networks, by commas: {error}") from error


def _header(values: Mapping[str, str], name: str) -> str | None:
    text = values.get(name, "").strip().lower()
    if not text:
        return None
    if not text.isascii() or not text.replace("-", "").replace("_", "").isalnum():
        raise Invalid(f"{name} must be the name of a header, not {text!r}")
    return text

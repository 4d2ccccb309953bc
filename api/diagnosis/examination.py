"""Goes through every check; one that fails itself is a finding too."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from api.diagnosis import (
    database_checks,
    home_checks,
    lake_checks,
    model_checks,
    serving_checks,
    trust_checks,
)
from api.diagnosis.finding import Finding, bad
from api.diagnosis.installation import Installation, installation_of
from recommender.errors import ChirashiError, Invalid

Check = Callable[[Installation], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    home_checks.home_writable,
    home_checks.disk,
    home_checks.open_files,
    database_checks.database,
    trust_checks.secrets,
    trust_checks.proxies,
    serving_checks.snapshot,
    serving_checks.keeper,
    serving_checks.workers,
    serving_checks.port,
    serving_checks.clock,
    serving_checks.compiled,
    lake_checks.waiting_inboxes,
    lake_checks.set_aside,
    lake_checks.lake,
    model_checks.live_model,
    model_checks.last_training,
    model_checks.learner,
)


def examine(
    values: Mapping[str, str], *, now_ms: int, checks: Sequence[Check] = CHECKS
) -> Iterator[Finding]:
    """Yield what each check finds, in the order in which things depend on each other."""
    try:
        installation = installation_of(values, now_ms=now_ms)
    except Invalid as error:
        yield bad("settings", str(error), "mend the setting (docs/settings.md)")
        return
    for check in checks:
        yield from _checked(check, installation)


def _checked(check: Check, installation: Installation) -> Iterator[Finding]:
    try:
        yield from check(installation)
    except (ChirashiError, OSError) as error:
        part = check.__name__.replace("_", " ")
        yield bad(part, f"it cannot be looked at: {error}", "run the doctor as the server's user")

"""What a check found: well, doubtful or bad, in words, and what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: the part, what is seen of it, and what to do if it is not well."""

    part: str
    verdict: Verdict
    seen: str
    advice: str | None = None


def ok(part: str, seen: str) -> Finding:
    """Return that a part is well."""
    return Finding(part, Verdict.OK, seen)


def warn(part: str, seen: str, advice: str) -> Finding:
    """Return that a part works, but may not for long, or not as it should."""
    return Finding(part, Verdict.WARN, seen, advice)


def bad(part: str, seen: str, advice: str) -> Finding:
    """Return that a part does not work."""
    return Finding(part, Verdict.BAD, seen, advice)


def summary(findings: Sequence[Finding]) -> str:
    """Return how many of what was found are doubtful or bad."""
    problems, doubts = _count(findings, Verdict.BAD), _count(findings, Verdict.WARN)
    if not problems and not doubts:
        return "all is well"
    return f"{_many(problems, 'problem')}, {_many(doubts, 'warning')}"


def _count(findings: Iterable[Finding], verdict: Verdict) -> int:
    return sum(finding.verdict is verdict for finding in findings)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")

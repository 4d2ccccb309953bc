"""Figures as Prometheus' text format has them (version 0.0.4)."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "chirashi_"
_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n", '"': r"\""})
Labels = Sequence[tuple[str, str]]


class Kind(StrEnum):
    """How a figure moves."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Sample(NamedTuple):
    """One line: what follows the family's name, labels in their order, the value."""

    value: float
    labels: Labels = ()
    suffix: str = ""


class Family(NamedTuple):
    """A figure and its lines; `name` without the prefix that all share."""

    name: str
    told: str
    kind: Kind
    samples: Sequence[Sample]


def gauge(name: str, told: str, value: float | None) -> list[Family]:
    """Return a figure without labels; none if it is not known."""
    return [] if value is None else [Family(name, told, Kind.GAUGE, [Sample(value)])]


def text_of(families: Iterable[Family]) -> str:
    """Return the page; families without lines are left out."""
    return "".join(_lines(family) for family in families if family.samples)


def _lines(family: Family) -> str:
    name = PREFIX + family.name
    told = family.told.replace("\\", r"\\").replace("\n", " ")
    head = f"# HELP {name} {told}\n# TYPE {name} {family.kind}\n"
    return head + "".join(f"{name}{_line(sample)}\n" for sample in family.samples)


def _line(sample: Sample) -> str:
    labels = ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in sample.labels)
    value = int(sample.value) if float(sample.value).is_integer() else repr(float(sample.value))
    return f"{sample.suffix}{{{labels}}} {value}" if labels else f"{sample.suffix} {value}"

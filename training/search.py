"""Which settings a training tries; the stopping time decides among them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from training.fit_settings import FitSettings


def quick(**given: Any) -> list[FitSettings]:
    """Return the default settings: good enough everywhere, and quick."""
    return [FitSettings(**given)]


def wide(**given: Any) -> list[FitSettings]:
    """Return the default, then a grid of what matters most: width, rate, what the ids may say."""
    grid = [
        FitSettings(components=components, rate=rate, cold_promos=cold, cold_articles=cold, **given)
        for components in (6, 12, 24)
        for rate in (0.03, 0.08)
        for cold in (0.1, 0.4)
    ]
    # First, so that a search cut short has tried at least that.
    return [*quick(**given), *grid]


SEARCHES: Mapping[str, Callable[..., list[FitSettings]]] = MappingProxyType(
    {"quick": quick, "wide": wide}
)

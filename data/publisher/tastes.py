"""What readers truly like, era by era: the chance of a click where things meet on a page."""

from dataclasses import dataclass, replace

import numpy as np

from data.publisher.appeal import Appeal, staleness
from data.publisher.hidden import Floats
from data.worlds.world import Rows, Visits

ALWAYS_MS = -(2**62)
NEWTON_STEPS = 50


@dataclass(frozen=True, slots=True)
class Era:
    """What appeals from `since_ms` on, until the next era begins."""

    since_ms: int
    appeal: Appeal


@dataclass(frozen=True, slots=True)
class Tastes:
    """The eras in order of time, and the log-odds `base` that every click starts from."""

    eras: tuple[Era, ...]
    base: float = 0.0

    def click_rates(self, visits: Visits, promos: Rows, *, age_days: Floats) -> Floats:
        """Return the true click rates [n, k] of promos so old, hidden segments known."""
        return _sigmoid(self.logits(visits, promos, age_days=age_days))

    def logits(self, visits: Visits, promos: Rows, *, age_days: Floats) -> Floats:
        """Return the log-odds of a click [n, k], hidden segments known."""
        logits = self._common_logits(visits, promos, age_days=age_days)
        return logits + _met(self.eras[0].appeal.by_segment, visits.segment, promos)

    def expected_click_rates(
        self, visits: Visits, promos: Rows, *, age_days: Floats, shares: Floats
    ) -> Floats:
        """Return the same averaged over the hidden segments, who have these shares [n, 6]."""
        logits = self._common_logits(visits, promos, age_days=age_days)
        rates, found = np.zeros_like(logits), np.empty_like(logits)
        for segment, taste in enumerate(self.eras[0].appeal.by_segment):
            # A day's rates are large: one room for all segments is four times as fast.
            np.add(logits, taste[promos], out=found)
            _into_rates(found)
            found *= shares[:, segment, None]
            rates += found
        return rates

    def settled(self, logits: Floats, *, mean_click_rate: float) -> "Tastes":
        """Return the same tastes with the base at which such log-odds give this mean."""
        return replace(self, base=_settled_base(logits, mean_click_rate))

    def _common_logits(self, visits: Visits, promos: Rows, *, age_days: Floats) -> Floats:
        """Return the log-odds but for the reader's segment, which no era changes."""
        logits = np.empty(np.broadcast_shapes((len(visits), 1), promos.shape))
        era_of = np.searchsorted([era.since_ms for era in self.eras], visits.at_ms, side="right")
        for era in np.unique(era_of):
            rows = era_of == era
            asked = promos if len(promos) == 1 else promos[rows]
            logits[rows] = _logits(self.eras[era - 1].appeal, visits.chosen(rows), asked, self.base)
        return np.asarray(logits + staleness(age_days))


def _logits(appeal: Appeal, visits: Visits, promos: Rows, base: float) -> Floats:
    return np.asarray(
        base
        + appeal.own[promos]
        + _met(appeal.by_article, visits.article, promos)
        + _met(appeal.by_place, visits.place, promos)
        + _met(appeal.by_device, visits.device, promos)
        + _met(appeal.by_hour, visits.local_hour, promos)
    )


def _met(table: Floats, rows: Rows, promos: Rows) -> Floats:
    """Return the table's values [n, k] where rows [n] meet promos [n, k] or [1, k]."""
    if len(promos) == 1:
        few = len(rows) < len(table)
        return np.asarray(table[rows][:, promos[0]] if few else table[:, promos[0]][rows])
    return np.asarray(table[rows[:, None], promos])


def _settled_base(logits: Floats, mean_click_rate: float) -> float:
    base = 0.0
    for _ in range(NEWTON_STEPS):
        rates = _sigmoid(base + logits)
        base -= float((rates.mean() - mean_click_rate) / (rates * (1 - rates)).mean())
    return base


def _sigmoid(logits: Floats) -> Floats:
    rates = logits.copy()
    _into_rates(rates)
    return rates


def _into_rates(logits: Floats) -> None:
    """Turn log-odds into rates where they stand."""
    np.negative(logits, out=logits)
    np.exp(logits, out=logits)
    logits += 1
    np.divide(1, logits, out=logits)

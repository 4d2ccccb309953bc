"""What a contender was told, as the exposures that training reads from a lake."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from api.simulating.contender import Answer, Known, Page
from data.lake.exposure_rows import EXPOSURES
from data.worlds.world import Response
from recommender.domain import Arm, Reader
from training.encoding import Exposures, Served, encoded

Lines = list[tuple[int, int, int, int, float, bool]]
OF_PROMO = ("visit", "placement", "position", "promo", "propensity", "clicks")
OF_READER = ("country", "region", "device", "language", "signed_in")


class NotedExposures:
    """Every viewed slot of the pages noted; each is version 1 of its article and promo."""

    def __init__(self, known: Known, *, most_unclicked: int) -> None:
        self._known, self._most = known, most_unclicked
        self._rng = np.random.default_rng(known.seed)
        self._pages: list[Page] = []
        self._lines: Lines = []
        self.clicks = 0
        self._served = Served(
            articles={(each.site, each.id, 1): each for each in known.articles},
            promos={(each.id, 1): each for each in known.promos},
        )

    def __len__(self) -> int:
        """Return how many pages were noted."""
        return len(self._pages)

    def note(self, page: Page, answer: Answer, responses: Mapping[str, Response]) -> None:
        """Keep what was viewed of a page, and clicked."""
        visit = len(self._pages)
        self._pages.append(page)
        for at, placement in enumerate(self._known.placements):
            response, slate = responses[placement.id], answer.slates[placement.id]
            propensities = answer.propensities[placement.id]
            for slot in np.flatnonzero(response.viewed).tolist():
                chance, clicked = float(propensities[slot]), bool(response.clicked[slot])
                self._lines.append((visit, at, slot, int(slate[slot]), chance, clicked))
                self.clicks += clicked

    def exposures(self) -> tuple[Exposures, float]:
        """Return all that was noted, the unclicked sampled, and the share of them that is left."""
        columns = dict(zip(OF_PROMO, map(np.array, zip(*self._lines, strict=True)), strict=True))
        unclicked = len(self._lines) - self.clicks
        share = min(self._most / max(unclicked, 1), 1.0)
        is_kept = columns["clicks"] | (self._rng.random(len(self._lines)) < share)
        kept = {name: column[is_kept] for name, column in columns.items()}
        return encoded(self._table(kept, share=share), self._served), share

    def _table(self, kept: Mapping[str, Any], *, share: float) -> pa.Table:
        promos = [promo.id for promo in self._known.promos]
        placements = [placement.id for placement in self._known.placements]
        size = len(kept["visit"])
        made = {
            "site": pa.array([self._known.site.id]).take(pa.array(np.zeros(size, dtype=int))),
            "placement": pa.array(placements).take(pa.array(kept["placement"])),
            "promo": pa.array(promos).take(pa.array(kept["promo"])),
            "position": pa.array(kept["position"]),
            "propensity": pa.array(kept["propensity"]),
            "clicks": pa.array(kept["clicks"].astype(np.int64)),
            "weight": pa.array(np.where(kept["clicks"], 1.0, 1 / share)),
            "exposed_by": pa.array(["view"]).take(pa.array(np.zeros(size, dtype=int))),
            "policy": pa.nulls(size, pa.string()),
        }
        ones = pa.array(np.ones(size, dtype=np.int64))
        made |= {"count": ones, "article_version": ones, "promo_version": ones}
        made |= _of_pages(self._pages, self._known, rows=pa.array(kept["visit"]))
        return pa.table({name: made[name] for name in EXPOSURES.names}).cast(EXPOSURES)


def _of_pages(pages: Sequence[Page], known: Known, *, rows: pa.Array) -> dict[str, pa.Array]:
    readers: list[Reader] = [page.reader for page in pages]
    arms = [Arm.CONTROL.value if page.is_control else Arm.LEARNED.value for page in pages]
    columns = {
        "decision": [f"v{number}" for number in range(len(pages))],
        "decided_at": np.array([page.at_ms for page in pages]).astype("datetime64[ms]"),
        "article": [known.articles[page.article].id for page in pages],
        "local_hour": [page.local_hour for page in pages],
        "arm": arms,
    }
    columns |= {name: [getattr(reader, name) for reader in readers] for name in OF_READER}
    return {name: pa.array(column).take(rows) for name, column in columns.items()}

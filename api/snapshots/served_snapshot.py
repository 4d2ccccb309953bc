"""A snapshot in a worker: the ranker's tables, the cards that were shown, the sites by id.

It is made on the event loop and takes over what the one before, which serves no more, remembers.
"""

from bisect import bisect_right

import numpy as np

from api.snapshots.answer_bytes import as_json
from api.snapshots.promo_cards import disclosure_language
from api.snapshots.served_site import ServedPlacement, ServedSite, served_placement
from api.snapshots.shown_cards import ShownCards
from api.snapshots.snapshot_form import NumberedSnapshot
from recommender.candidate_tables import CandidateTables
from recommender.domain import Reader
from recommender.snapshot import Snapshot, article_key
from recommender.visit import Visit, visit_by_id

MOST_CARDS = 50_000
MOST_VISITS = 20_000
NOBODY = Reader()
Places = dict[tuple[str, str], ServedPlacement]
Visits = dict[tuple[str, str], Visit]


class ServedSnapshot:
    """What one decision needs, immutable but for what it remembers of earlier decisions."""

    def __init__(self, numbered: NumberedSnapshot, *, before: "ServedSnapshot | None") -> None:
        self.numbered = numbered
        self.snapshot = snapshot = numbered.snapshot
        self.tables = _tables(snapshot, before)
        self.shown_cards = _still_right_cards(numbered, before)
        state = self.question_state = (snapshot.generation, numbered.asked_of_in)
        like = before if before is not None and before.question_state == state else None
        self.sites: dict[str, ServedSite] = like.sites if like else _sites(numbered)
        self.placements: Places = like.placements if like else _placements(self)
        self.visits: Visits = like.visits if like else {}
        self.origins = frozenset(origin for site in self.sites.values() for origin in site.origins)
        self.numbers = snapshot.promos.number
        self.model_json = as_json(snapshot.learned.version if snapshot.learned else None)

    def known_visit(self, site: str, article: str) -> Visit | None:
        """Return nobody's visit of an article, or None if its vector does not lie ready."""
        visit = self.visits.get((site, article))
        if visit is None and self._knows_article(site, article):
            # Only what is known is kept: what is not, strangers choose.
            if len(self.visits) >= MOST_VISITS:
                self.visits.clear()
            visit = visit_by_id(self.snapshot, site, article, reader=NOBODY, local_hour=0)
            self.visits[site, article] = visit
        return visit

    def _knows_article(self, site: str, article: str) -> bool:
        return self.snapshot.articles.row_of(article_key(site, article)) is not None

    def cards(self, site: str, language: str) -> ShownCards:
        """Return the cards of a site in a language, by row."""
        # By what differs: an article sent along may name any language.
        key = (site, disclosure_language(language))
        shown = self.shown_cards.get(key)
        if shown is None:
            made = ShownCards(self.numbered, site=site, language=key[1])
            shown = self.shown_cards[key] = made
        if len(shown) > MOST_CARDS:
            shown.clear()
        return shown

    def row_of_promo(self, number: int) -> int | None:
        """Return the row of the promo with this number."""
        rows = np.flatnonzero(self.numbers == number)
        return int(rows[0]) if len(rows) else None

    def site_by_number(self, number: int) -> ServedSite | None:
        """Return the site with this number."""
        return next((site for site in self.sites.values() if site.number == number), None)

    def fresh_seconds(self, now_ms: int, *, most: int) -> int:
        """Return for how many whole seconds no flight begins or ends, at most `most`."""
        boundaries = self.numbered.boundaries_ms
        at = bisect_right(boundaries, now_ms)
        if at == len(boundaries):
            return most
        return min(most, (boundaries[at] - now_ms) // 1000)


def _sites(numbered: NumberedSnapshot) -> dict[str, ServedSite]:
    return {
        name: ServedSite(site, number=numbered.site_numbers[name])
        for name, site in numbered.snapshot.sites.items()
    }


def _placements(served: ServedSnapshot) -> Places:
    numbers = served.numbered.placement_numbers
    return {
        key: served_placement(plan, number=numbers[key])
        for key, plan in served.tables.plans.items()
    }


def _tables(snapshot: Snapshot, before: ServedSnapshot | None) -> CandidateTables:
    if before is None:
        return CandidateTables(snapshot)
    before.tables.advance(snapshot)
    return before.tables


def _still_right_cards(
    numbered: NumberedSnapshot, before: ServedSnapshot | None
) -> dict[tuple[str, str], ShownCards]:
    """Return the cards of the snapshot before that no change has touched."""
    if before is None or before.numbered.cards_laid_in != numbered.cards_laid_in:
        return {}
    changed_in = numbered.snapshot.promos.changed_in
    changed = np.flatnonzero(changed_in > before.snapshot.number).tolist()
    for shown in before.shown_cards.values():
        shown.go_on(numbered, changed=changed)
    return before.shown_cards

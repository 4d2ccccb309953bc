"""The candidates of an article for an audience, kept for all of its reader classes."""

from dataclasses import dataclass

from recommender.article_pool import ArticlePool
from recommender.findings import Findings, audience_of
from recommender.kept_table import Barring
from recommender.keys import NOTHING
from recommender.lineup import Lineup
from recommender.recently_used import RecentlyUsed
from recommender.visit import Visit


@dataclass(frozen=True, slots=True)
class Frame:
    """Candidates of one snapshot's pool, whoever of the audience reads."""

    pool: ArticlePool
    lineup: Lineup
    barring: Barring
    valid_until_ms: int


class ArticleFrames:
    """A frame for each article and audience; the least recently used give way."""

    def __init__(self, *, most: int) -> None:
        self._frames: RecentlyUsed[Frame] = RecentlyUsed(most)

    def frame(self, visit: Visit, pool: ArticlePool, findings: Findings, *, now_ms: int) -> Frame:
        """Return the pool's promos that the visit's audience may see."""
        key = (visit.article_key, audience_of(visit))
        frame = self._frames.get(key)
        if frame is None or frame.pool is not pool or now_ms >= frame.valid_until_ms:
            frame = self._frames.put(key, _made(visit, pool, findings, now_ms=now_ms))
        return frame


def _made(visit: Visit, pool: ArticlePool, findings: Findings, *, now_ms: int) -> Frame:
    promos, rows = findings.snapshot.promos, pool.lineup.rows
    is_in = findings.allowed_audiences(visit)[promos.audience[rows]]
    is_in &= promos.is_live[rows] & (promos.ends_ms[rows] > now_ms)
    if visit.article_url_key != NOTHING:
        is_in &= promos.url_key[rows] != visit.article_url_key
    valid_until_ms = findings.valid_until_ms(rows[is_in])
    lineup = pool.lineup.among(is_in)
    return Frame(pool, lineup, Barring(lineup), valid_until_ms)

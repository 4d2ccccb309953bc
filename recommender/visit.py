"""One page request as the ranker sees it: an article's vector, a reader, the local hour."""

from dataclasses import dataclass

from recommender.crossed.keyed_features import PageFeatures, keyed_article
from recommender.domain import Article, Reader
from recommender.features import HOURS_PER_BAND, reader_features
from recommender.keys import NOTHING, url_key
from recommender.learned import Floats
from recommender.side_vectors import article_vector
from recommender.snapshot import Snapshot, article_key

ReaderClass = tuple[str | None, str | None, str | None, str | None, bool, int]


@dataclass(frozen=True, slots=True)
class Visit:
    """What is asked for; an article that is not known has neither `vector` nor `crossed`.

    `vector` f32 [d + 1] is the article's, None without a model; `crossed` are its features as an
    online learner takes them.
    """

    article_key: int
    article_url_key: int
    language: str | None
    vector: Floats | None
    reader: Reader
    local_hour: int
    crossed: PageFeatures | None = None

    @property
    def reader_class(self) -> ReaderClass:
        """Return what two readers must share to be offered the same shortlist."""
        reader = self.reader
        band = self.local_hour // HOURS_PER_BAND
        place = (reader.country, reader.region, reader.language)
        return (*place, reader.device, reader.signed_in, band)

    def reader_features(self) -> list[str]:
        """Return the reader's feature names."""
        return list(reader_features(self.reader, local_hour=self.local_hour))


def visit_by_id(
    snapshot: Snapshot, site: str, article: str, *, reader: Reader, local_hour: int
) -> Visit:
    """Return the visit of an article given by id; without a vector if it is not known."""
    return visit_by_key(snapshot, article_key(site, article), reader=reader, local_hour=local_hour)


def visit_by_key(snapshot: Snapshot, key: int, *, reader: Reader, local_hour: int) -> Visit:
    """Return the visit of an article given by its key, likewise."""
    row = snapshot.articles.row_of(key)
    if row is None:
        return Visit(key, NOTHING, None, None, reader, local_hour)
    kept = snapshot.articles
    # A visit may be kept for long: a view would keep the snapshot's file mapped as long.
    vector = kept.vectors[row].copy() if snapshot.learned else None
    language = str(kept.language[row]) or None
    crossed = kept.crossed.row(row)
    return Visit(key, int(kept.url_key[row]), language, vector, reader, local_hour, crossed)


def visit_of_article(
    snapshot: Snapshot, article: Article, *, reader: Reader, local_hour: int
) -> Visit:
    """Return the visit of an article given whole; costs the judging of its text (<= 5 ms)."""
    key, address = article_key(article.site, article.id), url_key(article.url)
    vector = article_vector(article, snapshot.learned) if snapshot.learned else None
    crossed = keyed_article(article)
    return Visit(key, address, article.language, vector, reader, local_hour, crossed)

"""The keeper's table of articles, by ascending key, changed row by row as the catalogue is."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.operational.kept import Kept
from recommender.assembly import CataloguedArticle, article_table
from recommender.domain import Article
from recommender.learned import Learned
from recommender.snapshot import ArticleTable, article_key

CROSSED = ("crossed_keys", "crossed_fields", "crossed_strengths")
COLUMNS = ("key", "version", "url_key", "language", *CROSSED)


class ArticleRows:
    """The articles that workers know without asking; the vectors belong to one model."""

    def __init__(self, kept: Sequence[Kept[Article]], *, learned: Learned | None) -> None:
        self._learned = learned
        self.table = _table(kept, learned)

    def change(self, changed: Sequence[Kept[Article]]) -> None:
        """Take in changed articles; archived ones go."""
        gone = np.array([article_key(each.value.site, each.value.id) for each in changed])
        come = _table([each for each in changed if not each.archived], self._learned)
        stay = ~np.isin(self.table.key, gone)
        order = np.argsort(np.concatenate([self.table.key[stay], come.key]), kind="stable")
        columns = {
            name: np.concatenate([getattr(self.table, name)[stay], getattr(come, name)])[order]
            for name in COLUMNS
        }
        # Without a model no article has a vector: there is no row to keep or to order.
        vectors = self._vectors(come, stay, order=order) if self._learned else come.vectors
        self.table = ArticleTable(**columns, vectors=vectors)

    def _vectors(
        self, come: ArticleTable, stay: NDArray[np.bool_], *, order: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        return np.concatenate([self.table.vectors[stay], come.vectors])[order]


def _table(kept: Sequence[Kept[Article]], learned: Learned | None) -> ArticleTable:
    return article_table([CataloguedArticle(each.value, each.version) for each in kept], learned)

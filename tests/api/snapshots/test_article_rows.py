"""The table of articles follows the catalogue row by row, before and after a first model."""

import numpy as np
import pytest

from api.snapshots.article_rows import ArticleRows
from data.operational.kept import Kept
from recommender.assembly import CataloguedArticle, article_table
from recommender.domain import Article
from recommender.learned import Learned
from recommender.snapshot import article_key
from tests.builders import NOON, an_article
from tests.model_builder import a_learned


def kept(article: Article, *, archived: bool = False) -> Kept[Article]:
    return Kept(
        number=1, version=1, changed_in=1, valid_from=NOON, archived=archived, value=article
    )


@pytest.mark.parametrize("learned", [None, a_learned()])
def test_changes_give_the_table_that_is_built_anew(learned: Learned | None) -> None:
    first, second, third = (an_article(id=name) for name in ("one", "two", "three"))
    changed = an_article(id="one", language="ja", url="https://daily.example/one")
    rows = ArticleRows([kept(first), kept(third)], learned=learned)
    rows.change([kept(changed), kept(second), kept(third, archived=True)])
    expected = article_table([CataloguedArticle(changed, 1), CataloguedArticle(second, 1)], learned)
    for name in ("key", "version", "url_key", "language", "vectors"):
        np.testing.assert_array_equal(getattr(rows.table, name), getattr(expected, name))
    assert rows.table.row_of(article_key("daily", "three")) is None

"""The newsroom: what nobody can have put in is not there, in either database."""

import pytest

from api.pages.newsroom import Newsroom
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.operational.migration import migrate
from tests.builders import a_site, an_article


@pytest.mark.parametrize(
    "identity", ["\0", "daily\0", "'; drop table sites; --", "%00", "x" * 9999]
)
def test_no_id_makes_a_page_fail(database_url: str, identity: str) -> None:
    engine = open_database(database_url)
    migrate(engine)
    catalogue = Catalogue(engine)
    catalogue.sites.put(a_site())
    catalogue.articles.put(an_article())
    newsroom = Newsroom(catalogue)
    assert newsroom.site(identity) is None
    assert newsroom.article("daily", identity) is None
    assert newsroom.article(identity, an_article().id) is None
    engine.dispose()

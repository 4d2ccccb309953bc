"""A visit is of its snapshot, and keeps nothing of it alive."""

from recommender.domain import Reader
from recommender.visit import visit_by_id
from tests.builders import a_promo, an_article
from tests.snapshots import a_model, a_snapshot


def test_a_visit_that_is_kept_does_not_keep_the_vectors_of_all_articles() -> None:
    snapshot = a_snapshot([a_promo()], learned=a_model())
    visit = visit_by_id(snapshot, "daily", an_article().id, reader=Reader(), local_hour=9)
    assert visit.vector is not None
    assert visit.vector.base is None
    assert visit.vector.tolist() == snapshot.articles.vectors[0].tolist()

"""A worker's look-out goes on whatever it meets, and never mixes two keepers' snapshots up."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

from api.snapshots.promo_cards import card_of_json
from api.snapshots.snapshot_rounds import SnapshotRounds
from api.snapshots.snapshot_watch import SnapshotWatch
from data.snapshot_store import SnapshotStore, StoredSnapshot
from recommender.domain import Article
from recommender.snapshot import RankingSettings
from recommender.visit import Visit
from tests.api.served_home import ServedHome, a_served_home
from tests.builders import an_article


class SpoiltOnce(SnapshotStore):
    """A store whose first snapshot fails in a way that nobody has thought of."""

    is_spoilt = True

    def read(self, number: int) -> StoredSnapshot:
        """Fail once."""
        if self.is_spoilt:
            self.is_spoilt = False
            raise RuntimeError("never seen before")
        return super().read(number)


def test_a_failure_that_nobody_thought_of_does_not_end_the_watch(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    store = SpoiltOnce(home.store.folder)
    watch = SnapshotWatch(store)

    async def watched() -> None:
        running = asyncio.create_task(watch.run())
        while watch.served is None and not running.done():
            await asyncio.sleep(0.01)
        running.cancel()

    asyncio.run(watched())
    assert not store.is_spoilt
    assert watch.served is not None


def test_cards_are_right_after_the_folder_was_deleted_and_filled_anew(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    watch = SnapshotWatch(home.store)
    asyncio.run(watch.look())
    assert cards(watch)[:2] == ["story-1", "story-2"]
    rmtree(home.store.folder)
    home.catalogue.promos.delete("story-1")
    a_new_keeper(home).look()
    asyncio.run(watch.look())
    assert cards(watch)[:2] == ["story-2", "story-3"]


def cards(watch: SnapshotWatch) -> list[object]:
    """Return the promos whose cards a page would show, by row; all are remembered."""
    served = watch.served
    assert served is not None
    shown = served.cards("daily", "en")
    found = (shown[row] for row in range(len(served.snapshot.promos)))
    return [card_of_json(card)["promo"] for _, card, _ in found]


def a_new_keeper(home: ServedHome) -> SnapshotRounds:
    """Return the keeper of a server that was started anew on the home, a second later."""
    return SnapshotRounds(
        home.catalogue,
        models=home.models,
        store=SnapshotStore(home.store.folder, clock_seconds=lambda: time.time() + 1),
        settings=RankingSettings(control_share=0, baseline_share=0),
        now=home.clock.now,
    )


def test_a_language_that_discloses_alike_has_no_cards_of_its_own(tmp_path: Path) -> None:
    watch = SnapshotWatch(a_served_home(tmp_path).store)
    asyncio.run(watch.look())
    assert watch.served is not None
    for language in ("en", "ja", "fr", "xx", "aaa"):
        watch.served.cards("daily", language)
    assert watch.served.shown_cards.keys() == {("daily", "en"), ("daily", "ja")}


def test_visit_of_an_article_is_kept_until_an_article_changes(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    watch = SnapshotWatch(home.store)
    article = an_article(url="https://daily.example/harbour")
    before = known_visit(watch, article)
    home.catalogue.promos.delete("story-1")
    assert home.publish()
    assert known_visit(watch, article) is before
    home.catalogue.articles.put(replace(article, url="https://daily.example/moved"))
    assert home.publish()
    assert known_visit(watch, article).article_url_key != before.article_url_key


def known_visit(watch: SnapshotWatch, article: Article) -> Visit:
    """Return nobody's visit of an article in the newest snapshot."""
    asyncio.run(watch.look())
    assert watch.served is not None
    visit = watch.served.known_visit(article.site, article.id)
    assert visit is not None
    return visit


def test_article_that_nobody_knows_is_not_remembered(tmp_path: Path) -> None:
    watch = SnapshotWatch(a_served_home(tmp_path).store)
    asyncio.run(watch.look())
    assert watch.served is not None
    assert watch.served.known_visit("daily", "unheard-of") is None
    assert not watch.served.visits

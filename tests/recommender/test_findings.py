"""Findings are remembered while there is room, and right whether they are or not."""

from string import ascii_uppercase

from recommender.domain import Reader
from recommender.findings import Findings
from recommender.last_changes import changes_of
from recommender.visit import visit_by_id
from tests.builders import NOON, a_promo, an_article
from tests.snapshots import a_snapshot

NOW_MS = int(NOON.timestamp() * 1000)


def test_any_number_of_audiences_fits() -> None:
    promos = [a_promo(id=f"p{at}", countries=("JP",) if at % 2 else ()) for at in range(10)]
    snapshot = a_snapshot(promos)
    findings = Findings(snapshot, changes=changes_of(snapshot), most_rows=50)
    for region in (None, "13", *ascii_uppercase):
        for country, eligible in (("JP", 10), ("NO", 5)):
            reader = Reader(country=country, region=region)
            one = visit_by_id(snapshot, "daily", an_article().id, reader=reader, local_hour=9)
            assert len(findings.eligible_rows(one, now_ms=NOW_MS)) == eligible
    assert findings.remembered < 10

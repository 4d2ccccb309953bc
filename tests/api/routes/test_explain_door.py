"""What would be shown, from what scores, and for each other promo its reason."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import log
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.slots.explained_shape import ExplainedPlacementShape, ExplainedShape
from data.operational.api_keys import Scope
from recommender.domain import Arm, Reason, Rung
from tests.api.routes.keyed import a_key
from tests.api.served_home import ServedHome, a_served_home, some_promos
from tests.builders import a_promo, an_article
from tests.model_builder import a_learned

ASK = "site=daily&article=2026/11/02/harbour&placement=footer"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> ServedHome:
    left = [
        a_promo(id="paused", paused=True),
        a_promo(id="early", starts_at=datetime.now(UTC) + timedelta(days=9)),
        a_promo(id="late", ends_at=LONG_AGO),
        a_promo(id="abroad", countries=("NO",)),
        a_promo(id='sla/sh "quoted"', paused=True),
    ]
    folder = tmp_path_factory.mktemp("home")
    return a_served_home(folder, promos=some_promos() + left, learned=a_learned())


@pytest.fixture(scope="module")
def client(home: ServedHome) -> Iterator[TestClient]:
    with home.client() as client:
        yield client


def explain(client: TestClient, home: ServedHome, query: str = ASK, **of_key: Any) -> Any:
    return client.get(f"/v1/explain?{query}", headers=a_key(home, Scope.CATALOGUE, **of_key))


def explained(client: TestClient, home: ServedHome, query: str = ASK) -> ExplainedShape:
    response = explain(client, home, query)
    assert response.status_code == 200, response.text
    return ExplainedShape.model_validate_json(response.content)


def promos_of(placement: ExplainedPlacementShape) -> list[str]:
    return [slot.promo for slot in placement.slots] + list(placement.left_out)


def test_every_promo_stands_in_a_slot_or_has_its_reason(
    client: TestClient, home: ServedHome
) -> None:
    told = explained(client, home, ASK + "&country=JP")
    assert (told.arm, told.rung, told.is_article_known) == (Arm.LEARNED, Rung.LEARNED, True)
    footer = told.placements["footer"]
    every = [kept.value.id for kept in home.catalogue.promos.all()]
    assert sorted(promos_of(footer)) == sorted(every)
    reasons = footer.left_out
    assert reasons["paused"] is reasons['sla/sh "quoted"'] is Reason.PAUSED
    assert reasons["early"] is Reason.BEFORE_FLIGHT
    assert reasons["late"] is Reason.AFTER_FLIGHT
    assert reasons["abroad"] is Reason.COUNTRY
    assert set(reasons.values()) > {Reason.NOT_DRAWN}


def test_scores_are_told_in_their_parts(client: TestClient, home: ServedHome) -> None:
    footer = explained(client, home).placements["footer"]
    assert [slot.position for slot in footer.slots] == [0, 1, 2, 3]
    for each in [*footer.slots, *footer.candidates]:
        parts = log(each.click_rate * each.value_micros) + each.optimism
        assert each.score == pytest.approx(parts)
    assert all(0 < slot.propensity <= 1 for slot in footer.slots)
    scores = [each.score for each in footer.candidates]
    assert scores == sorted(scores, reverse=True)
    values = {each.promo: each.value_micros for each in [*footer.slots, *footer.candidates]}
    assert values["offer-3"] == 5_000_000


def test_a_promo_elsewhere_on_the_page_is_told_so(client: TestClient, home: ServedHome) -> None:
    query = "site=daily&article=2026/11/02/harbour&placement=in-article&placement=footer"
    told = explained(client, home, query)
    (first,) = told.placements["in-article"].slots
    assert told.placements["footer"].left_out[first.promo] is Reason.ON_PAGE


@pytest.mark.parametrize("arm", list(Arm))
def test_the_baseline_takes_the_best_and_every_arm_can_be_told(
    client: TestClient, home: ServedHome, arm: Arm
) -> None:
    told = explained(client, home, f"{ASK}&arm={arm.value}&preview=false")
    assert told.arm is arm
    footer = told.placements["footer"]
    if arm is Arm.BASELINE:
        assert [slot.propensity for slot in footer.slots] == [1.0] * 4


def test_an_article_that_no_snapshot_knows_yet_is_judged_from_the_catalogue(
    client: TestClient, home: ServedHome
) -> None:
    home.catalogue.articles.put(an_article(id="just/put", title="The sea"))
    told = explained(client, home, "site=daily&article=just/put&placement=footer")
    assert (told.is_article_known, told.rung) == (True, Rung.LEARNED)
    unheard = explained(client, home, "site=daily&article=unheard&placement=footer")
    assert (unheard.is_article_known, unheard.rung) == (False, Rung.PRIOR)


def test_an_unknown_placement_is_told_so(client: TestClient, home: ServedHome) -> None:
    told = explained(client, home, "site=daily&article=a&placement=nowhere")
    (empty,) = told.placements["nowhere"].unfilled
    assert empty.reason is Reason.UNKNOWN_PLACEMENT


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("site=daily&article=a", 422),
        (ASK + "&arm=best", 422),
        (ASK + "&device=toaster", 422),
        (ASK + "&placement=footer", 422),
        ("site=a%00&article=a&placement=footer", 422),
        ("site=%ff&article=a&placement=footer", 400),
        ("site=nowhere&article=a&placement=footer", 404),
    ],
)
def test_bad_questions_are_problems(
    client: TestClient, home: ServedHome, query: str, status: int
) -> None:
    response = explain(client, home, query)
    assert response.status_code == response.json()["status"] == status
    assert response.headers["content-type"] == "application/problem+json"


def test_a_key_of_the_site_and_of_a_right_scope_is_needed(
    client: TestClient, home: ServedHome
) -> None:
    address = f"/v1/explain?{ASK}"
    assert client.get(address).status_code == 401
    assert client.get(address, headers=a_key(home, Scope.REPORTS)).status_code == 403
    assert client.get(address, headers=a_key(home, Scope.MODELS, site="blog")).status_code == 403
    for scope in (Scope.MODELS, Scope.CATALOGUE, Scope.ADMIN):
        assert client.get(address, headers=a_key(home, scope, site="daily")).status_code == 200


def test_without_a_snapshot_nothing_can_be_explained(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    for path in home.store.folder.iterdir():
        path.unlink()
    with home.client() as client:
        response = explain(client, home)
    assert response.status_code == 503
    assert "/readyz" in response.json()["detail"]


def test_without_a_model_the_catalogues_order_is_told(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    with home.client() as client:
        told = explained(client, home)
    assert (told.model, told.rung) == (None, Rung.ORDER)
    assert len(promos_of(told.placements["footer"])) == 9

"""Whatever is sent to the keep-doors, they answer clearly: never with a failure of ours."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from data.operational.api_keys import Scope
from tests.api.keep_app import PROMO, KeepApp, a_keep_app

QUICK = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
PLURALS = ("sites", "sources", "articles", "promos", "placements")
OF_A_SITE = ("articles", "placements")
KEEP_OPERATIONS = [
    (f"/v1/{plural}", method) for plural in PLURALS for method in ("GET", "POST")
] + [
    (f"/v1/{plural}/{'{site}/' if plural in OF_A_SITE else ''}{{id}}", method)
    for plural in PLURALS
    for method in ("GET", "PUT", "DELETE")
]
RIGHT, WRONG = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# Half surrogate pairs and control characters too.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    "id site kind title url image starts_at ends_at value_micros rules countries languages regions"
    " topics slots layout time_zone origins".split()
)
RULES = st.dictionaries(
    st.sampled_from(["minimum_per_kind", "maximum_per_kind", "maximum_per_source", "x"]), ANY_JSON
)
NEARLY_RIGHT = st.dictionaries(FIELDS, ANY_JSON | RULES, max_size=4).map(
    lambda found: {"slots": 3, **PROMO, **found}
)


@pytest.fixture(scope="module")
def keep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeepApp]:
    app = a_keep_app(f"sqlite:///{tmp_path_factory.mktemp('fuzzing') / 'chirashi.db'}")
    yield app
    app.engine.dispose()


@QUICK
@given(plural=st.sampled_from(PLURALS), content=ANY_JSON | NEARLY_RIGHT)
def test_any_json_is_kept_or_refused(keep: KeepApp, plural: str, content: Any) -> None:
    answer = keep.client.put(f"/v1/{plural}/daily/x", content=json.dumps(content))
    assert answer.status_code in (200, 201, 400, 422)
    if answer.status_code < 300:
        assert keep.client.get(f"/v1/{plural}/daily/x").json() == answer.json()


@QUICK
@given(body=st.binary(max_size=300))
def test_any_bytes_are_malformed_or_invalid(keep: KeepApp, body: bytes) -> None:
    assert keep.client.put("/v1/promos/x", content=body).status_code in (400, 422)


@QUICK
@given(
    plural=st.sampled_from(PLURALS),
    rows=st.lists(ANY_JSON | NEARLY_RIGHT, max_size=5),
    noise=st.binary(max_size=40),
)
def test_any_lines_have_a_verdict_each(
    keep: KeepApp, plural: str, rows: list[Any], noise: bytes
) -> None:
    lines = [json.dumps(row).encode() for row in rows] + [noise.replace(b"\n", b" ")]
    headers = {"Content-Type": "application/x-ndjson"}
    answer = keep.client.post(f"/v1/{plural}", content=b"\n".join(lines), headers=headers)
    assert answer.status_code == 200
    assert len(answer.text.splitlines()) == sum(1 for line in lines if line.strip())


@QUICK
@given(
    plural=st.sampled_from(PLURALS),
    header=st.lists(FIELDS | ANY_TEXT, max_size=5),
    body=st.text(max_size=80),
)
def test_any_csv_has_verdicts_or_is_malformed(
    keep: KeepApp, plural: str, header: list[str], body: str
) -> None:
    content = (",".join(header) + "\n" + body).encode("utf-8", "surrogatepass")
    headers = {"Content-Type": "text/csv"}
    answer = keep.client.post(f"/v1/{plural}", content=content, headers=headers)
    assert answer.status_code in (200, 400)


@QUICK
@given(identity=st.text(min_size=1, max_size=30), tag=st.text(st.characters(codec="latin-1")))
def test_any_id_and_any_tag_are_answered(keep: KeepApp, identity: str, tag: str) -> None:
    path = f"/v1/promos/{quote(identity, safe='')}"
    headers = {"If-Match": tag.encode("latin-1"), "If-None-Match": tag.encode("latin-1")}
    assert keep.client.get(path, headers=headers).status_code in (304, 404, 422)
    assert keep.client.put(path, json=PROMO, headers=headers).status_code in (404, 412, 422)
    created = keep.client.put(path, json=PROMO)
    if created.status_code in (200, 201):
        assert keep.client.get(path).json()["id"] == identity
    assert keep.client.delete(path).status_code in (204, 404, 422)


CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def documented(keep: KeepApp) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", keep.app)


@pytest.mark.parametrize(("path", "method"), KEEP_OPERATIONS)
@settings(QUICK, max_examples=12)
@given(data=st.data())
def test_doors_answer_as_documented(
    keep: KeepApp, documented: Any, path: str, method: str, data: st.DataObject
) -> None:
    case = data.draw(documented[path][method].as_strategy(generation_mode=RIGHT))
    headers = {"Authorization": keep.client.headers["Authorization"]}
    case.call_and_validate(headers=headers, checks=CHECKS)


@pytest.mark.parametrize(("path", "method"), KEEP_OPERATIONS)
@settings(QUICK, max_examples=12)
@given(data=st.data())
def test_wrong_requests_are_refused_as_documented(
    keep: KeepApp, documented: Any, path: str, method: str, data: st.DataObject
) -> None:
    case = data.draw(documented[path][method].as_strategy(generation_mode=WRONG))
    headers = {"Authorization": keep.client.headers["Authorization"]}
    case.call_and_validate(headers=headers, checks=CHECKS)


NO_KEYS = [None, "", "Bearer", "Bearer x", "Bearer " + "é" * 40, "Basic eDp5", "of reports"]


@pytest.mark.parametrize(("path", "method"), KEEP_OPERATIONS)
@settings(QUICK, max_examples=12)
@given(data=st.data(), key=st.sampled_from(NO_KEYS))
def test_without_a_key_of_the_catalogue_every_door_is_shut(
    keep: KeepApp, documented: Any, path: str, method: str, data: st.DataObject, key: str | None
) -> None:
    case = data.draw(documented[path][method].as_strategy(generation_mode=RIGHT))
    case.headers.pop("Authorization", None)
    if key == "of reports":
        key = keep.client_with(Scope.REPORTS).headers["Authorization"]
    headers = {} if key is None else {"Authorization": key}
    answer = case.call_and_validate(headers=headers, checks=CHECKS)
    assert answer.status_code in (401, 403)


@pytest.mark.parametrize(("path", "method"), KEEP_OPERATIONS)
@settings(QUICK, max_examples=12)
@given(data=st.data())
def test_a_key_of_another_site_changes_nothing(
    keep: KeepApp, documented: Any, path: str, method: str, data: st.DataObject
) -> None:
    case = data.draw(documented[path][method].as_strategy(generation_mode=RIGHT))
    foreign, before = keep.client_with(Scope.CATALOGUE, site="other"), keep.catalogue.version()
    headers = {"Authorization": foreign.headers["Authorization"]}
    case.call_and_validate(headers=headers, checks=CHECKS)
    assert keep.catalogue.version() == before

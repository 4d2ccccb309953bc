"""Bulk doors judge each row by itself and keep every good one."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from data.operational.api_keys import Scope
from tests.api.keep_app import PROMO, KeepApp, a_keep_app
from tests.builders import a_promo, a_site


@pytest.fixture
def keep(database_url: str) -> Iterator[KeepApp]:
    app = a_keep_app(database_url)
    yield app
    app.engine.dispose()


def send(client: Any, path: str, body: bytes | str, *, media_type: str) -> list[dict[str, Any]]:
    """Return the verdicts of a bulk."""
    content = body.encode() if isinstance(body, str) else body
    answer = client.post(path, content=content, headers={"Content-Type": media_type})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def ndjson(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_each_row_has_its_verdict_and_the_good_ones_are_kept(keep: KeepApp) -> None:
    keep.catalogue.promos.put(a_promo(id="known", title="Old"))
    body = (
        ndjson({"id": "new/1", **PROMO}, {"id": "known", **PROMO})
        + "{broken\n\n[1]\n"
        + ndjson({"id": "bad", **PROMO, "url": "ftp://x", "value_micros": -1})
        + ndjson({"id": "new/1", **PROMO})
        + '{"id": "\\ud800"}\n'
        + json.dumps({"id": "last", **PROMO})
    )
    verdicts = send(keep.client, "/v1/promos", body, media_type="application/x-ndjson")
    assert [(each["row"], each.get("id"), each["verdict"]) for each in verdicts] == [
        (1, "new/1", "created"),
        (2, "known", "updated"),
        (3, None, "rejected"),
        (5, None, "rejected"),
        (6, "bad", "rejected"),
        (7, "new/1", "unchanged"),
        (8, "\ud800", "rejected"),
        (9, "last", "created"),
    ]
    assert [each["pointer"] for each in verdicts[4]["errors"]] == ["/url", "/value_micros"]
    assert "errors" not in verdicts[0]
    assert {kept.value.id for kept in keep.catalogue.promos.all()} == {"new/1", "known", "last"}


def test_csv_has_lists_parted_by_bars_and_empty_for_none(keep: KeepApp) -> None:
    body = (
        "\ufeffid,kind,title,source,url,sponsored,value_micros,countries,summary,starts_at\r\n"
        'a,offer,"Ribs, ""hot""",ribs,https://r.example/1,TRUE,250000,jp|KR,"Two\nlines",\r\n'
        "b,story,Plain,blog,https://b.example/1,,,,,2026-11-02T12:00:00+09:00\r\n"
    )
    verdicts = send(keep.client, "/v1/promos", body, media_type="text/csv; charset=utf-8")
    assert [each["verdict"] for each in verdicts] == ["rejected", "created"]
    assert verdicts[0]["errors"][0]["pointer"] == "/summary"
    again = body.replace("Two\nlines", "Two lines")
    verdicts = send(keep.client, "/v1/promos", again, media_type="text/csv")
    assert [each["verdict"] for each in verdicts] == ["created", "unchanged"]
    ribs = keep.catalogue.promos.get("a").value
    assert (ribs.title, ribs.sponsored, ribs.value_micros) == ('Ribs, "hot"', True, 250_000)
    assert (ribs.countries, ribs.starts_at) == (("JP", "KR"), None)


def test_csv_rows_are_numbered_as_a_spreadsheet_shows_them(keep: KeepApp) -> None:
    row = 'a,offer,"Two\nlines",ribs,https://r.example/1\n'
    body = f"id,kind,title,source,url\n{row}\n\n{row}"
    verdicts = send(keep.client, "/v1/promos", body, media_type="text/csv")
    assert [each["row"] for each in verdicts] == [2, 5]


def test_csv_columns_may_name_rules(keep: KeepApp) -> None:
    header = "site,id,slots,rules.minimum_per_kind.offer,rules.maximum_per_source\n"
    body = header + "daily,footer,12,2,3\ndaily,tight,1,2,\ndaily,wrong,many,,x\n"
    verdicts = send(keep.client, "/v1/placements", body, media_type="text/csv")
    assert [each["verdict"] for each in verdicts] == ["created", "rejected", "rejected"]
    assert verdicts[1]["errors"][0]["pointer"] == "/rules/minimum_per_kind"
    places = [each["pointer"] for each in verdicts[2]["errors"]]
    assert places == ["/slots", "/rules/maximum_per_source"]
    rules = keep.catalogue.placements.get("daily", "footer").value.rules
    assert (rules.minimum_per_kind, rules.maximum_per_source) == ({"offer": 2}, 3)


def test_csv_rows_that_cannot_be_read_stop_no_other(keep: KeepApp) -> None:
    header = b"id,kind,title,source,url,colour,kind.x\n"
    rows = [
        b"a,story,T,blog,https://b.example/1\n",
        b"b,story,T,blog,https://b.example/1,,,,too many\n",
        b"c,story,\xff\xfe,blog,https://b.example/1\n",
        b"d,story,T,blog,https://b.example/1,red\n",
        b"e,story,N\x00L,blog,https://b.example/1\n",
        b"f,story,T,blog,https://b.example/1,,y\n",
        b"g,story," + b"x" * 300_000 + b",blog,https://b.example/1\n",
        b"h,story,T,blog,https://b.example/1\n",
        b'i,story,"never closed,blog,https://b.example/1\n',
    ]
    verdicts = send(keep.client, "/v1/promos", header + b"".join(rows), media_type="text/csv")
    expected = ["created", *["rejected"] * 6, "created", "rejected"]
    assert [each["verdict"] for each in verdicts] == expected
    places = [each["errors"][0]["pointer"] for each in verdicts if "errors" in each]
    assert places == ["", "/title", "/colour", "/title", "/kind.x", "", ""]


def test_an_overlong_row_is_rejected_and_the_next_one_kept(keep: KeepApp) -> None:
    long = json.dumps({"id": "long", **PROMO, "summary": "x" * 600_000})
    body = long + "\n" + ndjson({"id": "short", **PROMO})
    verdicts = send(keep.client, "/v1/promos", body, media_type="application/x-ndjson")
    assert [each["verdict"] for each in verdicts] == ["rejected", "created"]
    assert verdicts[0]["errors"] == [{"pointer": "", "detail": "a row must be under 256 KiB"}]


def test_rows_of_unknown_and_foreign_sites_are_rejected(keep: KeepApp) -> None:
    keep.catalogue.sites.put(a_site(id="blog"))
    client = keep.client_with(Scope.CATALOGUE, site="blog")
    rows = [{"site": "blog", "id": "a"}, {"site": "daily", "id": "a"}, {"site": "blog", "id": "b"}]
    verdicts = send(client, "/v1/articles", ndjson(*rows), media_type="application/x-ndjson")
    assert [each["verdict"] for each in verdicts] == ["created", "rejected", "created"]
    assert verdicts[1]["errors"][0] == {
        "pointer": "/site",
        "detail": "this API key is for another site",
    }
    nowhere = ndjson({"site": "nowhere", "id": "a"})
    (verdict,) = send(keep.client, "/v1/articles", nowhere, media_type="application/x-ndjson")
    assert verdict["errors"][0]["detail"] == "no site is known as 'nowhere'"


def test_many_rows_come_back_in_their_order(keep: KeepApp) -> None:
    rows = [{"id": f"p{number}", **PROMO, "paused": number % 7 or True} for number in range(1300)]
    verdicts = send(keep.client, "/v1/promos", ndjson(*rows), media_type="application/jsonl")
    assert [each["row"] for each in verdicts] == list(range(1, 1301))
    expected = ["created" if row["paused"] is True else "rejected" for row in rows]
    assert [each["verdict"] for each in verdicts] == expected

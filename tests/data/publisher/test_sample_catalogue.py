"""Sample rows are domain values whose dates are counted from now."""

import json
from datetime import timedelta
from pathlib import Path

from data.publisher.sample_catalogue import read_samples
from recommender.domain import Layout, Rules
from tests.data.publisher.small_publisher import NOW


def write(folder: Path, name: str, *rows: dict[str, object]) -> None:
    """Write an NDJSON file of samples."""
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / name).write_text(text + "\n", encoding="utf-8")


def test_counts_dates_from_now(tmp_path: Path) -> None:
    dates = {"published_hours_ago": 5, "starts_hours_ago": 48, "ends_in_hours": 1.5}
    row = {"id": "p", "kind": "offer", "title": "題", "source": "s", "url": "https://s.example/"}
    write(tmp_path, "promos.ndjson", row | dates | {"topics": ["sake"]})
    (promo,) = read_samples(NOW, folder=tmp_path).promos
    assert promo.published_at == NOW - timedelta(hours=5)
    assert promo.starts_at == NOW - timedelta(days=2)
    assert promo.ends_at == NOW + timedelta(minutes=90)
    assert promo.topics == ("sake",)


def test_reads_the_parts_of_a_noun_by_file_name(tmp_path: Path) -> None:
    write(tmp_path, "articles-world.ndjson", {"site": "daily", "id": "b"})
    write(tmp_path, "articles-food.ndjson", {"site": "daily", "id": "a"})
    assert [each.id for each in read_samples(NOW, folder=tmp_path).articles] == ["a", "b"]


def test_reads_placements_with_their_rules(tmp_path: Path) -> None:
    rules = {"minimum_per_kind": {"offer": 2}, "maximum_per_source": 3}
    row = {"site": "daily", "id": "footer", "slots": 12, "layout": "grid", "rules": rules}
    write(tmp_path, "placements.ndjson", row)
    (placement,) = read_samples(NOW, folder=tmp_path).placements
    assert placement.layout is Layout.GRID
    assert placement.rules == Rules(minimum_per_kind={"offer": 2}, maximum_per_source=3)

"""The chart shows each model's stretch of time, and is empty before anybody came."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from api.visiting.learning_chart import learning_svg
from tests.data.publisher.small_publisher import NOW


def worth(mean: float, pages: int = 40) -> dict[str, Any]:
    return {"pages": pages, "total": mean * pages, "squares": (mean**2 + 0.1) * pages}


def a_stretch(seconds: int, **by_model: float) -> str:
    served = [{"arm": "learned", "model": model, **worth(mean)} for model, mean in by_model.items()]
    served.append({"arm": "control", "model": "", **worth(0.3, pages=4)})
    at = (NOW + timedelta(seconds=seconds)).isoformat()
    references = {"random": worth(0.3), "best": worth(0.9)}
    return json.dumps({"at": at, "served": served, **references}) + "\n"


def test_every_model_is_named(tmp_path: Path) -> None:
    record = tmp_path / "record.ndjson"
    lines = [a_stretch(n, first=0.4) for n in range(0, 60, 5)]
    lines += [a_stretch(n, second=0.6) for n in range(60, 120, 5)]
    record.write_text("".join(lines))
    svg = learning_svg(record)
    assert svg.startswith("<svg")
    for name in ("first", "second", "best possible", "random", "expected clicks a view"):
        assert f">{name}<" in svg


def test_pages_without_a_model_are_named_so(tmp_path: Path) -> None:
    record = tmp_path / "record.ndjson"
    record.write_text(a_stretch(0, **{"": 0.4}) + a_stretch(40, **{"": 0.4}))
    assert ">no model yet<" in learning_svg(record)


def test_before_anybody_came_there_is_no_chart(tmp_path: Path) -> None:
    assert learning_svg(tmp_path / "none.ndjson") == ""

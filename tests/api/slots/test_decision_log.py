"""What is noted of a decision is what its answer said; what is only looked at is not noted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.slots import decider
from data.inbox.inbox_reading import inboxes
from data.inbox.noted_decisions import UnpackedGroup, unpacked_group
from data.inbox.packed import ARMS, ORIGINS, REASONS, RUNGS
from recommender.domain import Arm, Reason
from recommender.snapshot import article_key
from tests.api.served_home import ServedHome, a_learned_home

ASK = {
    "site": "daily",
    "article": "2026/11/02/harbour",
    "placements": [{"id": "in-article"}, {"id": "footer"}],
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[ServedHome]:
    """Return a home that serves by a model."""
    return a_learned_home(tmp_path)


def asked(home: ServedHome, **changes: Any) -> dict[str, Any]:
    """Ask once, stop the worker, and return the answer."""
    with home.client() as client:
        answer: dict[str, Any] = client.post("/v1/slots", json=ASK | changes).json()
    return answer


def noted(home: ServedHome) -> list[UnpackedGroup]:
    """Return all groups of decisions on the disk."""
    return [
        unpacked_group(row.body)
        for inbox in inboxes(Path(home.values["CHIRASHI_HOME"]) / "inboxes")
        for row in inbox.rows("decisions", through=2**62, limit=100)
    ]


def test_a_stopped_worker_has_noted_what_it_answered(home: ServedHome) -> None:
    answer = asked(home)
    (group,) = noted(home)
    (head,) = group.heads
    assert ARMS[head["flags"] >> 1 & 3] == answer["arm"]
    assert RUNGS[head["flags"] >> 3 & 3] == answer["rung"]
    assert ORIGINS[head["flags"] >> 5 & 3] == "browser"
    assert head["article"] == article_key("daily", "2026/11/02/harbour")
    assert head["article_version"] == 1
    filled = group.slots[group.slots["promo"] > 0]
    told = [slot for each in answer["placements"].values() for slot in each["slots"]]
    assert filled["position"].tolist() == [slot["position"] for slot in told]
    numbers = {kept.value.id: kept.number for kept in home.catalogue.promos.all()}
    assert filled["promo"].tolist() == [numbers[slot["promo"]] for slot in told]
    assert set(filled["promo_version"].tolist()) == {1}
    assert ((filled["propensity"] > 0) & (filled["propensity"] <= 1)).all()
    assert (filled["candidates"] >= len(told)).all()
    assert not group.articles


def test_empty_slots_are_noted_with_their_reason(home: ServedHome) -> None:
    for kept in list(home.catalogue.promos.all())[2:]:
        home.catalogue.promos.delete(kept.value.id)
    home.publish()
    answer = asked(home)
    (group,) = noted(home)
    empty = group.slots[group.slots["promo"] == 0]
    told = [each for place in answer["placements"].values() for each in place["unfilled"]]
    assert told, "the home has fewer promos than slots"
    assert [REASONS[slot["forced"]] for slot in empty] == [Reason(each["reason"]) for each in told]


def test_an_article_that_nobody_knows_is_noted_by_name(home: ServedHome) -> None:
    asked(home, article="some/other")
    (group,) = noted(home)
    assert group.heads["article_version"].tolist() == [0]
    assert group.articles == [(article_key("daily", "some/other"), "daily", "some/other")]


def test_a_preview_is_not_noted(home: ServedHome) -> None:
    asked(home, preview=True)
    assert noted(home) == []


def test_candidates_give_each_first_propensity_exactly(
    home: ServedHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decider, "LOOKED_AT_CLOSELY", EveryByte())
    monkeypatch.setattr(decider, "assign_arm", lambda *_: Arm.LEARNED)
    answer = asked(home, placements=[{"id": "footer"}])
    (group,) = noted(home)
    (row,) = group.candidates
    assert row["decision"] == answer["decision"]
    weights = dict(zip(row["promos"], row["weights"], strict=True))
    first = group.slots[0]
    assert first["propensity"] == weights[int(first["promo"])] / np.sum(row["weights"])


class EveryByte:
    """Equals whatever the last byte of an id is."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int)

    __hash__ = None  # type: ignore[assignment]

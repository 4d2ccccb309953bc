"""Whatever is put and deleted in whatever order: numbers stay, versions count, changes are told."""

import tempfile
from collections import defaultdict
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from data.operational.catalogue import Catalogue, open_catalogue
from recommender.domain import Promo
from recommender.errors import NotFound
from tests.builders import a_promo

IDS = ("a", "b/c", "d")
PROMOS = st.builds(
    lambda identity, title: a_promo(id=identity, title=title),
    st.sampled_from(IDS),
    st.sampled_from(["One", "Two"]),
)
STEPS = st.lists(st.lists(PROMOS, min_size=1, max_size=4) | st.sampled_from(IDS), max_size=12)
# Every state that an id has had, None where it was archived.
Histories = defaultdict[str, list[Promo | None]]


@settings(max_examples=20)
@given(steps=STEPS)
def test_every_history_is_kept_and_every_change_told(steps: list[list[Promo] | str]) -> None:
    histories: Histories = defaultdict(list)
    readers: list[tuple[int, set[str]]] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        open_catalogue(f"sqlite:///{Path(folder) / 'chirashi.db'}") as catalogue,
    ):
        for step in steps:
            readers.append((catalogue.version(), set()))
            changed = _take(catalogue, step, histories=histories)
            for _, not_yet_told in readers:
                not_yet_told |= changed
        _check_histories(catalogue, histories)
        for version, not_yet_told in readers:
            told = catalogue.promos_changed_since(version)
            assert {each.value.id for each in told} == not_yet_told
        assert catalogue.promos_changed_since(catalogue.version()) == []


def _take(catalogue: Catalogue, step: list[Promo] | str, *, histories: Histories) -> set[str]:
    """Do a step and return the ids that it changes."""
    if isinstance(step, list):
        catalogue.promos.put_many(step)
        return {promo.id for promo in step if _is_new(promo, histories[promo.id])}
    try:
        catalogue.promos.delete(step)
    except NotFound:
        assert not histories[step] or histories[step][-1] is None
        return set()
    histories[step].append(None)
    return {step}


def _is_new(promo: Promo, history: list[Promo | None]) -> bool:
    if history and history[-1] == promo:
        return False
    history.append(promo)
    return True


def _check_histories(catalogue: Catalogue, histories: Histories) -> None:
    had = {identity: history for identity, history in histories.items() if history}
    for identity, history in had.items():
        found = catalogue.promos.versions(identity)
        assert [None if each.archived else each.value for each in found] == history
        assert [each.version for each in found] == list(range(1, len(history) + 1))
        assert len({each.number for each in found}) == 1
    live = {identity for identity, history in had.items() if history[-1] is not None}
    assert {each.value.id for each in catalogue.promos.all()} == live

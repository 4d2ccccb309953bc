"""Cards: encoded once, JSON again when filled, whatever the words."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.snapshots.card_shelf import CardShelf, StoredCards
from api.snapshots.promo_cards import PAID_REL, card_of_json, encoded_card, filled_card
from recommender.domain import Promo
from tests.builders import a_promo

words = st.text(st.characters(codec="utf-8", exclude_characters="\0\x01"), min_size=1, max_size=20)
maybe = st.none() | words


def filled(promo: Promo, *, language: str = "en") -> Any:
    return card_of_json(
        filled_card(encoded_card(promo, source_name="S"), site="daily", language=language)
    )


def test_a_paid_card_is_labelled_and_an_own_one_is_not() -> None:
    paid = filled(a_promo(sponsored=True))
    assert (paid["disclosure"], paid["rel"], paid["sponsored"]) == ("Sponsored", PAID_REL, True)
    assert filled(a_promo(sponsored=True), language="ja")["disclosure"] == "広告"
    assert filled(a_promo(sponsored=True), language="fr")["disclosure"] == "Sponsored"
    own = filled(a_promo())
    assert (own["disclosure"], own["rel"], own["sponsored"]) == (None, "noopener", False)


@given(words, maybe, maybe, maybe, words)
def test_any_words_come_back_from_the_json(
    title: str, summary: str | None, label: str | None, call: str | None, identity: str
) -> None:
    promo = a_promo(
        id=identity,
        title=title,
        summary=summary,
        label=label,
        call_to_action=call,
        sponsored=True,
        url="https://blog.example/x",
    )
    card = filled(promo)
    assert (card["promo"], card["title"], card["summary"]) == (identity, title, summary)
    assert (card["label"], card["call_to_action"], card["source"]) == (label, call, "S")
    assert card["url"].startswith("https://blog.example/x?utm_medium=promo&utm_campaign=")


def test_a_card_joins_to_a_slot_with_its_token() -> None:
    card = filled_card(encoded_card(a_promo(), source_name="S"), site="daily", language="en")
    slot = json.loads(b'{"position":7' + card + b'TOKEN","token":"TOKEN"}')
    assert (slot["position"], slot["token"], slot["click_url"]) == (7, "TOKEN", "/v1/click/TOKEN")


changes = st.lists(
    st.dictionaries(st.integers(0, 9), st.binary(max_size=9), max_size=4), max_size=6
)


@given(st.lists(st.binary(max_size=9), min_size=1, max_size=8), changes)
def test_the_shelf_gives_back_the_last_card_put_at_each_row(
    cards: list[bytes], changes: list[dict[int, bytes]]
) -> None:
    shelf, expected = CardShelf(cards), list(cards)
    for change in changes:
        known = {row: card for row, card in change.items() if row < len(expected)}
        known[len(expected)] = b"new"
        shelf.replace(known)
        expected.append(b"")
        for row, card in known.items():
            expected[row] = card
    arrays, blobs = shelf.arrays(), shelf.blobs()
    stored = StoredCards(
        arrays["cards.start"], arrays["cards.length"], blobs["cards.base"], blobs["cards.added"]
    )
    assert [stored.card(row) for row in range(len(expected))] == expected


def test_many_changes_are_joined_into_a_new_base() -> None:
    shelf = CardShelf([b"a", b"b"])
    for _ in range(3):
        shelf.replace({0: b"x" * 600_000})
    blobs, arrays = shelf.blobs(), shelf.arrays()
    assert len(blobs["cards.added"]) <= 1 << 20
    stored = StoredCards(
        arrays["cards.start"], arrays["cards.length"], blobs["cards.base"], blobs["cards.added"]
    )
    assert stored.card(0) == b"x" * 600_000
    assert stored.card(1) == b"b"

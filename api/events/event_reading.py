"""From the JSON of events to packed records, with a verdict on each; one bad one spoils no other.

A token is verified and judged once in a body, however many events name it.
"""

from collections.abc import Iterable, Sequence
from json import dumps
from typing import Any, NamedTuple

from api.events.event_times import unix_ms
from api.events.invalid_traffic import COUNTS, Telling, TrafficJudge
from api.tokens.slot_tokens import SigningKeys
from api.tokens.token_reading import SlotToken, read_token
from data.inbox.packed import EVENT_END, EVENTS, WAYS, view_digest
from recommender.errors import Invalid, InvalidToken

ACCEPTED = b'{"status":"accepted"}'
LONGEST_VIEW_ID = 200
_KINDS = {kind.value: at for at, kind in enumerate(EVENTS)}
_KIND_NAMES = ", ".join(_KINDS)


class TokenMemory:
    """The tokens of one body, each verified once."""

    def __init__(self, keys: SigningKeys) -> None:
        self._keys = keys
        self._read: dict[str, SlotToken | InvalidToken] = {}

    def slot(self, text: str) -> SlotToken:
        """Return what a token says. Raises InvalidToken."""
        found = self._read.get(text)
        if found is None:
            try:
                found = read_token(text, self._keys)
            except InvalidToken as error:
                found = error
            self._read[text] = found
        if isinstance(found, InvalidToken):
            raise found
        return found

    def sites(self, events: Iterable[Any]) -> set[int]:
        """Return the numbers of the sites whose tokens stand in events."""
        found = set()
        for event in events:
            token = event.get("token") if type(event) is dict else None
            if type(token) is str:
                try:
                    found.add(self.slot(token).site)
                except InvalidToken:
                    continue
        return found


class _Judged(NamedTuple):
    slot: SlotToken
    invalid: int
    way: int


class EventReader:
    """Reads the events of one request; `records` and `verdicts` grow with every batch."""

    def __init__(self, tokens: TokenMemory, judge: TrafficJudge, telling: Telling) -> None:
        self._tokens = tokens
        self._judge = judge
        self._telling = telling
        self._judged: dict[str, _Judged] = {}
        self._views: dict[str | None, bytes] = {None: view_digest(None)}
        self.records: list[bytes] = []
        self.verdicts: list[bytes] = []

    @property
    def malformed(self) -> int:
        """How many events were no events."""
        return len(self.verdicts) - len(self.records)

    def read(self, events: Sequence[Any]) -> None:
        """Read some more events."""
        for event in events:
            try:
                self.records.append(self._record(event))
                self.verdicts.append(ACCEPTED)
            except Invalid as error:
                self.verdicts.append(self._malformed(error))

    def _record(self, event: Any) -> bytes:
        """Return the packed event. Raises Invalid with the pointer to what is wrong with it."""
        if type(event) is not dict:
            raise Invalid("an event is an object with `token` and `event`")
        name = event.get("event")
        kind = _KINDS.get(name) if type(name) is str else None
        if kind is None:
            raise Invalid(f"one of {_KIND_NAMES} is wanted here", pointer="/event")
        slot, invalid, way = self._of_token(event.get("token"))
        view = self._view(event.get("view_id"))
        received_ms, at = self._telling.at_ms, event.get("at")
        at_ms = received_ms if at is None else unix_ms(at, pointer="/at")
        if invalid == COUNTS:
            invalid = self._judge.of_event(kind, slot, self._telling)
        return slot.signed + EVENT_END.pack(kind, invalid, way, at_ms, received_ms, view)

    def _of_token(self, token: Any) -> _Judged:
        if type(token) is not str:
            raise Invalid("the token of a slot is wanted here", pointer="/token")
        judged = self._judged.get(token)
        if judged is None:
            try:
                slot = self._tokens.slot(token)
            except InvalidToken as error:
                raise Invalid(str(error), pointer="/token") from error
            way = WAYS.index(self._telling.way_of(slot))
            judged = _Judged(slot, self._judge.of_token(slot, self._telling), way)
            self._judged[token] = judged
        return judged

    def _view(self, view_id: Any) -> bytes:
        if view_id is not None and not is_view_id(view_id):
            message = f"a text of 1 to {LONGEST_VIEW_ID} characters is wanted here"
            raise Invalid(message, pointer="/view_id")
        digest = self._views.get(view_id)
        if digest is None:
            digest = self._views[view_id] = view_digest(view_id)
        return digest

    def _malformed(self, error: Invalid) -> bytes:
        pointer = f"/{len(self.verdicts)}{error.pointer}"
        verdict = {"status": "malformed", "detail": str(error), "pointer": pointer}
        return dumps(verdict).encode("ascii")


def is_view_id(view_id: Any) -> bool:
    """Whether this can be a view's id; any text that is not too long is one."""
    return type(view_id) is str and 0 < len(view_id) <= LONGEST_VIEW_ID

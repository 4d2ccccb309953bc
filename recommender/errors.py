"""Every error of ours, in one tree.

ChirashiError
├── Invalid            the caller's value is wrong: field, reason
│   ├── InvalidFields      several fields at once, each a fault with its pointer
│   ├── InvalidRules       a placement's rules contradict each other
│   ├── InvalidMapping     a click log's mapping names what is not there
│   ├── InvalidWorld       a simulated world breaks the rules of worlds
│   ├── Malformed          cannot even be read as what it says it is (JSON, CSV)
│   ├── TooLarge           more bytes than a door takes
│   └── UnknownFormat      a media type that a door does not take
├── NotFound           an id that nothing bears
├── Conflict           the thing changed since it was read (ETag)
├── KeyRefused         no API key, or none that is known and in force
├── NotAllowed         the key is in force, but not for this
├── InvalidToken       forged, truncated, foreign
├── InvalidModel       a model that is cut short, altered or of another format
├── NotEnoughData      nothing to learn or to judge from
├── Busy               another process holds what is needed (lock)
└── Unavailable        a part that should answer does not (database, disk)
    ├── SpoiltFile         a file of the lake is cut short or altered
    ├── InboxTrouble       one worker's inbox, while others can be read
    └── OutOfStep          what is remembered of the lake may be wrong
"""

from dataclasses import dataclass

OUT_OF_REACH = (
    "a part of the server is out of reach: try again in a minute; its log says what to do"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent: the JSON pointer of the field, and why."""

    pointer: str
    detail: str


class ChirashiError(Exception):
    """Raised if Chirashi refuses or fails; the message says what to do."""


class Invalid(ChirashiError):
    """Raised if a value from outside is wrong; `pointer` is the JSON pointer of the field."""

    def __init__(self, message: str, *, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


class InvalidFields(Invalid):
    """Raised if one or more fields are wrong; `faults` names each."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        rest = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        place = f"{first.pointer.removeprefix('?')}: " if first.pointer else ""
        super().__init__(f"{place}{first.detail}{rest}", pointer=first.pointer)
        self.faults = faults


class InvalidRules(Invalid):
    """Raised if a placement's rules cannot hold together."""


class InvalidMapping(Invalid):
    """Raised if the mapping of a foreign log does not fit the log."""


class InvalidWorld(Invalid):
    """Raised if a world's import path leads to none, or a world answers what no world may."""


class Malformed(Invalid):
    """Raised if bytes cannot be read as the format they claim to be."""


class TooLarge(Invalid):
    """Raised if more bytes are sent than a door takes."""


class UnknownFormat(Invalid):
    """Raised if a body's media type is none that the door takes."""


class NotFound(ChirashiError):
    """Raised if nothing bears the id asked for, or if there is none at all, as the message says."""

    def __init__(self, noun: str, identity: str, *, message: str | None = None) -> None:
        super().__init__(message or f"no {noun} is known as {identity!r}")
        self.noun = noun
        self.identity = identity


class Conflict(ChirashiError):
    """Raised if the thing to be written changed since the caller read it."""


class KeyRefused(ChirashiError):
    """Raised if a request bears no API key, or one that is unknown or revoked."""


class NotAllowed(ChirashiError):
    """Raised if an API key does not reach what is asked: its scope or its site is another."""


class InvalidToken(ChirashiError):
    """Raised if a token was not signed by one of our keys, or was cut."""


class InvalidModel(ChirashiError):
    """Raised if a stored model is cut short, altered, or of a format this version cannot read."""


class NotEnoughData(ChirashiError):
    """Raised if a log has nothing to learn from or to judge by."""


class Busy(ChirashiError):
    """Raised if another process holds the lock that is needed."""


class Unavailable(ChirashiError):
    """Raised if a database, disk or other part of ours does not answer.

    The message is for who runs the server and may name files; `told` is for any stranger who asks.
    """

    def __init__(self, message: str, *, told: str = OUT_OF_REACH) -> None:
        super().__init__(message)
        self.told = told

    @staticmethod
    def for_anyone(message: str) -> "Unavailable":
        """Return the error of a message that names nothing of ours: strangers may read it, too."""
        return Unavailable(message, told=message)


class SpoiltFile(Unavailable):
    """Raised if a file of the lake, at `path`, is cut short or altered."""

    def __init__(self, message: str, *, path: str, told: str) -> None:
        super().__init__(message, told=told)
        self.path = path


class InboxTrouble(Unavailable):
    """Raised if one inbox cannot be read; others can."""


class OutOfStep(Unavailable):
    """Raised if what is remembered may not be what the lake holds: it must be looked up again."""

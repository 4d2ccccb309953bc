"""Every error of ours, in one tree.

ChirashiError
├── Invalid            the caller's value is wrong: field, reason
│   ├── InvalidRules       a placement's rules contradict each other
│   └── InvalidMapping     a click log's mapping names what is not there
├── NotFound           an id that nothing bears
├── Conflict           the thing changed since it was read (ETag)
├── InvalidToken       forged, truncated, foreign
├── InvalidModel       a model that is cut short, altered or of another format
├── NotEnoughData      nothing to learn or to judge from
├── Busy               another process holds what is needed (lock)
└── Unavailable        a part that should answer does not (database, disk)
"""


class ChirashiError(Exception):
    """Raised if Chirashi refuses or fails; the message says what to do."""


class Invalid(ChirashiError):
    """Raised if a value from outside is wrong; `pointer` is the JSON pointer of the field."""

    def __init__(self, message: str, *, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer


class InvalidRules(Invalid):
    """Raised if a placement's rules cannot hold together."""


class InvalidMapping(Invalid):
    """Raised if the mapping of a foreign log does not fit the log."""


class NotFound(ChirashiError):
    """Raised if nothing bears the id asked for."""

    def __init__(self, noun: str, identity: str) -> None:
        super().__init__(f"no {noun} is known as {identity!r}")
        self.noun = noun
        self.identity = identity


class Conflict(ChirashiError):
    """Raised if the thing to be written changed since the caller read it."""


class InvalidToken(ChirashiError):
    """Raised if a token was not signed by one of our keys, or was cut."""


class InvalidModel(ChirashiError):
    """Raised if a stored model is cut short, altered, or of a format this version cannot read."""


class NotEnoughData(ChirashiError):
    """Raised if a log has nothing to learn from or to judge by."""


class Busy(ChirashiError):
    """Raised if another process holds the lock that is needed."""


class Unavailable(ChirashiError):
    """Raised if a database, disk or other part of ours does not answer."""

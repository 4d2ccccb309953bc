"""A reader's coarse class in 48 bits, exact both ways, for the token of every slot.

Mixed radix: country (2 letters), region (up to 3 letters or digits), device, language (up to 3
letters), signed in, local hour. The product of the radices is below 2^48.
"""

from dataclasses import dataclass
from functools import lru_cache

from recommender.domain import Reader
from recommender.errors import Invalid

DEVICES = (None, "desktop", "mobile", "tablet")
HOURS = 24
_LETTERS = " ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALPHANUMERIC = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REGIONS = len(_ALPHANUMERIC) ** 3
_LANGUAGES = len(_LETTERS) ** 3
BYTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderClass:
    """What a token keeps of a reader; None where nothing was known."""

    country: str | None = None
    region: str | None = None
    device: str | None = None
    language: str | None = None
    signed_in: bool = False
    local_hour: int = 0

    @property
    def reader(self) -> Reader:
        """The reader, as far as the class tells of one."""
        return Reader(
            country=self.country,
            region=self.region,
            device=self.device,
            language=self.language,
            signed_in=self.signed_in,
        )


def packed_reader(reader: Reader, *, local_hour: int) -> bytes:
    """Return the reader's class at the site's local hour (0-23), packed."""
    place = (reader.country, reader.region, reader.device, reader.language)
    return _packed(*place, reader.signed_in, local_hour)


@lru_cache(maxsize=65_536)
def _packed(
    country: str | None,
    region: str | None,
    device: str | None,
    language: str | None,
    signed_in: bool,  # noqa: FBT001 - a part of the cache's key
    local_hour: int,
) -> bytes:
    return packed_class(
        ReaderClass(
            country=country,
            region=region,
            device=device,
            language=language,
            signed_in=signed_in,
            local_hour=local_hour,
        )
    )


def packed_class(reader: ReaderClass) -> bytes:
    """Pack a class into 6 bytes. Raises Invalid if a value does not fit its alphabet."""
    number = _number_of(reader.country, alphabet=_LETTERS, width=2)
    number = number * _REGIONS + _number_of(reader.region, alphabet=_ALPHANUMERIC, width=3)
    number = number * len(DEVICES) + _device_number(reader.device)
    language = reader.language.upper() if reader.language else None
    number = number * _LANGUAGES + _number_of(language, alphabet=_LETTERS, width=3)
    number = number * 2 + reader.signed_in
    return (number * HOURS + reader.local_hour).to_bytes(BYTES, "big")


def unpacked_class(packed: bytes) -> ReaderClass:
    """Return the class that `packed_class` packed."""
    number, local_hour = divmod(int.from_bytes(packed, "big"), HOURS)
    number, signed_in = divmod(number, 2)
    number, language = divmod(number, _LANGUAGES)
    number, device = divmod(number, len(DEVICES))
    number, region = divmod(number, _REGIONS)
    language_text = _text_of(language, alphabet=_LETTERS, width=3)
    return ReaderClass(
        country=_text_of(number, alphabet=_LETTERS, width=2),
        region=_text_of(region, alphabet=_ALPHANUMERIC, width=3),
        device=DEVICES[device],
        language=language_text.lower() if language_text else None,
        signed_in=bool(signed_in),
        local_hour=local_hour,
    )


def _device_number(device: str | None) -> int:
    if device not in DEVICES:
        raise Invalid(f"device must be one of {DEVICES[1:]}, not {device!r}", pointer="/device")
    return DEVICES.index(device)


def _number_of(text: str | None, *, alphabet: str, width: int) -> int:
    if text is not None and (not 0 < len(text) <= width or " " in text):
        raise Invalid(f"{text!r} is not a code of 1 to {width} characters")
    number = 0
    for character in (text or "").ljust(width):
        digit = alphabet.find(character)
        if digit < 0:
            raise Invalid(f"{text!r} holds {character!r}, which no code holds")
        number = number * len(alphabet) + digit
    return number


def _text_of(number: int, *, alphabet: str, width: int) -> str | None:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, len(alphabet))
        digits.append(alphabet[digit])
    return "".join(reversed(digits)).strip() or None

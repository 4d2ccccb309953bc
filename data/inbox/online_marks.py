"""What the online learner knew at a decision, in 12 bytes of its record: zeros for nothing."""

from struct import Struct

MARK = Struct(">8sI")
"""The digest of the state that it began from, and the steps since."""
NO_MARK = bytes(MARK.size)


def packed_version(version: str) -> bytes:
    """Return a version, `<16 hexadecimal digits>+<steps>`, as a record bears it."""
    digest, _, steps = version.partition("+")
    return MARK.pack(bytes.fromhex(digest), int(steps) % 2**32)


def unpacked_version(mark: bytes) -> str | None:
    """Return the version that a record bears, None for none."""
    digest, steps = MARK.unpack(mark)
    return None if mark == NO_MARK else f"{digest.hex()}+{steps}"

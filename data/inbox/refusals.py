"""What to do about a disk that did not take events, by what SQLite or the system says of it."""

from recommender.errors import Unavailable

ROOM = "see that the disk has room"
RIGHTS = "see that this user may write to the inboxes' folder"
ADVICE = {
    "disk is full": ROOM,
    "disk I/O error": ROOM,
    "No space left": ROOM,
    "readonly": RIGHTS,
    "unable to open": RIGHTS,
    "Permission denied": RIGHTS,
    "Read-only file system": "mount the disk so that it can be written",
}
ELSE = "see the disk"


def refused(why: str) -> Unavailable:
    """Return the error of a disk that refused, with what helps against it."""
    advice = next((told for sign, told in ADVICE.items() if sign in why), ELSE)
    return Unavailable(f"events cannot be kept now ({why}): {advice}")

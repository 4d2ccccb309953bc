"""The inboxes that this version reads; of the others it is told what to do."""

from pathlib import Path

from data.inbox.inbox_file import READABLE
from data.inbox.inbox_reading import Inbox, inboxes
from recommender.errors import Unavailable


def readable_inboxes(folder: Path, problems: list[str]) -> list[Inbox]:
    """Return the inboxes of a folder that can be drained, the oldest first; tell of the others."""
    found = []
    for inbox in inboxes(folder):
        try:
            if _is_readable(inbox, problems):
                found.append(inbox)
        except Unavailable as error:
            problems.append(str(error))
    return found


def _is_readable(inbox: Inbox, problems: list[str]) -> bool:
    version = inbox.version()
    if version in READABLE:
        return True
    if version == 0 and inbox.has_worker():
        # It is being made.
        return False
    if version == 0 and inbox.is_blank():
        # Its worker died before it was made: nothing was acknowledged.
        inbox.remove()
        return False
    readable = " and ".join(map(str, READABLE))
    problems.append(
        f"the inbox {inbox.place.file} is of version {version}, and this Chirashi reads"
        f" {readable}: it is left as it is. Start the Chirashi that wrote it, until it is drained"
    )
    return False

"""Inboxes and lake: what waits, what nobody can read, and which file is cut short."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
from pyarrow import parquet

from api.diagnosis.finding import Finding, bad, ok, warn
from api.diagnosis.installation import Installation, age_in_words
from data.draining.inbox_lags import lag_of
from data.inbox.inbox_file import VERSION
from data.inbox.inbox_reading import Inbox, inboxes
from data.inbox.rows_set_aside import rows_set_aside
from data.lake.lake_schemas import SCHEMAS
from data.lake.lake_store import Lake
from data.sole_work import is_held
from recommender.errors import ChirashiError, Unavailable

LONG_SECONDS = 60.0
MOST_LOOKED_AT = 2000
MOST_FETCHED = 50
"""Files of a table whose footers are read, the newest: of a folder, and of an object store, where
each takes a request or two."""


def waiting_inboxes(it: Installation) -> Iterator[Finding]:
    """Say what waits to come into the lake, and what never will by itself."""
    found = inboxes(it.storage.inboxes)
    readable = []
    for inbox in found:
        problem = _unreadable(inbox)
        if problem is not None:
            yield problem
        else:
            readable.append(inbox)
    lags = {inbox.name: lag for inbox in readable if (lag := lag_of(inbox))}
    orphans = [
        inbox
        for inbox in readable
        if not is_held(inbox.place.folder / f"{inbox.name}.lock") and inbox.name in lags
    ]
    oldest = [lag.oldest_ms for lag in lags.values() if lag.oldest_ms is not None]
    lag_seconds = it.seconds_since(min(oldest)) if oldest else 0.0
    seen = f"{len(readable)} inboxes, the oldest row waits for {age_in_words(lag_seconds)}"
    if lag_seconds > LONG_SECONDS:
        yield warn(
            "inboxes", seen, "the keeper drains them: see below whether it lives, and its log"
        )
    else:
        yield ok("inboxes", seen)
    if orphans:
        seen = f"{len(orphans)} are left by workers that have ended"
        yield warn("orphans", seen, "nothing is lost: a running server's keeper takes them in")


def set_aside(it: Installation) -> Iterator[Finding]:
    """Say whether rows of inboxes could not be read, and where they lie now."""
    found = rows_set_aside(it.storage.inboxes)
    if found:
        seen = f"{len(found)} damaged rows of inboxes were set aside, the last is {found[-1]}"
        advice = (
            "their events are not counted: see what the log says of each, and that the disk and the"
            " memory are sound; then keep the files, or delete them"
        )
        yield warn("rows set aside", seen, advice)


def _unreadable(inbox: Inbox) -> Finding | None:
    try:
        version = inbox.version()
    except Unavailable as error:
        advice = "move the file away to keep it; what lies in it is in no lake yet"
        return bad("inbox", str(error), advice)
    if version == VERSION:
        return None
    seen = f"{inbox.place.file} is of version {version}, this Chirashi reads {VERSION}"
    advice = "start the version that wrote it once, to drain it: nothing is lost until then"
    return bad("inbox", seen, advice)


def lake(it: Installation) -> Iterator[Finding]:
    """Say whether its files can be read, and name those that are cut short."""
    try:
        found = Lake(it.storage.lake_url)
        files = {table: found.files(table) for table in SCHEMAS}
    except ChirashiError as error:
        yield bad("lake", str(error), "see CHIRASHI_LAKE_URL, and that the store answers")
        return
    most = MOST_LOOKED_AT if it.storage.lake_url.startswith("file:") else MOST_FETCHED
    newest = [path for paths in files.values() for path in paths[-most:]]
    spoilt = [path for path in newest if not _is_whole(found, path)]
    for path in spoilt:
        advice = (
            "restore it from a backup, or move it out of the lake: until then reports tell its day"
            " as it was last counted, or leave it out"
        )
        yield bad("lake", f"{path} is cut short or spoilt", advice)
    if not spoilt:
        yield ok("lake", f"{it.storage.lake_url}: {_counted(files, newest)}")


def _counted(files: dict[str, list[str]], looked_at: Sequence[str]) -> str:
    count = sum(map(len, files.values()))
    rest = "" if len(looked_at) == count else f", the newest {len(looked_at)} of them looked at"
    return f"{count} files can be read{rest}"


def _is_whole(found: Lake, path: str) -> bool:
    try:
        with found.opened(path) as stream:
            parquet.read_metadata(stream)
    except FileNotFoundError:
        # The keeper merged it meanwhile.
        return True
    except (pa.ArrowException, OSError):
        return False
    return True

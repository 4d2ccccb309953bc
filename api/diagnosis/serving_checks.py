"""The server: its snapshot, its keeper, its workers, its port, and what runs compiled."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Any

from api.diagnosis.finding import Finding, bad, ok, warn
from api.diagnosis.installation import Installation, age_in_words
from api.edge.listening import bound_socket
from api.observing.count_file import ENDING
from api.routes.health import SILENT_SECONDS
from api.slots.compiled_parts import compiled_parts
from api.snapshots.keeper_state import KeeperState, read_state
from data.draining.drain_state import read_drain_state
from data.inbox.inbox_reading import inboxes
from data.lake_keeping.keeping_state import read_keeping_state
from data.models.model_store import ModelStore
from data.snapshot_store import SnapshotStore
from data.sole_work import is_held
from recommender.errors import ChirashiError, Unavailable

PATIENCE_SECONDS = 5.0
DRAIN_SILENT_SECONDS = 900.0
"""Longer than it takes to look up what the lake holds, or to merge a file."""
CLOCK_SLACK_SECONDS = 60.0
TOLD = {
    "draw": "the draw of slots",
    "weights": "the weighing of tables",
    "slots": "the writing of slots",
    "cross": "the cross learner",
}
START = "start it: `chirashi serve`"


def snapshot(it: Installation) -> Iterator[Finding]:
    """Say what the workers read, and how old it is."""
    store = SnapshotStore(it.storage.snapshots)
    current, whole = store.current(), store.newest_whole()
    if whole is None:
        yield warn("snapshot", "none was published yet", f"the keeper makes it: {START}")
        return
    path = it.storage.snapshots / f"{whole}.json"
    age = age_in_words(it.seconds_since(path.stat().st_mtime * 1000))
    if whole != current:
        seen = f"{current} is spoilt, {whole} serves, made {age} ago"
        yield warn("snapshot", seen, "the keeper makes another while it runs")
    else:
        yield ok("snapshot", f"{whole} was made {age} ago")


def keeper(it: Installation) -> Iterator[Finding]:
    """Say whether a keeper lives, and what stands in its way."""
    state = read_state(it.storage.snapshots)
    is_alive = is_held(it.storage.snapshots / "keeper.lock")
    if not is_alive:
        seen = "none keeps this home" + ("" if state else ", none ever did")
        yield warn("keeper", seen, START)
        return
    found = [*_silences(it, state), *(_hindrance(problem) for problem in _problems(it, state))]
    yield from found
    if not found:
        seconds = it.seconds_since(state.at_ms) if state else 0.0
        yield ok("keeper", f"it looked {age_in_words(seconds)} ago")


def _silences(it: Installation, state: KeeperState | None) -> Iterator[Finding]:
    """Say which part of a living keeper was not heard of for long."""
    drain = read_drain_state(it.storage.snapshots)
    if state and (seconds := it.seconds_since(state.at_ms)) > SILENT_SECONDS:
        seen = f"it lives, but was not heard of for {age_in_words(seconds)}"
        yield bad("keeper", seen, "see that its disk takes files, then restart the server")
    if drain and (seconds := it.seconds_since(drain.at_ms)) > DRAIN_SILENT_SECONDS:
        seen = f"its drain was not heard of for {age_in_words(seconds)}"
        yield bad("keeper", seen, "see the log, then restart the server: nothing is lost by it")


def _problems(it: Installation, state: KeeperState | None) -> list[str]:
    """Return what stands in the way of snapshots, drain and lake, each thing once."""
    drain = read_drain_state(it.storage.snapshots)
    keeping = read_keeping_state(it.storage.snapshots)
    problems = [state.problem] if state and state.problem else []
    problems += drain.problems if drain else ()
    problems += keeping.problems if keeping else ()
    # A damaged file of the lake stands in the way of both.
    return list(dict.fromkeys(problems))


def _hindrance(problem: str) -> Finding:
    return bad("keeper", problem, "it tries again by itself as soon as that is mended")


def port(it: Installation) -> Iterator[Finding]:
    """Say whether the port is free, or what answers there."""
    settings = it.settings
    place = f"{settings.host} port {settings.port}"
    try:
        answer = _ready(settings.host, settings.port)
    except (OSError, HTTPException, ValueError) as error:
        yield _unanswered(it, place, error)
        return
    number, current = answer.get("snapshot"), SnapshotStore(it.storage.snapshots).current()
    if number is None:
        yield warn("port", f"{place}: a server without a snapshot", "see the keeper above")
    elif number != current and number not in SnapshotStore(it.storage.snapshots).numbers():
        advice = "another CHIRASHI_HOME is served there: see that both have the same settings"
        yield warn("port", f"{place}: a server with snapshot {number}, here is {current}", advice)
    else:
        yield ok("port", f"{place}: a server answers with snapshot {number}")


def _ready(host: str, port: int) -> dict[str, Any]:
    door = HTTPConnection(_near(host), port, timeout=PATIENCE_SECONDS)
    try:
        door.request("GET", "/readyz")
        found = json.loads(door.getresponse().read())
    finally:
        door.close()
    if not isinstance(found, dict) or "status" not in found:
        raise ValueError("no server of ours")
    return found


def _near(host: str) -> str:
    """Return where a server can be reached that listens at every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound to


def _unanswered(it: Installation, place: str, error: Exception) -> Finding:
    try:
        bound_socket(it.settings.host, it.settings.port).close()
    except Unavailable:
        seen = f"{place} is taken by something that is not this server ({error})"
        return bad("port", seen, "end that, or set CHIRASHI_PORT to another")
    return warn("port", f"{place} is free: nothing is served", START)


def workers(it: Installation) -> Iterator[Finding]:
    """Say how many workers live."""
    files = it.storage.counts.glob(f"*{ENDING}")
    living, wanted = sum(map(is_held, files)), it.settings.workers
    if 0 < living < wanted:
        advice = "one that died comes again within seconds: if not, the log says why"
        yield warn("workers", f"{living} of {wanted} live", advice)
    elif living:
        yield ok("workers", f"{living} live")


def clock(it: Installation) -> Iterator[Finding]:
    """Say whether something was written at a time that is still to come."""
    marks = [(f"{what} in {-it.seconds_since(at_ms):.0f} s", at_ms) for what, at_ms in _marks(it)]
    ahead = [told for told, at_ms in marks if it.seconds_since(at_ms) < -CLOCK_SLACK_SECONDS]
    if ahead:
        advice = "the clock was set back: see that it is synchronised; nothing is lost by it"
        yield warn("clock", f"it was written ahead of now: {', '.join(ahead)}", advice)
    else:
        yield ok("clock", "nothing was written ahead of now")


def _marks(it: Installation) -> Iterator[tuple[str, float]]:
    """Yield what bears a time, and when that was (Unix milliseconds)."""
    if state := read_state(it.storage.snapshots):
        yield "the keeper's last look", state.at_ms
    if drain := read_drain_state(it.storage.snapshots):
        yield "the last drain", drain.at_ms
    for inbox in inboxes(it.storage.inboxes)[-1:]:
        # Names begin with the time.
        yield "the newest inbox", int(inbox.name[:12], 16)
    models = ModelStore(it.storage.models)
    for version in models.versions()[-1:]:
        try:
            yield "the newest model", models.manifest(version).created_at.timestamp() * 1000
        except ChirashiError:
            continue


def compiled(_it: Installation) -> Iterator[Finding]:
    """Say whether the inner loops run compiled."""
    parts = {TOLD[name]: is_on for name, is_on in compiled_parts().items()}
    plain = [told for told, is_on in parts.items() if not is_on]
    if plain:
        advice = "install again where a C compiler is: the answers are the same, for less time"
        yield warn("compiled", f"in Python: {', '.join(plain)}", advice)
    else:
        yield ok("compiled", ", ".join(parts))

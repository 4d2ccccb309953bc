"""The home: whether it is there, may be written, on what disk it lies, how much room there is."""

import os
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

from api.diagnosis.finding import Finding, bad, ok, warn
from api.diagnosis.installation import Installation

GIB = 2**30
LEAST_BYTES = GIB // 4
FEW_BYTES = 2 * GIB
LEAST_OPEN_FILES = 4096
IN_MEMORY = ("tmpfs", "ramfs")
REMOTE = ("nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p")
CONTAINER = ("overlay",)
MOUNTS = Path("/proc/self/mounts")


def home_writable(it: Installation) -> Iterator[Finding]:
    """Say whether this user can write in every folder of the home."""
    home = it.storage.home
    if not home.is_dir():
        advice = "`chirashi serve` or `chirashi import catalogue` makes it; or set CHIRASHI_HOME"
        yield warn("home", f"{home} is not there yet", advice)
        return
    closed = [path for path in _folders(home) if not os.access(path, os.W_OK | os.X_OK)]
    if closed:
        advice = "give this user the right to write, or run the doctor as the server's user"
        yield bad("home", f"{closed[0]} cannot be written by this user", advice)
    else:
        yield owned(home, by=home.stat().st_uid, me=os.geteuid())


def owned(home: Path, *, by: int, me: int) -> Finding:
    """Return what is found of a home that can be written and belongs to a user."""
    if by == me:
        return ok("home", f"{home} can be written")
    advice = "run commands as the server's user, lest it meet files that are not its own"
    return warn("home", f"{home} belongs to the user {by}, this is {me}", advice)


def _folders(home: Path) -> list[Path]:
    return [home, *(path for path in sorted(home.iterdir()) if path.is_dir())]


def disk(it: Installation) -> Iterator[Finding]:
    """Say what kind of disk the home lies on, and how much room is left."""
    home = it.storage.home
    if home.is_dir():
        usage = shutil.disk_usage(home)
        yield disk_of_kind(filesystem_of(home), home=home)
        yield room_left(usage.free, total=usage.total)


def disk_of_kind(kind: str | None, *, home: Path) -> Finding:
    """Return what is found of a home on a file system of this kind."""
    if kind in IN_MEMORY:
        advice = "set CHIRASHI_HOME to a folder on a disk: a restart of the machine loses all"
        return warn("disk", f"{home} lies in memory ({kind})", advice)
    if kind in REMOTE:
        advice = "put CHIRASHI_HOME on a local disk: SQLite's log does not work over a network"
        return bad("disk", f"{home} lies on another machine ({kind})", advice)
    if kind in CONTAINER:
        advice = "mount a volume at CHIRASHI_HOME: what a container writes goes with it"
        return warn("disk", f"{home} lies in a container's own layer ({kind})", advice)
    return ok("disk", f"{home} lies on {kind or 'a disk of unknown kind'}")


def room_left(free: int, *, total: int) -> Finding:
    """Return what is found of a disk with so many bytes free."""
    seen = f"{free / GIB:.1f} of {total / GIB:.1f} GiB are free"
    if free < LEAST_BYTES:
        return bad("room", seen, "free some space: soon no event is accepted, no snapshot written")
    if free < FEW_BYTES:
        return warn("room", seen, "free some space, or lower CHIRASHI_KEEP_DAYS")
    return ok("room", seen)


def filesystem_of(path: Path, *, mounts: Path = MOUNTS) -> str | None:
    """Return the kind of file system that a path lies on, None where that cannot be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    found, longest = None, -1
    resolved = path.resolve()
    for line in lines:
        _, place, kind, *_ = line.split(" ")
        point = Path(place.replace("\\040", " "))
        if resolved.is_relative_to(point) and len(point.parts) >= longest:
            found, longest = kind, len(point.parts)
    return found


def open_files(_it: Installation) -> Iterator[Finding]:
    """Say how many files a server started from here may hold open."""
    yield files_allowed(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def files_allowed(limit: int) -> Finding:
    """Return what is found of a limit of open files; below 0 is none."""
    if 0 <= limit < LEAST_OPEN_FILES:
        advice = f"each connection takes one: `ulimit -n {LEAST_OPEN_FILES}`, or LimitNOFILE="
        return warn("open files", f"only {limit} are allowed here", advice)
    return ok("open files", f"{limit if limit >= 0 else 'any number'} are allowed here")

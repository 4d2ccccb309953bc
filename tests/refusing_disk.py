"""A disk that takes nothing more, and a user who may write nothing: for tests of both."""

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager

DROP_RIGHTS = """
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


@contextmanager
def a_full_disk() -> Iterator[None]:
    """Let no file grow meanwhile: the system's own limit, which every disk heeds."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def heeding_rights(*command: str) -> list[str]:
    """Return the command so that it may write only what its user may: root may write all."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [sys.executable, "-c", DROP_RIGHTS, *command] if root else [*command]

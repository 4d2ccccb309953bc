"""Load from wrk: requests drawn by Zipf beforehand, so that the client costs the server nothing."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np

from tests.bench.busy_catalogue import COUNTRIES, DEVICES, SITE, article_ids
from tests.bench.server_process import Server

DRAWN = 100_000
CONNECTIONS = 16
OTHER = re.compile(r"Non-2xx or 3xx responses: (\d+)")
BROKEN = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
SCRIPT = """
local requests, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do requests[#requests + 1] = wrk.format("GET", line) end
  at = tonumber(args[2]) % #requests
end
function request()
  at = at % #requests + 1
  return requests[at]
end
"""


@dataclass(frozen=True)
class Round:
    """What one round of load came to; errors are answers other than 2xx, or none at all."""

    requests: int
    seconds: float
    cpu_seconds: float
    errors: int

    @property
    def per_cpu_second(self) -> float:
        """Requests for each second of the server's CPU."""
        return self.requests / self.cpu_seconds

    @property
    def per_second(self) -> float:
        """Requests for each second of the wall clock."""
        return self.requests / self.seconds


def zipf_paths(rng: np.random.Generator, *, count: int = DRAWN) -> list[str]:
    """Draw requests: articles by Zipf (exponent 1), 20 reader classes alike."""
    ids = article_ids()
    weights = 1 / np.arange(1, len(ids) + 1)
    articles = rng.choice(len(ids), size=count, p=weights / weights.sum())
    classes = rng.integers(len(COUNTRIES) * len(DEVICES) * 2, size=count)
    return [_path(ids[at], int(of)) for at, of in zip(articles, classes, strict=True)]


def _path(article: str, reader_class: int) -> str:
    rest, country = divmod(reader_class, len(COUNTRIES))
    signed_in, device = divmod(rest, len(DEVICES))
    return (
        f"/v1/slots?site={SITE}&article={quote(article, safe='')}&placement=in-article"
        f"&placement=footer&country={COUNTRIES[country]}&device={DEVICES[device]}"
        f"&signed_in={'true' if signed_in else 'false'}"
    )


class Wrk:
    """wrk with the drawn requests in a folder; every round goes on where the last one ended."""

    def __init__(self, folder: Path, paths: list[str]) -> None:
        self._script, self._paths = folder / "zipf.lua", folder / "paths.txt"
        self._script.write_text(SCRIPT, encoding="ascii")
        self._paths.write_text("\n".join(paths) + "\n", encoding="ascii")
        self._begins: dict[int, int] = {}

    def round(self, server: Server, *, seconds: int) -> Round:
        """Load a server at full speed and return what it did."""
        begin = self._begins.get(server.port, 0)
        before = server.cpu_seconds()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(self._script)]
        command += [server.address("/"), "--", str(self._paths), str(begin)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        cpu = server.cpu_seconds() - before
        found = re.search(r"(\d+) requests in ([\d.]+)s", told)
        assert found is not None, told
        requests = int(found[1])
        self._begins[server.port] = begin + requests
        return Round(requests, float(found[2]), cpu, _errors(told))


def _errors(told: str) -> int:
    other, broken = OTHER.search(told), BROKEN.search(told)
    return int(other[1] if other else 0) + sum(map(int, broken.groups() if broken else ()))

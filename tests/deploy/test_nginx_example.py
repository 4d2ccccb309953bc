"""The example of nginx before a running server: what is cached survives, what is ours stays so."""

import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from shutil import which

import pytest

from tests.api.patience import PATIENCE_SECONDS, wait_for
from tests.api.running_server import QUERY, Running, a_running_server, free_port
from tests.api.served_home import a_served_home
from tests.conftest import require
from tests.deploy.examples import DEPLOY

MAIN = """{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/chirashi.conf;
}}
"""


@dataclass(frozen=True)
class Proxied:
    """nginx on a free port before a server."""

    port: int
    server: Running

    def door(self) -> HTTPSConnection:
        """Return a connection that is not open yet."""
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        return HTTPSConnection("127.0.0.1", self.port, timeout=30, context=trust)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers in lower case, and body."""
        door = self.door()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        door.request(method, path, body, {"Host": "promos.example.com", **named})
        answer = door.getresponse()
        content = answer.read()
        door.close()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, content


def a_configuration(folder: Path, *, port: int, server_port: int) -> Path:
    """Write the example with the places and ports of a test; return the main file."""
    certificate = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subject = ["-subj", "/CN=promos.example.com"]
    subprocess.run([*certificate, *files, *subject], capture_output=True, check=True)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for before, after in (
        ("/etc/letsencrypt/live/promos.example.com/fullchain.pem", str(folder / "cert.pem")),
        ("/etc/letsencrypt/live/promos.example.com/privkey.pem", str(folder / "key.pem")),
        ("/var/cache/nginx/chirashi", str(folder / "cache")),
        ("/var/log/nginx/chirashi.log", str(folder / "error.log")),
        ("127.0.0.1:8000", f"127.0.0.1:{server_port}"),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("listen 80", f"listen 127.0.0.1:{free_port()}"),
    ):
        assert before in text
        text = text.replace(before, after)
    kept = [line for line in text.splitlines() if "listen [::]" not in line]
    (folder / "chirashi.conf").write_text("\n".join(kept), encoding="utf-8")
    main = folder / "main.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    return main


def nginx() -> str:
    program = which("nginx") or which("nginx", path="/usr/sbin")
    require(program, "nginx is not installed")
    require(which("openssl"), "openssl is not installed")
    return str(program)


def test_nginx_finds_no_fault(tmp_path: Path) -> None:
    program = nginx()
    main = a_configuration(tmp_path, port=free_port(), server_port=free_port())
    done = subprocess.run(
        [program, "-t", "-q", "-p", str(tmp_path), "-c", str(main)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    program = nginx()
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("nginx")
    a_served_home(home).catalogue.close()
    with a_running_server(home, workers=1, trusted_proxies="127.0.0.1") as server:
        port = free_port()
        main = a_configuration(folder, port=port, server_port=server.port)
        command = [program, "-p", str(folder), "-c", str(main)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        found = Proxied(port, server)
        try:
            wait_for(lambda: found.ask("/healthz")[0] == 200, "nginx")
            yield found
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_SECONDS)


def test_what_is_for_the_operator_is_not_public(proxied: Proxied) -> None:
    for path in ("/metrics", "/readyz"):
        assert proxied.ask(path)[0] == 404
        assert b"chirashi_" not in proxied.ask(path)[2]


def test_a_request_has_the_name_that_nginx_gave_it(proxied: Proxied) -> None:
    _, told, _ = proxied.ask("/healthz")
    assert len(told["x-request-id"]) == 32


def test_bodies_that_are_too_large_do_not_reach_the_server(proxied: Proxied) -> None:
    assert proxied.ask("/v1/events", "POST", bytes(300_000))[0] == 413


def test_one_address_does_not_hold_all_connections(proxied: Proxied) -> None:
    with ExitStack() as stack:
        for _ in range(100):
            door = stack.enter_context(closing(proxied.door()))
            door.putrequest("POST", "/v1/events")
            door.putheader("Content-Length", "1000")
            door.endheaders(b"[")
        wait_for(lambda: proxied.ask("/v1/nothing")[0] == 429, "a refusal")
    wait_for(lambda: proxied.ask("/v1/nothing")[0] == 404, "room for others")


def test_what_is_asked_with_a_key_or_by_post_is_not_cached(proxied: Proxied) -> None:
    body = b'{"site": "daily", "article": "x", "placements": [{"id": "footer"}]}'
    first, second = (proxied.ask("/v1/slots", "POST", body)[2] for _ in range(2))
    assert first != second
    keyed = {"Authorization": "Bearer chirashi_not-a-key"}
    first, second = (proxied.ask(f"{QUERY}&count=2", **keyed)[2] for _ in range(2))
    assert first != second


def test_a_page_that_was_cached_survives_the_server(proxied: Proxied) -> None:
    path = f"{QUERY}&count=3"
    status, told, first = proxied.ask(path)
    assert (status, told["x-cache"]) == (200, "MISS")
    assert "stale-if-error=86400" in told["cache-control"]
    assert proxied.ask(path)[1]["x-cache"] == "HIT"
    proxied.server.process.terminate()
    proxied.server.process.wait(timeout=PATIENCE_SECONDS)
    assert proxied.ask("/healthz")[0] == 502
    status, told, last = proxied.ask(path)
    assert (status, last) == (200, first)

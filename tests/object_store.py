"""An object store on a local port that speaks as much of S3 as a true S3 client asks of it.

Objects are put, put in parts, read by range, listed and deleted; signatures are not looked at.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

STAMP = "2026-11-02T12:00:00.000Z"
HTTP_STAMP = "Mon, 02 Nov 2026 12:00:00 GMT"


class ObjectStore(ThreadingHTTPServer):
    """The server with its objects, by `bucket/key`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}

    def url(self, path: str) -> str:
        """Return the lake URL of a path in this store."""
        place = f"endpoint_override=127.0.0.1%3A{self.server_port}&scheme=http&region=us-east-1"
        return f"s3://key:secret@{path}?{place}"


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """Run a store until the context ends."""
    store = ObjectStore()
    thread = threading.Thread(target=store.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        thread.join()
        store.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer leaves in one piece: head and body apart would wait 40 ms for each other.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: ObjectStore

    def handle_expect_100(self) -> bool:
        """Let the body come at once: the client waits a second for this."""
        go_on = super().handle_expect_100()
        self.wfile.flush()
        return go_on

    def log_message(self, *arguments: Any) -> None:
        """Stay silent."""

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.path).path).strip("/")

    @property
    def asked(self) -> dict[str, str]:
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    def do_HEAD(self) -> None:
        if "/" not in self.name:
            self._answer(200)
        elif self.name in self.server.objects:
            self._answer(200, self.server.objects[self.name])
        else:
            self._answer(404)

    def do_GET(self) -> None:
        if "list-type" in self.asked:
            self._answer(200, self._listing())
        elif self.name not in self.server.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            content = self.server.objects[self.name]
            asked = self.headers.get("Range")
            if asked is None:
                self._answer(200, content)
            else:
                first, _, last = asked.removeprefix("bytes=").partition("-")
                self._answer(206, content[int(first) : int(last) + 1 if last else None])

    def do_PUT(self) -> None:
        body = self._body()
        if "uploadId" in self.asked:
            self.server.parts[self.asked["uploadId"]][int(self.asked["partNumber"])] = body
        elif "/" in self.name:
            self.server.objects[self.name] = body
        self._answer(200)

    def do_POST(self) -> None:
        self._body()
        if "uploads" in self.asked:
            upload = f"upload-{len(self.server.parts)}"
            self.server.parts[upload] = {}
            self._answer(200, _xml("InitiateMultipartUploadResult", UploadId=upload))
        else:
            parts = self.server.parts[self.asked["uploadId"]]
            self.server.objects[self.name] = b"".join(parts[number] for number in sorted(parts))
            self._answer(200, _xml("CompleteMultipartUploadResult", ETag='"whole"'))

    def do_DELETE(self) -> None:
        self.server.objects.pop(self.name, None)
        self._answer(204)

    def _listing(self) -> bytes:
        prefix, delimiter = self.asked.get("prefix", ""), self.asked.get("delimiter", "")
        keys, folders = [], set()
        for full in sorted(self.server.objects):
            bucket, _, key = full.partition("/")
            if bucket != self.name or not key.startswith(prefix):
                continue
            rest = key[len(prefix) :]
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.partition(delimiter)[0] + delimiter)
            else:
                keys.append(key)
        found = "".join(self._entry(key) for key in keys)
        found += "".join(
            f"<CommonPrefixes><Prefix>{escape(folder)}</Prefix></CommonPrefixes>"
            for folder in sorted(folders)
        )
        count = len(keys) + len(folders)
        return (
            f"<ListBucketResult><Name>{self.name}</Name><KeyCount>{count}</KeyCount>"
            f"<IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
        ).encode()

    def _entry(self, key: str) -> str:
        size = len(self.server.objects[f"{self.name}/{key}"])
        return (
            f"<Contents><Key>{escape(key)}</Key><Size>{size}</Size><ETag>&quot;e&quot;</ETag>"
            f"<LastModified>{STAMP}</LastModified></Contents>"
        )

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        else:
            body = b"".join(_chunks(self.rfile))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = _unframed(body)
        return body

    def _answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("ETag", '"e"')
        self.send_header("Last-Modified", HTTP_STAMP)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def _chunks(stream: Any) -> Iterator[bytes]:
    while size := int(stream.readline().split(b";")[0], 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()


def _unframed(body: bytes) -> bytes:
    """Take the content out of S3's own chunks, `size;signature` and then as many bytes."""
    content = b""
    while body:
        head, _, body = body.partition(b"\r\n")
        size = int(head.split(b";")[0], 16)
        if not size:
            break
        content, body = content + body[:size], body[size + 2 :]
    return content


def _xml(name: str, **values: str) -> bytes:
    inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in values.items())
    return f"<{name}>{inner}</{name}>".encode()

"""A door before a real server: it lets requests through, and may refuse some or end with the connection cut."""

from __future__ import annotations

import http.client
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def front(url: str, rule: Callable[[str, str], int | None]) -> Iterator[str]:
    """The address of a door before the server at ``url``.

    ``rule`` says of a request's method and content type which status refuses it; 0 cuts the connection, ``None`` lets
    it through.
    """
    behind = urlsplit(url)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def through(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status = rule(self.command, self.headers.get("Content-Type", ""))
            if status == 0:
                self.close_connection = True
                return
            if status is not None:
                self.reply(status, b"refused at the door")
                return
            connection = http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=60)
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            self.reply(answer.status, answer.read(), answer.getheader("Content-Type") or "text/plain")
            connection.close()

        def reply(self, status: int, body: bytes, kind: str = "text/plain") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "http://127.0.0.1/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = through  # noqa: N815 - the names that the library calls

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()

"""HTTP as the SPARQL 1.1 Protocol needs it: kept-alive connections, basic authentication, errors of one line."""

from __future__ import annotations

import base64
import http.client
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from kg.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

SECONDS = 600.0  # a server may need that long for a large update
_SAID = 300
_GONE = (http.client.BadStatusLine, http.client.CannotSendRequest, ConnectionError, BrokenPipeError)


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """Who asks. Not shown in full anywhere: it holds a password."""

    user: str
    password: str

    @property
    def header(self) -> str:
        """The value of ``Authorization``."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent; sending it twice does what sending it once does."""

    method: str
    url: str
    body: bytes = b""
    type: str = ""
    accept: str = "*/*"
    what: str = "queries"  # for messages


class Refused(StoreError):
    """The server answered, but not with what was asked for."""

    def __init__(self, message: str, status: int, said: str) -> None:
        self.status = status
        self.said = said
        super().__init__(message)


class Http:
    """Connections to the servers that are asked, one for each."""

    def __init__(self, login: Login | None = None, *, seconds: float = SECONDS) -> None:
        self._login = login
        self._seconds = seconds
        self._open: dict[tuple[str, str], http.client.HTTPConnection] = {}

    def send(self, request: Request) -> bytes:
        """The body of the answer; ``Refused`` if it is not a good one, ``StoreError`` if there is none."""
        target = address(request.url)
        kept = (target.scheme, target.netloc) in self._open
        try:
            return self._ask(target, request)
        except _GONE as error:
            self.close()
            # A server may end a connection that was idle: the first word on a kept one is said once more.
            if not kept:
                raise _silent(request.url, error) from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise _silent(request.url, error) from error
        try:
            return self._ask(target, request)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise _silent(request.url, error) from error

    def close(self) -> None:
        """Give the connections back; the next request opens new ones."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def _ask(self, target: SplitResult, request: Request) -> bytes:
        connection = self._connection(target)
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        connection.request(request.method, path, request.body, self._headers(request))
        answer = connection.getresponse()
        body = answer.read()
        if not 200 <= answer.status < 300:
            _refuse(request, answer, body, known=self._login is not None)
        return body

    def _connection(self, target: SplitResult) -> http.client.HTTPConnection:
        key = (target.scheme, target.netloc)
        if key not in self._open:
            host, port = target.hostname or "", target.port
            if target.scheme == "https":
                trusted = ssl.create_default_context()
                self._open[key] = http.client.HTTPSConnection(host, port, timeout=self._seconds, context=trusted)
            else:
                self._open[key] = http.client.HTTPConnection(host, port, timeout=self._seconds)
        return self._open[key]

    def _headers(self, request: Request) -> Mapping[str, str]:
        headers = {"Accept": request.accept, "User-Agent": "paperkg"}
        if request.type:
            headers["Content-Type"] = request.type
        if self._login is not None:
            headers["Authorization"] = self._login.header
        return headers


def _refuse(request: Request, answer: http.client.HTTPResponse, body: bytes, *, known: bool) -> NoReturn:
    status, said = answer.status, _first_line(answer, body)
    asks = "does not accept" if known else "asks who you are: set"
    reasons = {
        401: f"the server {asks} SPARQL_USERNAME and SPARQL_PASSWORD",
        403: "this user may not do that",
    }
    if status in {404, 405}:
        reason = f"the server takes no {request.what} there"
    elif 300 <= status < 400:
        reason = f"the server sends to {answer.getheader('Location')}: give that URL"
    else:
        reason = reasons.get(status) or said or answer.reason
    raise Refused(f"{request.url}: {reason} (HTTP {status})", status, said)


def address(url: str) -> SplitResult:
    """The parts of a URL that can be asked; ``UsageError`` if it is none, or holds a password."""
    try:
        target = urlsplit(url)
        fitting = target.scheme in {"http", "https"} and target.hostname and (target.port or 1)
    except ValueError:
        fitting = False
    if not fitting:
        raise UsageError(f"{url!r} is not the http:// or https:// address of a server")
    if target.username is not None or target.password is not None:
        raise UsageError("no password belongs in a URL: set SPARQL_USERNAME and SPARQL_PASSWORD")
    return target


def _silent(url: str, error: Exception) -> StoreError:
    if isinstance(error, TimeoutError):
        return StoreError(f"{url}: the server does not answer in time")
    if isinstance(error, ConnectionRefusedError):
        return StoreError(f"{url}: no server answers there")
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return StoreError(f"{url}: the connection failed: {' '.join(str(reason).split())[:_SAID]}")


def _first_line(answer: http.client.HTTPResponse, body: bytes) -> str:
    if "html" in (answer.getheader("Content-Type") or ""):  # a page for people: its status says as much
        return ""
    return " ".join(body.decode("utf-8", errors="replace").split())[:_SAID]

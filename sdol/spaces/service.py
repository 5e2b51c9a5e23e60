"""One request to a service over HTTP: time limits, attempts, and errors that say nothing of the key."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sdol.errors import SdolError

if TYPE_CHECKING:
    import socket
    from http.client import HTTPConnection

ATTEMPTS = 4
FIRST_PAUSE = 0.5
"""Seconds before the second attempt; each later pause is twice as long."""
LONGEST_PAUSE = 30.0
"""Seconds that a service may ask to wait (`Retry-After`); longer, and the user is told instead."""
BUSY = frozenset({429, 500, 502, 503, 504})
BLOCK = 1 << 16
SHOWN = 200

Pause = Callable[[float], object]


class Service(NamedTuple):
    """Where a request goes: the space that it is for, the address, the key (or nothing), seconds to wait."""

    name: str
    url: str
    key: str
    timeout: float

    @property
    def host(self) -> str:
        return host_of(self.url)


LOOPBACK = ("localhost", "127.0.0.1", "::1")


def address_of(url: str, *, keyed: bool) -> tuple[str, str, str]:
    """The full address of a service's embeddings, what is wrong with it (nothing where it can be used), and the
    way out; `http://host:1234/v1` means its `/embeddings`.

    Args:
        keyed: whether a key goes along.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or not (url.isascii() and url.isprintable()):
        return "", f"{url!r} is no address", "write it as `https://HOST/v1`"
    if parts.username or parts.password or parts.query or parts.fragment:
        fault = "it holds a user, a password, or a part after `?` or `#`, which would be kept and shown"
        return "", fault, "name the environment variable that holds the key: `--key-env NAME`"
    if keyed and parts.scheme == "http" and host not in LOOPBACK:
        return "", "a key would travel readable over `http`", "use the address with `https`"
    path = parts.path.rstrip("/").removesuffix("/embeddings")
    return f"{parts.scheme}://{parts.netloc}{path}/embeddings", "", ""


class _Busy(Exception):
    """The attempt failed in a way that another one may not."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


def host_of(url: str) -> str:
    """The host of an address, in lower case: what a grant of `net` names."""
    from urllib.parse import urlsplit

    return (urlsplit(url).hostname or "").lower()


def post(service: Service, body: Mapping[str, Any], *, limit: int, pause: Pause = time.sleep) -> bytes:
    """The answer to a JSON body, tried again where the service is busy or fails, with growing pauses.

    Args:
        limit: the most bytes that an answer may have.
        pause: waits for so many seconds.

    Raises:
        SdolError: E0711 no answer was to be had, E0712 the service refuses, E0713 the answer is too long.
    """
    data = json.dumps(body).encode("utf-8", "replace")
    for attempt in range(ATTEMPTS):
        try:
            return _once(service, data, limit)
        except _Busy as busy:
            wait = FIRST_PAUSE * 2**attempt if busy.wait is None else busy.wait
            if attempt == ATTEMPTS - 1 or wait > LONGEST_PAUSE:
                raise _unreachable(service, busy.reason, attempt + 1) from None
            pause(wait)
    raise AssertionError("the last attempt returns or raises")


def _once(service: Service, data: bytes, limit: int) -> bytes:
    from http.client import HTTPException
    from urllib.parse import urlsplit

    headers = _headers(service)
    connection = _connection(service)
    try:
        connection.connect()
        connection.sock = _Hurried(connection.sock, time.monotonic() + service.timeout)
        connection.request("POST", urlsplit(service.url).path or "/", data, headers)
        with connection.getresponse() as response:
            found = _read(response, limit if response.status == 200 else BLOCK)
    except ConnectionRefusedError as error:
        raise _unreachable(service, "nothing listens there", 1) from error
    except TimeoutError:
        raise _Busy(f"no answer within {service.timeout:g} seconds") from None
    except (OSError, HTTPException) as error:
        raise _Busy(_safe(str(error) or type(error).__name__, service)) from None
    finally:
        connection.close()
    if response.status == 200:
        return _whole(service, found, limit)
    raise _refusal(service, response.status, response.headers, found)


def _connection(service: Service) -> HTTPConnection:
    from http.client import HTTPConnection, HTTPSConnection
    from urllib.parse import urlsplit

    parts = urlsplit(service.url)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return make(parts.hostname or "", parts.port, timeout=service.timeout)


class _Hurried:
    """A connected socket for `http.client` on which everything together ends at a deadline.

    The time limit of a socket is for one step: headers that drip, or "100 Continue" without end, would keep to it.
    """

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def _hurry(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._inner.settimeout(left)

    def sendall(self, data: bytes) -> None:
        self._hurry()
        self._inner.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._inner, self._hurry))

    def close(self) -> None:
        self._inner.close()


class _Incoming(io.RawIOBase):
    """What comes in on a hurried socket, which stays open until this is closed, as with a socket's own file."""

    def __init__(self, inner: socket.socket, hurry: Callable[[], None]) -> None:
        self._raw, self._hurry = inner.makefile("rb", buffering=0), hurry

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._hurry()
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _headers(service: Service) -> dict[str, str]:
    """Raises SdolError E0712 where the key cannot stand in a header; `http.client` would show it."""
    if not (service.key.isascii() and service.key.isprintable()):
        raise _refused_key(service)
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "sdol"}
    return headers | ({"Authorization": f"Bearer {service.key}"} if service.key else {})


def _read(response: Any, limit: int) -> bytes:
    """At most one byte over `limit` of an answer."""
    found = bytearray()
    while len(found) <= limit:
        block = response.read1(BLOCK)
        if not block:
            break
        found += block
    return bytes(found[: limit + 1])


def _whole(service: Service, found: bytes, limit: int) -> bytes:
    if len(found) <= limit:
        return found
    raise SdolError(
        "E0713",
        f"the service of the space {service.name!r} gave an answer that cannot be used",
        reason=f"it is longer than {limit:,} bytes, more than its vectors can take",
        help="check the address, the model and `--dimension` with which the space was added",
    )


def _refusal(service: Service, status: int, headers: Any, found: bytes) -> Exception:
    """What an answer other than 200 means: `_Busy` where another attempt may help."""
    said = _said(found, service)
    if status in BUSY:
        return _Busy(f"it answered {status}{said}", _retry_after(headers.get("Retry-After")))
    if 300 <= status < 400:
        target = host_of(headers.get("Location") or "") or "another address"
        return _refused(
            service,
            f"it answered {status}, pointing to {target}; redirects are not followed, the key would go along",
            "add the space anew with the address that the service really has",
        )
    help = "check the key" if status in (401, 403) else "check the address, the model and `--dimension`"
    return _refused(service, f"it answered {status}{said}", help)


def _retry_after(value: str | None) -> float | None:
    """Seconds that a service asks to wait; a date is not read, and the usual pause is made."""
    try:
        seconds = float(value or "")
    except ValueError:
        return None
    return seconds if seconds >= 0 else None


def _said(found: bytes, service: Service) -> str:
    """The words of an error's body, short, without anything that a terminal obeys, and without the key."""
    try:
        error = json.loads(found)["error"]
        words = error["message"] if isinstance(error, dict) else error
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return f": {_safe(str(words), service)}"


def _safe(words: str, service: Service) -> str:
    shown = "".join(c if c.isprintable() else " " for c in words)
    if service.key:
        shown = shown.replace(service.key, "…")
    return shown[:SHOWN]


def _unreachable(service: Service, reason: str, attempts: int) -> SdolError:
    times = "" if attempts == 1 else f" ({attempts} attempts)"
    return SdolError(
        "E0711",
        f"the service of the space {service.name!r} at {service.host} gives no answer",
        reason=f"{reason}{times}",
        help="check that it runs and can be reached, or try again later",
    )


def _refused(service: Service, reason: str, help: str) -> SdolError:
    message = f"the service of the space {service.name!r} at {service.host} refuses"
    return SdolError("E0712", message, reason=reason, help=help)


def _refused_key(service: Service) -> SdolError:
    return SdolError(
        "E0712",
        f"the key of the space {service.name!r} cannot be sent",
        reason="it holds a line break, or another character that no header can hold",
        help="set its variable to the key alone, without quotes or line breaks",
    )

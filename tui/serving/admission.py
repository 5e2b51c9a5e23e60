"""Who is let in: a browser on this machine that was given the token, and no page of another site.

The token stands in the address that is printed. The first request with it gets a cookie and an address without it,
so that it stays in no history. Beside the cookie, each request's `Host` has to be the server's own, against names
that are made to lead here (DNS rebinding), and its `Origin`, where it names one, and for the websocket it has to.
"""

from __future__ import annotations

from hmac import compare_digest
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

LOOPBACK = "127.0.0.1"
SOCKET = "/ws"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load: nothing from elsewhere. The terminal makes its styles while it runs, hence their freedom."""

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Server": "sdol",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Admission:
    """The door of a server.

    Args:
        port: that it listens on.

    Attributes:
        address: what a person opens, with the token in it.
    """

    def __init__(self, port: int) -> None:
        self._token, self._pass = token_urlsafe(32), token_urlsafe(32)
        self._cookie = f"sdol-{port}"  # browsers keep one jar for all ports of a host
        self._hosts = [f"{name}:{port}" for name in (LOOPBACK, "localhost")]
        if port == 80:
            self._hosts += [LOOPBACK, "localhost"]
        self.address = f"http://{LOOPBACK}:{port}/?token={self._token}"

    def middleware(self) -> Middleware:
        """Turns away with status 403 who may not come in."""

        @web.middleware
        async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
            refused = self._foreign(request)
            if refused:
                raise web.HTTPForbidden(text=refused)
            if request.path == "/" and "token" in request.query:
                return self._welcome(request.query["token"])
            if not _same(request.cookies.get(self._cookie, ""), self._pass):
                raise web.HTTPForbidden(text="this needs the address that `sdol tui --serve` printed\n")
            return await handler(request)

        return admit

    async def dress(self, request: web.Request, response: web.StreamResponse) -> None:
        """Puts on every answer what the browser is to be strict about; a signal of aiohttp."""
        host = request.host if request.host in self._hosts else self._hosts[0]
        response.headers["Content-Security-Policy"] = POLICY.format(host=host)
        response.headers.update(HEADERS)

    def _foreign(self, request: web.Request) -> str:
        """Why a request is not one of the server's own page, or an empty text."""
        hosts, origins = request.headers.getall("Host", []), request.headers.getall("Origin", [])
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return "this server answers to the loopback address only\n"
        if (origins or request.path == SOCKET) and origins != [f"http://{hosts[0]}"]:
            return "this server answers to its own page only\n"
        return ""

    def _welcome(self, token: str) -> web.Response:
        if not _same(token, self._token):
            raise web.HTTPForbidden(text="this token is not that of the server that runs now\n")
        answer = web.Response(status=303, headers={"Location": "/"})
        answer.set_cookie(self._cookie, self._pass, path="/", httponly=True, samesite="Strict")
        return answer


def _same(given: str, right: str) -> bool:
    """Compares in a time that says nothing about where they differ."""
    return compare_digest(given.encode("utf-8", "surrogatepass"), right.encode())

"""Redirects of a server that a package is fetched from: only to where the address itself could have led."""

from __future__ import annotations

from urllib.error import URLError
from urllib.request import HTTPRedirectHandler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from urllib.request import Request


class Redirects(HTTPRedirectHandler):
    """Follows to https, and from http to http; what was asked for safely is never fetched openly."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        to = newurl.partition(":")[0].lower()
        if to != "https" and (to, req.type) != ("http", "http"):
            raise URLError(f"the server leads from {req.type} to {to}, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)

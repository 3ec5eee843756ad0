"""Owns errors as problem documents (RFC 9457): what is wrong, with which parameter, and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from decoupling.charts.spec import count_of
from decoupling.dataset import DatasetError

PROBLEM_TYPE = "application/problem+json"
TITLES = {
    "parameter": "A parameter is wrong",
    "cursor-outdated": "The dataset has changed since this page was handed out",
    "too-many-rows": "More rows than this form can hold",
    "not-found": "Nothing is at this address",
    "gone": "The record has been dropped",
    "method": "Only reading is possible",
    "query-too-long": "The address is too long",
    "closed": "This dashboard is not open to everyone",
    "data-broken": "The data files are broken",
    "failure": "The server failed",
}
"""What goes wrong, by the last part of the problem's type."""


class RefusedError(Exception):
    """A request that cannot be answered; `more` holds what a program needs to mend it."""

    def __init__(self, status: int, kind: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail, self.more = status, kind, detail, more


def wrong_parameter(name: str, detail: str, **more: Any) -> RefusedError:
    """The refusal of one parameter."""
    return RefusedError(400, "parameter", detail, parameter=name, **more)


def problem(refused: RefusedError, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The refusal as a response."""
    content = {
        "type": f"urn:decoupling-monitor:problem:{refused.kind}",
        "title": TITLES[refused.kind],
        "status": refused.status,
        "detail": refused.detail,
        **refused.more,
    }
    kept = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(headers or {})}
    return JSONResponse(content, refused.status, headers=kept, media_type=PROBLEM_TYPE)


def answer_refusal(_request: Request, refused: RefusedError) -> Response:
    """A request that was refused."""
    return problem(refused)


def answer_broken_data(_request: Request, error: DatasetError) -> Response:
    """Data files that cannot be used: every address says which line to mend."""
    problems = [{"file": p.file, "line": p.line, "message": p.message} for p in error.problems]
    detail = f"{count_of(len(problems), 'problem')} in the data files; nothing is answered until they are mended."
    return problem(RefusedError(503, "data-broken", detail, problems=problems), {"Retry-After": "60"})


def answer_http_error(request: Request, error: HTTPException) -> Response:
    """An address that is not there, or a method that is not offered."""
    if error.status_code == 405:
        refused = RefusedError(405, "method", f"{request.method} is not offered here; use GET or HEAD.")
        return problem(refused, {"Allow": "GET, HEAD"})
    detail = f"{request.url.path} is no address; /api/ lists those there are."
    return problem(RefusedError(404, "not-found", detail))


def answer_failure(_request: Request, _error: Exception) -> Response:
    """Anything that was not foreseen; the server's log has the details."""
    return problem(RefusedError(500, "failure", "Answering failed; the fault is not in the request."))

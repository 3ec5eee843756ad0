"""The addresses over the tiny dataset, asked without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from decoupling.api.service import program_routes
from decoupling.model import Release
from decoupling.releases import UnknownVersionError
from decoupling.snapshot import build_snapshot

SITE = "http://testserver"
OLDER = "2024.12.31-0123abcd"


@dataclass(frozen=True)
class Client:
    """Asks an ASGI application."""

    app: Any

    def request(self, method: str, address: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """One request, answered in full; redirects are not followed."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
                return await client.request(method, address, headers=headers)

        return asyncio.run(ask())

    def get(self, address: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """GET."""
        return self.request("GET", address, headers)

    def head(self, address: str) -> httpx.Response:
        """HEAD."""
        return self.request("HEAD", address)


@pytest.fixture(scope="session")
def client_of() -> Callable[..., Client]:
    """Makes a client over what `load_data` gives."""
    return lambda load_data, is_open=lambda: True: Client(Starlette(routes=program_routes(load_data, is_open)))


@pytest.fixture(scope="session")
def client(client_of, tiny_dataset, tiny_snapshot) -> Client:
    """A client over the tiny dataset, which has a release OLDER that lacks the events of 2025."""
    release = Release(version=OLDER, date="2024-12-31", events=8, note="The first two years")
    first = tuple(event for event in tiny_dataset.events if event.date < "2025")
    by_id = {event.id: event for event in first}
    older = replace(tiny_dataset, version=OLDER, events=first, by_id=by_id, releases=(release,))
    known = {"": (tiny_dataset, tiny_snapshot), OLDER: (older, build_snapshot(older))}

    def load(version: str):
        if version not in known:
            raise UnknownVersionError(version, [release])
        return known[version]

    return client_of(load)

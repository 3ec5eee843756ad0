"""A provider of OpenID Connect on this machine, for tests of signing in: anybody may say who they are."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "dashboard", "told-to-nobody"
PEOPLE: dict[str, dict[str, Any]] = {
    "Editor": {"email": "Ana@Example.org", "email_verified": True},
    "Reviewer": {"email": "rui@desk.example.org", "email_verified": True},
    "Viewer": {"email": "vera@example.org", "email_verified": True},
    "Stranger": {"email": "sam@elsewhere.example", "email_verified": True},
    "Unverified": {"email": "ana@example.org", "email_verified": False},
    "Forged": {"email": "ana@example.org", "email_verified": True},
}
"""Who can sign in, and what the provider says of them. The token of Forged is signed by somebody else."""


class Provider(ThreadingHTTPServer):
    """The provider's keys and the codes it has given out."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://localhost:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "ours", "use": "sig", "alg": "RS256"})
        self.other_key = RSAKey.generate_key(2048, {"kid": "ours"})
        self.codes: dict[str, dict[str, str]] = {}
        self.signed_out = 0

    def id_token(self, asked: dict[str, str]) -> str:
        """Who signed in, signed."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": asked["person"],
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **PEOPLE[asked["person"]],
        }
        key = self.other_key if asked["person"] == "Forged" else self.key
        return jwt.encode({"alg": "RS256", "kid": "ours"}, claims, key)


class Answers(BaseHTTPRequestHandler):
    """One request to the provider."""

    server: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = dict(parse_qsl(address.query))
        match address.path:
            case "/.well-known/openid-configuration":
                self.send_json(self.metadata())
            case "/jwks":
                self.send_json({"keys": [self.server.key.as_dict(private=False)]})
            case "/authorize":
                self.ask_who(asked)
            case "/grant":
                code = secrets.token_urlsafe()
                self.server.codes[code] = asked
                self.redirect(asked["redirect_uri"], code=code, state=asked["state"])
            case "/logout":
                self.server.signed_out += 1
                self.redirect(asked["post_logout_redirect_uri"])
            case _:
                self.send(b"", "text/plain", status=204)

    def do_POST(self) -> None:
        """The dashboard's server turns a code into a token."""
        form = {key: values[0] for key, values in parse_qs(self.rfile.read(self.length()).decode()).items()}
        asked = self.server.codes.pop(form.get("code", ""), None)
        given = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        if asked is None or given != f"{CLIENT_ID}:{CLIENT_SECRET}" or not self.is_same_client(asked, form):
            self.send_json({"error": "invalid_grant"}, status=400)
            return
        token = {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "expires_in": 300}
        self.send_json({**token, "id_token": self.server.id_token(asked)})

    def is_same_client(self, asked: dict[str, str], form: dict[str, str]) -> bool:
        """Whether who comes with the code is who asked for it."""
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return asked["redirect_uri"] == form.get("redirect_uri") and asked["code_challenge"] == challenge

    def metadata(self) -> dict[str, Any]:
        """What the provider says about itself."""
        issuer = self.server.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "end_session_endpoint": f"{issuer}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def ask_who(self, asked: dict[str, str]) -> None:
        """The page on which one says who one is."""
        hidden = "".join(f'<input type="hidden" name="{key}" value="{value}">' for key, value in asked.items())
        buttons = "".join(f'<button name="person" value="{name}">{name}</button>' for name in PEOPLE)
        page = f'<!doctype html><title>Test provider</title><form action="/grant">{hidden}{buttons}</form>'
        self.send(page.encode(), "text/html")

    def length(self) -> int:
        return int(self.headers.get("Content-Length", 0))

    def redirect(self, address: str, **query: str) -> None:
        self.send_response(302)
        self.send_header("Location", address + ("?" + urlencode(query) if query else ""))
        self.end_headers()

    def send_json(self, value: object, *, status: int = 200) -> None:
        self.send(json.dumps(value).encode(), "application/json", status=status)

    def send(self, body: bytes, kind: str, *, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def provide() -> Iterator[Provider]:
    """A provider on a free port for as long as the block runs."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        thread.join()
        provider.server_close()

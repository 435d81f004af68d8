"""Identity providers of tests: a real one in a process of its own, and one that answers what a test chooses, also wrongly."""

import base64
import hashlib
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from shared.web.oidc.settings import ProviderSettings
from tests.support.ports import free_port
from tests.support.waiting import eventually

CLIENT = "lianxi"
SITE = "http://site"


def settings_of(issuer: str) -> ProviderSettings:
    """Returns the settings of the service as a client of a provider on this machine."""
    return ProviderSettings(
        issuer=issuer, client_id=CLIENT, client_secret="s3cret", callback=f"{SITE}/login/single-sign-on/callback"
    )


@asynccontextmanager
async def real_provider() -> AsyncIterator[str]:
    """Yields the issuer of a provider that runs as a process of its own until the end of the test."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    command = ("-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce")
    process = await create_subprocess_exec(sys.executable, *command, stdout=DEVNULL, stderr=DEVNULL)
    try:
        async with httpx.AsyncClient() as client:

            async def answers() -> bool:
                try:
                    return (await client.get(f"{issuer}/.well-known/openid-configuration")).is_success
                except httpx.TransportError:
                    return False

            await eventually(answers)
        yield issuer
    finally:
        process.terminate()
        await process.wait()


async def log_in_at(address: str, subject: str) -> str:
    """Logs a person in at the real provider; returns the address to which it redirects the browser."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


_PUBLISHED = RSAKey.generate_key(2048, {"kid": "published", "use": "sig"})
_OTHER = RSAKey.generate_key(2048, {"kid": "published", "use": "sig"})


@dataclass
class ChosenProvider:
    """A provider whose id token and answers a test changes. `redeemed`: the forms that its token endpoint has got."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "published"})
    signs_with_another_key: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    body: bytes | None = None
    redeemed: list[dict[str, str]] = field(default_factory=list)

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        if path.endswith("/openid-configuration"):
            return 200, dumps(self._document()).encode()
        if path == "/jwks":
            return 200, dumps({"keys": [_PUBLISHED.as_dict(private=False)]}).encode()
        self.redeemed.append(form)
        key = _OTHER if self.signs_with_another_key else _PUBLISHED
        token = jwt.encode(self.header, self.claims, key)
        return self.status, self.body or dumps({"id_token": token, "access_token": "a"}).encode()

    def _document(self) -> dict[str, Any]:
        endpoints = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        found = {name: self.issuer + path for name, path in endpoints.items()}
        return {"issuer": self.issuer, **found, **self.metadata}


@contextmanager
def chosen_provider() -> Iterator[ChosenProvider]:
    """Yields a provider that answers on this machine until the end of the test."""
    provider = ChosenProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            status, body = provider.answer(self.path, form)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", provider.issuer)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Prints nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def challenge_of(verifier: str) -> str:
    """Returns the PKCE challenge of a verifier (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()

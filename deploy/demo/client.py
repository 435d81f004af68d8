"""Requests to the services, repeated until they are answered. Every POST has an idempotency key, so nothing is executed twice."""

import asyncio
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import httpx

RETRIED = {404, 429, 502, 503, 504}
NOT_YET = {"no-public-key", "no-own-key", "own-key-unconfirmed", "not-invited", "no-consent"}
"""Error codes of temporary refusals, which end when pending events have arrived."""
TIMEOUT_SECONDS = 300.0


class RequestRefusedError(RuntimeError):
    """A service refused a request of the demonstration."""


class Clerk:
    """A client of one service for the accounts of the demonstration."""

    def __init__(self, url: str, passwords: Mapping[str, str]) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=60, trust_env=False)
        self._passwords = passwords
        self._tokens: dict[str, asyncio.Future[str]] = {}

    async def close(self) -> None:
        await self._http.aclose()

    async def post(
        self, account: str, path: str, *, key: str, retried: set[int] = RETRIED, **body: Any
    ) -> dict[str, Any]:
        """Returns the response to a POST (`json=…` or `content=…`); `key`: a text that is unique to this request.

        A response 404 is retried: an event of another service may not have arrived.
        """
        return _document(await self._post(account, path, key=key, retried=retried, **body))

    async def post_file(self, account: str, path: str, *, key: str, content: bytes) -> dict[str, Any]:
        """Imports a CSV file and returns the result; raises `RequestRefusedError` when a row is wrong, and then nothing is imported."""
        return await self.post(account, path, key=key, headers={"Content-Type": "text/csv"}, content=content)

    async def post_batch(self, account: str, *, key: str, json: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Gives one command to many matters, and returns the result of each."""
        return list((await self._post(account, "/batches", key=key, retried=RETRIED, json=json)).json())

    async def get(self, account: str, path: str, **params: Any) -> dict[str, Any]:
        """Returns the response to a GET."""
        return _document(await self._ask("GET", account, path, retried=RETRIED, params=params))

    async def _post(self, account: str, path: str, *, key: str, retried: set[int], **body: Any) -> httpx.Response:
        headers = {"Idempotency-Key": sha256(key.encode()).hexdigest(), **body.pop("headers", {})}
        return await self._ask("POST", account, path, retried=retried, headers=headers, **body)

    async def _ask(self, method: str, account: str, path: str, *, retried: set[int], **request: Any) -> httpx.Response:
        headers = request.pop("headers", {})
        deadline = asyncio.get_running_loop().time() + TIMEOUT_SECONDS
        pause = 0.1
        while True:
            answer = await self._once(method, account, path, headers=headers, **request)
            if answer is not None and answer.is_success:
                return answer
            final = answer is not None and answer.status_code not in retried and not _is_early(answer)
            if final or asyncio.get_running_loop().time() > deadline:
                reason = f"{answer.status_code}: {answer.text[:300]}" if answer is not None else "no answer"
                raise RequestRefusedError(f"{method} {path} ({account}): {reason}")
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2.0)

    async def _once(self, method: str, account: str, path: str, **request: Any) -> httpx.Response | None:
        """Returns the response of one attempt; None without an answer."""
        try:
            headers = {"Authorization": f"Bearer {await self._token(account)}", **request.pop("headers")}
            answer = await self._http.request(method, f"/api/v1{path}", headers=headers, **request)
        except httpx.TransportError:
            return None
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            self._tokens.pop(account, None)
            return None
        return answer

    async def _token(self, account: str) -> str:
        """Returns the token of an account; concurrent callers share one login."""
        if account not in self._tokens:
            self._tokens[account] = asyncio.ensure_future(self._log_in(account))
        try:
            return await asyncio.shield(self._tokens[account])
        except httpx.TransportError:
            self._tokens.pop(account, None)
            raise

    async def _log_in(self, account: str) -> str:
        body = {"account": account, "password": self._passwords[account]}
        while True:
            answer = await self._http.post("/api/v1/sessions", json=body)
            if answer.status_code in RETRIED:
                await asyncio.sleep(float(answer.headers.get("Retry-After", 1)))
                continue
            if not answer.is_success:
                raise RequestRefusedError(f"log in as {account}: {answer.status_code} {answer.text[:200]}")
            return str(answer.json()["token"])


def _document(answer: httpx.Response) -> dict[str, Any]:
    return dict(answer.json()) if answer.content else {}


def _is_early(answer: httpx.Response) -> bool:
    return answer.status_code == httpx.codes.CONFLICT and answer.json().get("code") in NOT_YET

"""HTTP clients of the clerks: every write has an idempotency key and is repeated until it gets a final response."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.faults import organizations
from tests.support.clients import log_in

UNAVAILABLE = 503
REPEATED = "repeated"
"""The key of the count of repeated responses."""

_AGAIN_SECONDS = 0.1
_TIMEOUT = httpx.Timeout(30.0, connect=2.0)


class ServerError(AssertionError):
    """A service sent a response that no fault may cause."""


class Clerks:
    """`urls`: service -> address. `answers`: number of responses to writes by status; `plans`: the ids of the plans of the counties."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._http = {
            name: httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=_TIMEOUT, trust_env=False)
            for name, url in urls.items()
        }
        self._headers: dict[tuple[str, str], dict[str, str]] = {}
        self.answers: Counter[int | str] = Counter()
        self.plans: list[str] = []

    async def log_in(self) -> None:
        """Logs all clerks in."""
        for service in self._http:
            for account in organizations.accounts(service):
                headers = await log_in(self._http[service], account.name, organizations.PASSWORD, path="/sessions")
                self._headers[service, account.name] = headers

    async def settle(self) -> None:
        """Imports the rosters and drafts the plans; returns when every clerk has been able to write and to forward."""
        for service, roster in organizations.rosters().items():
            importing = organizations.administrator(service)
            kind = {"Content-Type": "text/csv"}
            await self._until_taken(service, importing, "/imports/organizations", content=roster, headers=kind)
        for organization in (*organizations.COUNTIES, *organizations.TOWNSHIPS):
            by = organizations.service_of(organization), organizations.clerk(organization)
            opinion = {"title": "关于开始的信息", "content": "正文", "channel": "window"}
            report = (await self._until_taken(*by, "/opinions", json=opinion)).json()["id"]
            await self._until_taken(*by, f"/opinions/{report}/approve", json={})
            await self._until_taken(*by, f"/opinions/{report}/forward", json={})
        for county in organizations.COUNTIES:
            for year in (this := datetime.now(UTC).year, this - 1, this + 1):
                begun = await self._until_taken(
                    organizations.WRITER, organizations.clerk(county), "/plans", json={"year": year}
                )
                self.plans.append(begun.json()["id"])

    async def _until_taken(self, service: str, account: str, path: str, **request: Any) -> httpx.Response:
        """Repeats a write that is refused until events of other services have arrived; returns the response."""
        while not (answer := await self.post(service, account, path, **request)).is_success:  # noqa: ASYNC110 - in another process
            await asyncio.sleep(_AGAIN_SECONDS)
        return answer

    def authorization(self, service: str, account: str) -> dict[str, str]:
        """Returns the headers of an account that is logged in."""
        return self._headers[service, account]

    async def get(self, service: str, account: str, path: str, **params: Any) -> Any:
        """Returns the content of a resource; without a response, or after a temporary refusal, it is requested again."""
        headers = self.authorization(service, account)
        while True:
            try:
                answer = await self._http[service].get(path, headers=headers, params=params)
            except httpx.TransportError:
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            if answer.status_code != UNAVAILABLE:
                assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:300]}"
                return answer.json()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def post(self, service: str, account: str, path: str, **request: Any) -> httpx.Response:
        """Returns the final response to a write. Without a response, or after a temporary refusal, it is sent again with the same key.

        Raises `ServerError` for a response that a fault must not cause.
        """
        headers = {
            **self.authorization(service, account),
            "Idempotency-Key": uuid4().hex,
            **request.pop("headers", {}),
        }
        while True:
            try:
                answer = await self._http[service].post(path, headers=headers, **request)
            except httpx.TransportError as error:
                self.answers[type(error).__name__] += 1
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            self.answers[answer.status_code] += 1
            self.answers[REPEATED] += "Idempotency-Replayed" in answer.headers
            if answer.status_code == UNAVAILABLE and "Retry-After" in answer.headers:
                await asyncio.sleep(_AGAIN_SECONDS)
            elif answer.is_server_error:
                raise ServerError(f"{path}: {answer.status_code} {answer.text[:300]}")
            else:
                return answer

    async def until_unknown(self, organization: str) -> None:
        """Returns when the service of the counties has removed the organization from its directory."""
        headers = self.authorization(organizations.WRITER, organizations.clerk(organizations.COUNTIES[0]))
        http = self._http[organizations.WRITER]
        while (await http.get(f"/organizations/{organization}", headers=headers)).is_success:  # noqa: ASYNC110 - in another process
            await asyncio.sleep(_AGAIN_SECONDS)

    async def close(self) -> None:
        for client in self._http.values():
            await client.aclose()

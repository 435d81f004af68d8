"""HTTP clients of services that log in."""

from collections.abc import Callable
from typing import Any

import httpx

SESSIONS = "/api/v1/sessions"


def bearer(token: str) -> dict[str, str]:
    """Returns the headers of requests in the session of this token."""
    return {"Authorization": f"Bearer {token}"}


async def log_in(client: httpx.AsyncClient, account: str, password: str, *, path: str = SESSIONS) -> dict[str, str]:
    """Logs an account in and returns the headers of its requests. `path`: where it differs because of the client's base URL."""
    opened = await client.post(path, json={"account": account, "password": password})
    assert opened.status_code == 201, opened.text
    return bearer(opened.json()["token"])


class ApiClient:
    """Requests of any account to any service; `address`: of a service by name.

    Each account is logged in when it is first needed, and again when its session has ended.
    """

    def __init__(self, address: Callable[[str], str], password: str) -> None:
        self._address, self._password = address, password
        self._tokens: dict[tuple[str, str], str] = {}
        self._http = httpx.Client(timeout=30, trust_env=False)

    def request(
        self, method: str, service: str, path: str, *, account: str | None = None, **options: Any
    ) -> httpx.Response:
        """Returns the response, whatever its status."""
        if account is None:
            return self._send(method, service, path, **options)
        answer = self._send(method, service, path, token=self._token(service, account), **options)
        if answer.status_code == 401:
            del self._tokens[service, account]
            answer = self._send(method, service, path, token=self._token(service, account), **options)
        return answer

    def post(self, service: str, path: str, account: str, **body: Any) -> Any:
        """Returns the body of a response that must be a success."""
        answer = self.request("POST", service, f"/api/v1{path}", account=account, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, service: str, path: str, account: str, **params: Any) -> Any:
        """Returns the body of a response that must be a success."""
        answer = self.request("GET", service, f"/api/v1{path}", account=account, params=params)
        assert answer.is_success, answer.text
        return answer.json()

    def close(self) -> None:
        self._http.close()

    def _send(
        self, method: str, service: str, path: str, *, token: str | None = None, headers: Any = None, **options: Any
    ) -> httpx.Response:
        headers = {**({} if token is None else bearer(token)), **(headers or {})}
        return self._http.request(method, f"{self._address(service)}{path}", headers=headers, **options)

    def _token(self, service: str, account: str) -> str:
        if (service, account) not in self._tokens:
            body = {"account": account, "password": self._password}
            answer = self.request("POST", service, SESSIONS, json=body)
            assert answer.is_success, answer.text
            self._tokens[service, account] = answer.json()["token"]
        return self._tokens[service, account]

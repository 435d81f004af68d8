"""Problem documents, which services answer with when they refuse a request."""

from typing import Any

import httpx


def check_problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Returns the document, after it has checked what every problem has."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["code"] == code
    assert document["type"] == f"urn:lianxi:problem:{code}"
    assert document["status"] == status
    assert any("\u4e00" <= character <= "\u9fff" for character in document["title"])
    assert document["detail"]
    assert document["trace_id"]
    assert "Traceback" not in response.text
    return document

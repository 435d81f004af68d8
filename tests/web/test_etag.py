"""`If-Match` is optional; a stale one is 412."""

import pytest

from tests.support.problems import check_problem
from tests.support.site import Site


@pytest.mark.parametrize("header", [None, "*", '"1-3"', 'W/"1-3"', '"1-2", "1-3"'])
async def test_the_current_version_matches(site: Site, header: str | None) -> None:
    headers = await site.secretary()
    await site.client.post("/api/v1/notes", json={"text": "x"}, headers=headers)
    answer = await site.client.get(
        "/api/v1/notes/1", headers=headers if header is None else {**headers, "If-Match": header}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("header", ['"1-2"', '"2-3"', '"1-33"', '""'])
async def test_an_older_version_is_stale(site: Site, header: str) -> None:
    answer = await site.client.get("/api/v1/notes/1", headers={**await site.secretary(), "If-Match": header})
    check_problem(answer, 412, "stale")
    assert answer.headers["ETag"] == '"1-3"'


@pytest.mark.parametrize("header", ["1-3", "", '"1-3', "x"])
async def test_what_is_no_etag_is_refused(site: Site, header: str) -> None:
    answer = await site.client.get("/api/v1/notes/1", headers={**await site.secretary(), "If-Match": header})
    check_problem(answer, 422, "invalid")

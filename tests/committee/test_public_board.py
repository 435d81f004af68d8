"""The public board 提案办理公开: what everyone may read of published proposals without an account, and what nobody may."""

import csv
import json
from collections import Counter
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.web.dependencies import AppState
from shared.web.problem import HttpRefusedError
from shared.web.request_limits import RequestLimiter
from shared.web.response_cache import LARGEST_BODY, MOST_RESPONSES, ResponseCache
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients, open_county_with
from tests.support.matters import UNIT

CLERK = "522625-secretariat"
OPEN = """
[[places.522625]]
from = 2000-01-01
public_board = true
"""
TEXTS = """
[[places.522625]]
from = 2026-03-01
public_texts = ["content", "replies"]
"""
API, PAGE = "/public/api/v1/proposals", "/public"


@pytest.fixture
async def county(
    roster: ServiceClients, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[ServiceClient]:
    """Yields the service of a county whose board is open, with further rules of its charter as the parameter of a test."""
    async with open_county_with(OPEN + getattr(request, "param", ""), roster, tmp_path) as service:
        yield service


async def fetched(service: ServiceClient, path: str, **headers: str) -> httpx.Response:
    return await service.client.get(path, headers=headers)


def app_state(service: ServiceClient) -> AppState:
    """Returns the state that the application of a service uses."""
    state: AppState = service.app.state.app_state
    return state


async def published(service: ServiceClient, last: str = "assign", **fields: Any) -> str:
    id = await brought_to(service, last, **fields)
    await service.post(f"/proposals/{id}/publish", CLERK)
    return id


async def test_a_board_is_closed_unless_the_charter_opens_it(county: ServiceClient, roster: ServiceClients) -> None:
    for path in (PAGE, API, f"{API}.csv", f"{API}.json"):
        assert (await fetched(roster.region, path)).status_code == 404
        assert (await fetched(county, f"{path}?organization=520603")).status_code == 404
        assert (await fetched(county, f"{path}?organization=nowhere")).status_code == 404
        assert (await fetched(county, path)).status_code == 200
    assert (await fetched(roster.region, PAGE)).json()["code"] == "no-public-board"


async def test_only_published_proposals_are_on_the_board(county: ServiceClient) -> None:
    await brought_to(county, "assign", title="没有公开的提案")
    id = await published(county, "reply", title="关于公开的提案", theme="social")
    page = (await fetched(county, API)).json()
    (item,) = page["items"]
    assert (page["total"], page["organization_name"], set(item)) == (
        1,
        "镇远县政协",
        set(page["definitions"]) | {"status_title", "outcome_title"},
    )
    assert (item["id"], item["title"], item["theme"], item["units"]) == (id, "关于公开的提案", "social", [UNIT])
    assert (item["status"], item["outcome"], item["replied_on"]) == ("feedback_requested", "resolved", "2026-02-20")
    assert "没有公开" not in words(await fetched(county, PAGE))


async def test_the_board_counts_the_answers_of_the_newest_forms(county: ServiceClient) -> None:
    id = await published(county, "reply")
    await county.post(f"/proposals/{id}/rate", CLERK, signatory=1, process="satisfied", result="mostly_satisfied")
    (item,) = (await fetched(county, API)).json()["items"]
    assert item["process"] == [{"answer": "satisfied", "title": "满意", "count": 1}]
    assert item["result"] == [{"answer": "mostly_satisfied", "title": "基本满意", "count": 1}]
    assert "基本满意1" in words(await fetched(county, PAGE))


async def test_no_name_and_no_text_is_on_the_board_nor_found_by_a_search(county: ServiceClient) -> None:
    await published(county, "reply", content="不外传的正文", proposers=["某委员"])
    for path in (PAGE, API, f"{API}.csv", f"{API}.json"):
        shown = (await fetched(county, path)).text
        assert "某委员" not in shown
        assert "不外传" not in shown
        assert "secretariat" not in shown
    for hidden in ("不外传", "某委员"):
        assert (await fetched(county, f"{API}?q={hidden}")).json()["total"] == 0


async def test_the_board_is_searched_filtered_and_paged(county: ServiceClient) -> None:
    first = await published(county, title="关于河道治理的提案", theme="ecological")
    second = await published(county, "close", title="关于校车的提案")
    wanted = {
        "q=河道": [first],
        "q=关于 提案": [second, first],
        "q=%25": [],
        f"q={first}": [first],
        "status=closed": [second],
        "theme=ecological": [first],
        f"unit={UNIT}": [second, first],
        "unit=某局": [],
        "year=2026": [second, first],
        "year=2025": [],
        "size=1": [second],
        "size=1&page=2": [first],
        "page=1000000": [],
    }
    for query, expected in wanted.items():
        assert [item["id"] for item in (await fetched(county, f"{API}?{query}")).json()["items"]] == expected, query
        assert (await fetched(county, f"{PAGE}?{query}")).status_code == 200
    assert (await fetched(county, f"{API}?year=abc")).status_code == 422


async def test_the_files_contain_all_proposals_and_no_formula(county: ServiceClient) -> None:
    first, second = await published(county, title="=1+1"), await published(county)
    file = await fetched(county, f"{API}.csv")
    assert file.headers["Content-Disposition"].startswith("attachment; ")
    head, *rows = csv.reader(StringIO(file.content.decode("utf-8-sig")))
    assert [row[0] for row in rows] == [second, first]
    assert (head[3], rows[1][3]) == ("题目", "'=1+1")
    document = json.loads((await fetched(county, f"{API}.json")).text)
    assert [item["id"] for item in document["items"]] == [second, first]
    assert document["as_of"]
    assert set(document["definitions"]) <= set(document["items"][0])


async def test_a_reader_gets_no_cookie_and_no_second_copy(county: ServiceClient) -> None:
    await published(county)
    tags = {}
    for path in (PAGE, API, f"{API}.csv"):
        answer = await fetched(county, path)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert "Set-Cookie" not in answer.headers
        again = await fetched(county, path, **{"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
        tags[path] = answer.headers["ETag"]
    vars(app_state(county)).pop("public_responses")  # as after a minute
    await published(county)
    for path, tag in tags.items():
        assert (await fetched(county, path, **{"If-None-Match": tag})).headers["ETag"] != tag


@pytest.mark.full
async def test_a_board_asked_a_thousand_times_a_minute_refuses_with_a_time(county: ServiceClient) -> None:
    counts = Counter([(await fetched(county, API)).status_code for _ in range(1000)])
    assert counts == {200: 300, 429: 700}
    refused = await fetched(county, PAGE)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "访问过于频繁" in refused.json()["detail"]


def test_every_address_has_its_own_minute() -> None:
    now = [0.0]
    limiter = RequestLimiter(300, clock=lambda: now[0])
    refused = 0
    for _ in range(1000):
        try:
            limiter.count("192.0.2.1")
        except HttpRefusedError:
            refused += 1
    assert refused == 700
    limiter.count("192.0.2.2", cost=300)
    with pytest.raises(HttpRefusedError):
        limiter.count("192.0.2.2", cost=20)
    now[0] = 60
    limiter.count("192.0.2.1")


def test_the_cache_is_bounded_and_expires() -> None:
    now = [0.0]
    cache = ResponseCache(clock=lambda: now[0])
    for number in range(MOST_RESPONSES + 1):
        cache.put(f"/{number}", b"", "text/html", '"1"', seconds=60)
    cache.put("/large", b"x" * (LARGEST_BODY + 1), "text/html", '"1"', seconds=60)
    assert (cache.get("/0"), cache.get("/large")) == (None, None)
    assert cache.get("/1")
    now[0] = 60
    assert cache.get("/1") is None


async def test_a_form_asks_before_a_title_becomes_public(county: ServiceClient) -> None:
    clerk, id = PageClient(county, CLERK), await brought_to(county, "assign")
    asked = await clerk.run_command(await clerk.get(f"/proposals/{id}"), "publish")
    assert "请确认其中没有不宜公开的姓名" in words(asked)
    await clerk.run_command(asked, "publish", confirmed="yes")
    assert (await fetched(county, API)).json()["total"] == 1


async def test_a_publication_is_taken_back_with_a_reason_and_may_be_given_again(county: ServiceClient) -> None:
    id = await published(county, "close", title="关于撤回的提案")
    for reason in ("", " "):
        refused = await county.refused(f"/proposals/{id}/unpublish", CLERK, reason=reason)
        assert refused == (422, "invalid")
    await county.post(f"/proposals/{id}/unpublish", CLERK, reason="题目有误")
    assert await county.refused(f"/proposals/{id}/unpublish", CLERK, reason="题目有误") == (409, "not-allowed-now")
    assert (await fetched(county, f"{API}?q=撤回")).json()["total"] == 0
    assert (await fetched(county, f"{PAGE}/proposals/{id}")).status_code == 404
    shown = await county.get(f"/proposals/{id}", CLERK)
    assert (shown["published_on"], shown["publications"][0]["reason"]) == (None, "题目有误")
    assert {"publish"} <= set(shown["commands"])
    assert "题目有误" in words(await PageClient(county, CLERK).get(f"/proposals/{id}"))
    await county.post(f"/proposals/{id}/publish", CLERK)
    assert (await fetched(county, f"{API}?year=2026")).json()["total"] == 1


async def test_every_publication_and_its_taking_back_change_the_etag(county: ServiceClient) -> None:
    """Also where the number of proposals and of their steps is what it was before: one is published for another."""
    first, second = await published(county), await brought_to(county, "assign")
    tags = []
    for command, id in (("unpublish", first), ("publish", second), ("unpublish", second), ("publish", first)):
        reason = {"reason": "题目有误"} if command == "unpublish" else {}
        tags.append((await fetched(county, f"{API}.csv")).headers["ETag"])
        await county.post(f"/proposals/{id}/{command}", CLERK, **reason)
    tags.append((await fetched(county, f"{API}.csv")).headers["ETag"])
    assert len(set(tags)) == 5


@pytest.mark.parametrize("county", [TEXTS], indirect=True)
async def test_the_texts_that_the_charter_names_are_public_without_the_names_of_the_proposers(
    county: ServiceClient,
) -> None:
    id = await published(
        county, "reply", content="甲某某建议修路。", suggestions=["请甲某某参加验收"], proposers=["甲某某"]
    )
    (item,) = (await fetched(county, API)).json()["items"]
    assert (item["content"], item["suggestions"]) == ("×××建议修路。", ["请×××参加验收"])
    assert [(each["unit"], each["on"], each["text"]) for each in item["replies"]] == [(UNIT, "2026-02-20", "答复……")]
    for path in (f"{PAGE}/proposals/{id}", f"{API}.csv", f"{API}.json"):
        shown = (await fetched(county, path)).text
        assert "甲某某" not in shown
        assert "×××建议修路。" in shown
        assert "答复……" in shown
    assert (await fetched(county, f"{API}?q=修路")).json()["total"] == 0
    rows = [row.payload.decode() for row in await county.announced()]
    assert not any("建议修路" in row for row in rows)


@pytest.mark.parametrize("county", [TEXTS], indirect=True)
async def test_what_was_published_under_another_charter_keeps_its_texts_to_itself(county: ServiceClient) -> None:
    id = await brought_to(county, "assign", content="未经确认的正文")
    await county.post(f"/proposals/{id}/publish", CLERK, on="2026-02-28")
    (item,) = (await fetched(county, API)).json()["items"]
    assert (item["content"], item["replies"]) == (None, [])
    assert "未经确认" not in (await fetched(county, f"{PAGE}/proposals/{id}")).text


@pytest.mark.parametrize(
    ("county", "expected"),
    [
        (
            "",
            "任何人都能看到题目、承办单位、办理状态、办理结果和满意度；提案内容和建议、各单位的答复、提案者姓名不公开",
        ),
        (
            TEXTS,
            "任何人都能看到题目、提案内容和建议、各单位的答复、承办单位、办理状态、办理结果和满意度；提案者姓名不公开",
        ),
    ],
    indirect=["county"],
)
async def test_the_question_before_a_publication_names_what_becomes_public_and_a_name_in_the_title(
    county: ServiceClient, expected: str
) -> None:
    clerk = PageClient(county, CLERK)
    id = await brought_to(county, "assign", title="关于甲某某反映道路的提案", proposers=["甲某某"])
    asked = words(await clerk.run_command(await clerk.get(f"/proposals/{id}"), "publish"))
    assert expected in asked
    assert "题目中有提案者姓名（甲某某）" in asked

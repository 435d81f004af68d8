"""For invalid input the response is a problem document with the reason in Chinese, and never a 500."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.problems import check_problem
from tests.support.site import Site

JSON = {"Content-Type": "application/json"}


FIELDS: dict[str, tuple[Any, str, str]] = {
    "a missing field": ({}, "text", "必须填写"),
    "a field too many": ({"text": "x", "colour": "red"}, "colour", "没有这个字段"),
    "a text too long": ({"text": "长" * 21}, "text", "最多20个字符"),
    "a number for a text": ({"text": 5}, "text", "须为文字"),
    "an unknown word": ({"text": "x", "channel": "pigeon"}, "channel", "须为下列之一"),
    "a day that is none": ({"text": "x", "on": "2014-02-30"}, "on", "须为日期"),
    "a number that is none": ({"text": "x", "count": "many"}, "count", "须为整数"),
    "a number too small": ({"text": "x", "count": -1}, "count", "不能小于0"),
    "a number beyond all bounds": ({"text": "x", "count": 10**30}, "count", "数字过大"),
    "a list for an object": ([], "body", "须为JSON对象"),
    "nothing at all": (None, "body", ""),
    "a NUL in a text": ({"text": "a\0b"}, "text", "无效的字符"),
    "an escape character in a text": ({"text": "a\x1b"}, "text", "第2个字符是无效的字符：控制字符（U+001B）"),
    "a change of direction in a text": ({"text": "\u202ea"}, "text", "第1个字符是无效的字符：改变文字方向的控制符"),
    "a NUL in a name": ({"text": "x", "a\0": 1}, "body", "无效的字符"),
}


@pytest.mark.parametrize("case", FIELDS)
async def test_a_wrong_field_is_named_with_its_rule(site: Site, case: str) -> None:
    body, field, rule = FIELDS[case]
    answer = await site.client.post("/api/v1/notes", json=body, headers=await site.secretary())
    document = check_problem(answer, 422, "invalid")
    assert [field, True] in [[error["field"], rule in error["rule"]] for error in document["errors"]]
    assert await site.notes() == 0


MALFORMED: dict[str, tuple[bytes, dict[str, str], int, str]] = {
    "JSON that breaks off": (b'{"text": ', JSON, 400, "malformed-json"),
    "bytes that are no UTF-8": (b'{"text": "\xff\xfe"}', JSON, 400, "malformed-json"),
    "a text in GBK": ('{"text": "提案"}'.encode("gbk"), JSON, 400, "malformed-json"),
    "brackets without end": (b"[" * 100_000, JSON, 400, "malformed-json"),
    "nesting too deep": (b"[" * 50 + b"]" * 50, JSON, 400, "malformed-json"),
    "not a number": (b'{"text": "x", "count": NaN}', JSON, 400, "malformed-json"),
    "a number of thousands of digits": (b'{"text": "x", "count": ' + b"9" * 5000 + b"}", JSON, 400, "malformed-json"),
    "a number that overflows": (b'{"text": "x", "count": 1e999}', JSON, 422, "invalid"),
    "half a surrogate pair": (b'{"text": "\\ud83d"}', JSON, 422, "invalid"),
    "a form": (b"text=x", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "unsupported-media-type"),
    "no content type": (b'{"text": "x"}', {}, 415, "unsupported-media-type"),
    "JSON in another encoding": (
        b"{}",
        {"Content-Type": "application/json; charset=gbk"},
        415,
        "unsupported-media-type",
    ),
    "ten megabytes": (b"x" * 10_000_000, JSON, 413, "body-too-large"),
}


@pytest.mark.parametrize("case", MALFORMED)
async def test_a_body_that_cannot_be_read_is_refused(site: Site, case: str) -> None:
    content, headers, status, code = MALFORMED[case]
    answer = await site.client.post("/api/v1/notes", content=content, headers={**headers, **await site.secretary()})
    check_problem(answer, status, code)
    assert await site.notes() == 0


async def chunks(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


async def test_a_body_without_announced_length_is_refused_as_soon_as_it_is_too_large(site: Site) -> None:
    headers = {**JSON, **await site.secretary()}
    check_problem(
        await site.client.post("/api/v1/notes", content=chunks(10, 100_000), headers=headers), 413, "body-too-large"
    )


@pytest.mark.parametrize(("name", "mebibytes"), [("notes", 8), ("proposals", 32)])
async def test_an_import_may_have_so_many_mebibytes_and_not_a_byte_more(site: Site, name: str, mebibytes: int) -> None:
    account = await (site.secretary() if name == "proposals" else site.administrator())
    path, headers = f"/api/v1/imports/{name}", {"Content-Type": "text/csv", **account}
    whole = await site.client.post(path, content=chunks(mebibytes, 2**20), headers=headers)
    assert (whole.status_code, whole.json()) == (200, mebibytes * 2**20)
    more = await site.client.post(path, content=b"x" * (mebibytes * 2**20 + 1), headers=headers)
    check_problem(more, 413, "body-too-large")


async def test_a_large_body_is_read_only_for_somebody_who_may_import(site: Site) -> None:
    headers = {"Content-Type": "text/csv", **await site.secretary()}
    for content in (b"x" * 2**20, chunks(8, 2**20)):
        refused = await site.client.post("/api/v1/imports/notes", content=content, headers=headers)
        check_problem(refused, 403, "role-not-allowed")


async def test_an_account_has_only_so_many_bodies_in_memory(site: Site) -> None:
    me = {**JSON, **await site.secretary()}
    most = site.app.state.app_state.limits.bodies_per_account
    arrived, rest = [asyncio.Event() for _ in range(most)], asyncio.Event()

    async def slow(number: int) -> AsyncIterator[bytes]:
        yield b'{"text": '
        arrived[number].set()
        await rest.wait()
        yield b'"x"}'

    content = b'{"text": "x"' + b" " * 20_000 + b"}"
    async with asyncio.TaskGroup() as group:
        sent = [
            group.create_task(site.client.post("/api/v1/notes", content=slow(number), headers=me))
            for number in range(most)
        ]
        for each in arrived:
            await each.wait()
        check_problem(await site.client.post("/api/v1/notes", content=content, headers=me), 429, "too-many-bodies")
        rest.set()
    assert {task.result().status_code for task in sent} == {201}
    assert (await site.client.post("/api/v1/notes", content=content, headers=me)).status_code == 201


ADDRESSES: dict[str, tuple[str, str, int, str]] = {
    "an unknown route": ("GET", "/api/v1/nothing", 404, "unknown-route"),
    "a slash too many": ("GET", "/api/v1/echo/", 404, "unknown-route"),
    "a method that is not offered": ("PATCH", "/api/v1/echo", 405, "method-not-allowed"),
    "a method that nobody knows": ("BREW", "/api/v1/echo", 405, "method-not-allowed"),
    "a year that is none": ("GET", "/api/v1/echo?year=abc", 422, "invalid"),
    "a year long ago": ("GET", "/api/v1/echo?year=1", 422, "invalid"),
    "a day that is none": ("GET", "/api/v1/echo?day=2014-13-01", 422, "invalid"),
    "a NUL in the query": ("GET", "/api/v1/echo?day=%00", 400, "malformed-address"),
    "a query that is no UTF-8": ("GET", "/api/v1/echo?day=%ff", 400, "malformed-address"),
    "a path that is no UTF-8": ("GET", "/api/v1/%ff", 400, "malformed-address"),
}


@pytest.mark.parametrize("case", ADDRESSES)
async def test_a_wrong_address_is_a_clear_problem(site: Site, case: str) -> None:
    method, address, status, code = ADDRESSES[case]
    check_problem(await site.client.request(method, address), status, code)


async def test_the_error_for_a_wrong_method_names_the_allowed_ones(site: Site) -> None:
    assert (await site.client.put("/api/v1/sessions")).headers["Allow"] == "DELETE, GET, POST"


async def test_a_password_is_never_echoed(site: Site) -> None:
    body = {"account": "", "password": "hunter2" * 100}
    answer = await site.client.post("/api/v1/sessions", json=body)
    check_problem(answer, 422, "invalid")
    assert "hunter2" not in answer.text


async def test_a_body_that_is_more_than_small_is_read_for_somebody_who_is_logged_in(site: Site) -> None:
    content = b'{"text": "x"' + b" " * 20_000 + b"}"
    refused = await site.client.post("/api/v1/notes", content=content, headers=JSON)
    check_problem(refused, 401, "not-logged-in")
    answer = await site.client.post("/api/v1/notes", content=content, headers={**JSON, **await site.secretary()})
    assert answer.status_code == 201
    login = await site.client.post("/api/v1/sessions", content=content, headers=JSON)
    check_problem(login, 413, "body-too-large")

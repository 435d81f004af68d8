"""Refusals as people read them: by the Chinese names of fields, without the identifiers of the program."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import select

from shared.domain.errors import InvalidError
from shared.ui.forms.fields import form_fields
from shared.ui.forms.labels import field_title
from shared.web.pages import pending_forms
from shared.web.problem import detail_of
from shared.web.service_secret import secret_box
from shared.web.validation_messages import parsed
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.committee.test_pages_tables import forms

IDENTIFIER = re.compile(r"[a-z_]{2,}(?:[.-][a-z_]+)*")


def wrong_bodies(body: type[Any]) -> Iterator[dict[str, Any]]:
    """Yields an empty body, and for each field a body with an invalid value."""
    yield {}
    for field in form_fields(body):
        values: tuple[Any, ...] = ("\u3000", "nonsense", -1, [{}], {"a": 1})
        for value in values:
            yield {field.name: value}


@pytest.mark.parametrize(("command", "body"), list(forms()), ids=lambda each: each if isinstance(each, str) else "")
def test_every_wrong_field_of_every_command_is_named_in_chinese(command: str, body: type[Any]) -> None:
    adapter = TypeAdapter(body)
    for sent in wrong_bodies(body):
        refused = refusal_of(adapter, sent)
        assert IDENTIFIER.findall(refused) == [], (command, sent)


def refusal_of(adapter: TypeAdapter[Any], sent: dict[str, Any]) -> str:
    """Returns the text of the refusal; empty where nothing is refused."""
    try:
        parsed(adapter, to_json(sent))
    except InvalidError as error:
        return detail_of(error, field_title)
    return ""


def main_of(page: httpx.Response) -> str:
    """Returns the text of a page, without its frame, its addresses and the values of its fields."""
    found = re.search(r"<main.*</main>", page.text, re.DOTALL)
    assert found, page.text
    shown = re.sub(r"<code>[0-9a-f]{32}</code>|<title>.*?</title>", "", found[0])
    return re.sub(r"<[^>]+>", " ", shown)


REFUSED = {
    "an opinion report for a committee of proposals": ("522625-proposals_committee", "/opinions", 403),
    "accounts for a secretariat": ("522625-secretariat", "/accounts", 403),
    "a proposal of nobody": ("522625-secretariat", "/proposals/522625-p-2014-999", 404),
    "a report of another organization": ("522625-secretariat", "/reports/520603", 403),
    "a day that is none": ("522625-secretariat", "/reports/522625?as_of=x", 422),
    "a day to come": ("522625-secretariat", "/reports/522625?as_of=2030-01-01", 422),
    "a scope that is none": ("522625-secretariat", "/reports/522625?scope=x", 422),
    "a state that is none": ("522625-secretariat", "/proposals?status=x", 422),
    "a page that is none": ("522625-secretariat", "/proposals?page=x", 422),
    "a year that is none": ("522625-secretariat", "/opinions?year=x&overdue=x", 422),
    "an organization that nobody has entered": ("522625-secretariat", "/organizations/529999", 404),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_page_that_refuses_names_no_identifier(roster: ServiceClients, case: str) -> None:
    account, path, status = REFUSED[case]
    page = await PageClient(roster.county, account).get(path)
    assert page.status_code == status
    assert re.search("[\u4e00-\u9fff]", main_of(page))
    assert IDENTIFIER.findall(main_of(page)) == []


async def test_the_interface_refuses_in_the_same_words(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county)
    sent: list[tuple[str, str, dict[str, Any]]] = [
        ("522625-leader", f"/proposals/{id}/submit", {}),
        ("522625-secretariat", f"/proposals/{id}/close", {}),
        ("522625-secretariat", f"/proposals/{id}/submit", {"on": "2030-01-01"}),
        ("522625-secretariat", f"/proposals/{id}/correct", {"step": "nothing", "day": "2026-03-01", "reason": "记错"}),
        ("522625-secretariat", "/proposals", {"title": " ", "kind": "x", "channel": "x"}),
        ("522625-secretariat", "/visits", {"title": "来访", "outcomes": ["x"]}),
    ]
    for account, path, body in sent:
        answer = await county.call("POST", path, account, json=body)
        assert answer.is_client_error, answer.text
        problem = answer.json()
        assert IDENTIFIER.findall(problem["title"] + problem["detail"]) == [], problem
        assert problem["code"]


async def test_of_one_vocabulary_the_words_are_shown_by_their_titles(roster: ServiceClients) -> None:
    answer = await roster.county.call(
        "POST", "/visits", "522625-secretariat", json={"title": "来访", "channel": "x", "outcomes": ["x"]}
    )
    rules = {error["field"]: error["rule"] for error in answer.json()["errors"]}
    assert "形成社情民意信息" in rules["outcomes.0"]


async def test_what_a_command_asks_about_a_matter_is_asked_of_those_who_may_give_it(roster: ServiceClients) -> None:
    foreign = await brought_to(roster.county, "file", by="520603-secretariat")
    own = await brought_to(roster.county, "file")
    clerk = PageClient(roster.county, "522625-secretariat")
    fields = clerk.fields(await clerk.get(f"/proposals/{own}"), "assign") | {"sole": ["区教育局"]}
    led = await clerk.post(f"/proposals/{foreign}", fields)
    assert (await clerk.get(led.headers["Location"])).status_code == 404
    async with roster.county.context.service.reading() as connection:
        stored = (await connection.execute(select(pending_forms.pending_forms.c.content))).scalar_one()
    kept = secret_box(roster.county.state.secret, b"pending forms").decrypt(stored).decode()
    assert own in kept or foreign in kept
    assert "没有账号" not in kept
    assert "已被他人更新" not in kept


async def test_a_pending_form_is_shown_on_the_page_it_was_sent_to_alone(roster: ServiceClients) -> None:
    first, second = [await brought_to(roster.county, "file") for _ in range(2)]
    clerk = PageClient(roster.county, "522625-secretariat")
    page = await clerk.run_command(await clerk.get(f"/proposals/{first}"), "assign", sole="县文旅局")
    assert "县文旅局在本系统没有账号" in words(page)
    assert "县文旅局" not in words(await clerk.get(f"/proposals/{second}?{page.url.query.decode()}"))

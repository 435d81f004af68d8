"""A matter without content goes no further: the refusal names the field."""

from typing import Any

import pytest

from shared.committee.kinds.catalogue import BY_NAME
from shared.ui.forms.fields import form_fields
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT

SECRETARIAT = "522625-secretariat"


async def wrong(services: ServiceClients, path: str, **body: Any) -> tuple[str, str]:
    """Returns the refused field and the rule."""
    answer = await services.county.call("POST", path, SECRETARIAT, json=body)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    return error["field"], error["rule"]


@pytest.mark.parametrize("content", ["", " \n　", "\u200b\ufeff", "\u3164\u2800"])
async def test_a_proposal_without_content_is_not_submitted(roster: ServiceClients, content: str) -> None:
    id = await drafted(roster.county, content=content)
    refused = await wrong(roster, f"/proposals/{id}/submit")
    assert refused == ("content", "没有正文的提案不能提交，请先修改草稿，填写正文")
    await roster.county.post(f"/proposals/{id}/withdraw", SECRETARIAT, reason="没有正文")


async def test_a_reply_without_text_is_refused(roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "acknowledge")
    given = {"unit": UNIT, "answer_class": "A"}
    assert (await wrong(roster, f"/proposals/{id}/reply", **given))[0] == "text"
    assert await wrong(roster, f"/proposals/{id}/reply", text=" ", **given) == ("text", "必须填写")
    assert await wrong(roster, f"/proposals/{id}/reply", text="\u200b", **given) == ("text", "必须填写")


async def test_an_opinion_report_without_content_is_not_approved(roster: ServiceClients) -> None:
    begun = await roster.county.post("/opinions", SECRETARIAT, title="路灯坏了")
    path = f"/opinions/{begun['id']}"
    await roster.county.post(f"{path}/edit", SECRETARIAT, title="河道边的路灯坏了")
    assert await wrong(roster, f"{path}/approve") == ("content", "没有内容的信息不能审签，请填写内容")
    await roster.county.post(f"{path}/edit", SECRETARIAT, title="河边的路灯坏了", content="\u3000\u200b")
    assert (await wrong(roster, f"{path}/approve"))[0] == "content"
    await roster.county.post(f"{path}/edit", SECRETARIAT, content="三个月无人修理")
    await roster.county.post(f"{path}/approve", SECRETARIAT)


@pytest.mark.parametrize("empty", [" ", "\n", "\u3000", "\u200b"])
async def test_an_opinion_report_is_approved_up_to_the_length_of_the_charter(
    roster: ServiceClients, empty: str
) -> None:
    begun = await roster.county.post("/opinions", SECRETARIAT, title="路灯坏了", content="字" * 1501)
    path = f"/opinions/{begun['id']}"
    rule = "现有1501字；按章程，社情民意信息最多1500字，请缩短"
    assert await wrong(roster, f"{path}/approve") == ("content", rule)
    await roster.county.post(f"{path}/edit", SECRETARIAT, content=empty.join("字" * 1500))
    await roster.county.post(f"{path}/approve", SECRETARIAT)


async def test_an_opinion_report_that_needs_no_change_is_edited_without_one(roster: ServiceClients) -> None:
    begun = await roster.county.post("/opinions", SECRETARIAT, title="路灯坏了", content="三个月无人修理")
    path = f"/opinions/{begun['id']}"
    await roster.county.post(f"{path}/edit", SECRETARIAT)
    assert (await wrong(roster, f"{path}/edit"))[0] == "content"
    await roster.county.post(f"{path}/approve", SECRETARIAT)
    assert (await roster.county.get(path, SECRETARIAT))["content"] == "三个月无人修理"


async def test_a_visit_has_a_subject_and_an_outcome(roster: ServiceClients) -> None:
    whole: dict[str, Any] = {"title": "反映路灯", "outcomes": ["advice"]}
    for missing in whole:
        given = {name: value for name, value in whole.items() if name != missing}
        assert (await wrong(roster, "/visits", **given))[0] == missing
    assert await wrong(roster, "/visits", title="反映路灯", outcomes=[]) == ("outcomes", "必须填写，至少选一项")
    await roster.county.post("/visits", SECRETARIAT, **whole)
    needed = {field.name for field in form_fields(BY_NAME["visits"].new) if field.required}
    assert needed == {"title", "outcomes"}

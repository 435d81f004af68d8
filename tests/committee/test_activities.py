"""Consultations, other activities, plans and window visits, as a committee's clerks meet them."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from httpx import Response

from shared.contracts.consultation_vocabulary import HeldBy
from shared.contracts.vocabulary import Role
from shared.domain.charters.charters import Amendment
from shared.domain.charters.plan_stages import PlanStage
from tests.committee.forwarding import COUNTY, TOWNSHIP, clerk
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_notifications import shown as notified
from tests.committee.transfers.test_files import limit

CLERK = clerk(COUNTY)
ITEM = {
    "topic": "老旧小区改造",
    "class": "special_committee",
    "source": "assigned",
    "lead_leader": "分管副主席",
    "department": "住建局",
    "person": "科长",
    "deadline": "2026-12-31",
}


async def held(service: ServiceClient, by: str = CLERK, **fields: Any) -> str:
    """Creates an activity that took place, with three suggestions; returns its id."""
    id = str((await service.post("/consultations", by, title="协商", on="2026-03-01", **fields))["id"])
    await service.post(f"/consultations/{id}/organise", by, on="2026-03-02", venue="会议室", date="2026-03-03")
    suggestions = ["修路", "种树", "办学"]
    await service.post(f"/consultations/{id}/hold", by, on="2026-03-03", participants=15, suggestions=suggestions)
    return id


async def planned(service: ServiceClient) -> str:
    """Creates a confirmed plan of one item; returns its id."""
    id = str((await service.post("/plans", CLERK))["id"])
    await service.post(f"/plans/{id}/add_item", CLERK, **ITEM)
    for command in ("approve", "confirm"):
        await service.post(f"/plans/{id}/{command}", CLERK)
    return id


async def test_the_way_of_a_consultation_and_of_its_suggestions(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service, content="背景", form="thematic")
    await service.post(f"/consultations/{id}/submit_outcome", CLERK, kind="minutes")
    await service.post(f"/consultations/{id}/receive_feedback", CLERK, adopted=[1, 3], done=[3])
    after = await service.post(f"/consultations/{id}/close", CLERK)
    assert (after["status"], after["commands"]) == (
        "closed",
        [
            *(
                "refer_suggestion",
                "answer_suggestion",
                "receive_feedback",
                "convert_outcome",
                "instruct",
                "add_outline",
            ),
            *("evaluate", "link_decision", "correct"),
        ],
    )
    shown = await service.get(f"/consultations/{id}", CLERK)
    assert [(each["number"], each["text"], each["adopted_on"], each["done_on"]) for each in shown["suggestions"]] == [
        (1, "修路", "2026-03-05", None),
        (2, "种树", None, None),
        (3, "办学", "2026-03-05", "2026-03-05"),
    ]
    assert (shown["class"], shown["form"], shown["venue"], shown["outcome"]) == (
        *("consultation", "thematic", "会议室", "minutes"),
    )
    assert (shown["participants"], shown["made"], shown["adopted"], shown["done"]) == (15, 3, 2, 1)


async def test_feedback_names_suggestions_that_there_are(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service)
    await service.post(f"/consultations/{id}/submit_outcome", CLERK, kind="report")
    answer = await service.call("POST", f"/consultations/{id}/receive_feedback", CLERK, json={"adopted": [4]})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "adopted", "value": 4, "rule": "没有第4条建议；共3条"}]


async def test_an_outcome_becomes_a_matter_of_the_same_committee(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service)
    await service.post(f"/consultations/{id}/submit_outcome", CLERK, kind="proposal")
    own = (await service.post("/proposals", CLERK, title="一"))["id"]
    other = (await service.post("/proposals", "522625-secretariat", title="一"))["id"]
    path = f"/consultations/{id}/convert_outcome"
    for to in (other, f"{COUNTY}-p-2026-99", id, "", "一" * 300):
        assert await service.refused(path, CLERK, to=to) == (422, "invalid"), to
    await service.post(path, CLERK, to=own)
    assert (await service.get(f"/consultations/{id}", CLERK))["converted_to"] == [own]
    assert (await service.get(f"/proposals/{own}", CLERK))["outcome_of"] == [id]


async def test_an_outcome_begins_the_matter_that_it_becomes_and_which_leads_back(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service)
    await service.post(f"/consultations/{id}/submit_outcome", CLERK, kind="report", outcome_text="道路失修")
    path = f"/consultations/{id}/convert_outcome"
    for target in ({}, {"to": f"{COUNTY}-p-2026-1", "begins": "proposal"}):
        assert await service.refused(path, CLERK, **target) == (422, "invalid"), target
    for begins in ("opinion_report", "proposal"):
        await service.post(path, CLERK, begins=begins, content="道路失修，\n建议修路")
    report, proposal = (await service.get(f"/consultations/{id}", CLERK))["converted_to"]
    shown = await service.get(f"/opinions/{report}", CLERK)
    assert (shown["title"], shown["content"], shown["outcome_of"]) == ("协商", "道路失修，\n建议修路", [id])
    shown = await service.get(f"/proposals/{proposal}", CLERK)
    assert (shown["status"], shown["kind"], shown["outcome_of"]) == ("draft", "ordinary", [id])


async def test_the_form_of_a_conversion_is_filled_and_the_pages_lead_to_each_other(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, CLERK)
    id = await held(roster.county)
    await roster.county.post(f"/consultations/{id}/submit_outcome", CLERK, kind="report", outcome_text="道路失修")
    page = await clerk.get(f"/consultations/{id}")
    assert "道路失修\n1. 修路\n2. 种树" in page.text
    page = await clerk.run_command(page, "convert_outcome", begins="proposal")
    (proposal,) = (await roster.county.get("/proposals", CLERK))["items"]
    assert f'href="/proposals/{proposal["id"]}"' in page.text
    back = await clerk.get(f"/proposals/{proposal['id']}")
    assert f'href="/consultations/{id}"' in back.text
    assert "由协商成果转化" in words(back)


async def test_a_comment_round_goes_to_all_townships_and_all_departments_in_one_step(roster: ServiceClients) -> None:
    service = roster.county
    for name in ("县交通局", "县林业局"):
        await service.post("/units", CLERK, name=name, **{"class": "government"})
    id = await held(service)
    clerk = PageClient(service, CLERK)
    page = await clerk.get(f"/consultations/{id}")
    tree, today = await service.context.directory.tree(), service.context.today()
    townships = [tree.name(key, today) for key in tree.children(COUNTY, today)]
    assert all(f'name="addressees" value="{name}"' in page.text for name in (*townships, "县交通局", "县林业局"))
    asked = {"addressees": ["县林业局", "县工商联"], "addressee_groups": ["below", "units"], "until": "2026-03-20"}
    page = await clerk.run_command(page, "request_comments", **asked)
    shown = (await service.get(f"/consultations/{id}", CLERK))["comments"]
    assert [each["addressee"] for each in shown] == ["县林业局", "县工商联", *townships, "县交通局"]
    assert townships
    assert not any("交通局" in row.payload.decode() for row in await service.announced())


async def invited(service: ServiceClient) -> tuple[str, str]:
    """Creates an activity that is organised, and to which a registered member and others are invited; returns its id and the member's."""
    member = str((await service.post("/members", CLERK, name="甲"))["id"])
    id = str((await service.post("/consultations", CLERK, title="城市更新"))["id"])
    await service.post(f"/consultations/{id}/organise", CLERK, date="2026-03-20")
    listed = {"invited_members": ["甲", "乙"], "invited_departments": ["县交通局"], "invited_experts": ["丙教授"]}
    await service.post(f"/consultations/{id}/invite", CLERK, **listed, invited_public=["丁"])
    return id, member


async def test_those_who_came_are_ticked_in_the_list_of_the_invited_and_counted_by_kind(roster: ServiceClients) -> None:
    service = roster.county
    id, _ = await invited(service)
    clerk = PageClient(service, CLERK)
    page = await clerk.get(f"/consultations/{id}")
    assert all(f'name="attendees" value="{name}"' in page.text for name in ("甲", "乙", "县交通局", "丙教授", "丁"))
    assert "乙（委员）" in words(page)
    await clerk.run_command(page, "hold", attendees=["甲", "县交通局", "丁", "旁听者"])
    shown = await service.get(f"/consultations/{id}", CLERK)
    counts = {name: shown[name] for name in ("participants", "members", "departments", "public", "experts")}
    assert counts == {"participants": 4, "members": 1, "departments": 1, "public": 1, "experts": 0}
    past = await service.get(f"/consultations/{id}/history", CLERK)
    assert any(each["texts"].get("attendees") == "甲、县交通局、丁、旁听者" for each in past["items"])
    assert (shown["attendees"], shown["absentees"]) == (["甲", "县交通局", "丁", "旁听者"], ["乙", "丙教授"])
    assert [(each["kind"], each["name"], each["attended"]) for each in shown["invited"]] == [
        ("members", "甲", True),
        ("members", "乙", False),
        ("departments", "县交通局", True),
        ("public", "丁", True),
        ("experts", "丙教授", False),
    ]
    assert not any("丙教授" in row.payload.decode() for row in await service.announced())


async def test_a_typed_count_stays_and_an_activity_without_a_list_is_counted_as_typed(roster: ServiceClients) -> None:
    service = roster.county
    id, _ = await invited(service)
    await service.post(f"/consultations/{id}/hold", CLERK, participants=9, members=3, attendees=["甲"])
    shown = await service.get(f"/consultations/{id}", CLERK)
    assert (shown["participants"], shown["members"], shown["departments"]) == (9, 3, 0)
    shown = await service.get(f"/consultations/{await held(service)}", CLERK)
    assert (shown["participants"], shown["members"], shown["invited"]) == (15, 0, [])


async def test_nobody_is_invited_twice_and_a_list_names_somebody(roster: ServiceClients) -> None:
    service = roster.county
    id, _ = await invited(service)
    for listed, field, rule in (
        ({"invited_experts": ["丁"], "invited_public": ["丁"]}, "invited_experts.0", "名单中已有这个名称"),
        ({}, "invited_members", "各类参加人员合计须有1至1000个"),
        ({"invited_public": [" "]}, "invited_public.0", ""),
    ):
        answer = await service.call("POST", f"/consultations/{id}/invite", CLERK, json=listed)
        (error,) = answer.json()["errors"]
        assert (error["field"], error["rule"].startswith(rule)) == (field, True)


async def test_a_registered_member_is_notified_once_of_an_invitation(roster: ServiceClients) -> None:
    service = roster.county
    id, member = await invited(service)
    account = await service.account("522625-jia", Role.MEMBER, organization=COUNTY)
    await service.post(f"/members/{member}/link", "administrator", account=account)
    assert await notified(service, account) == [("invited", "已邀请参加（2026-03-20举行）")]
    await service.post(f"/consultations/{id}/invite", CLERK, invited_members=[member, "戊"])
    assert len(await notified(service, account)) == 1
    shown = (await service.get(f"/consultations/{id}", CLERK))["invited"]
    assert [each["name"] for each in shown] == ["甲", "戊"]


async def test_the_list_is_filtered_by_class(roster: ServiceClients) -> None:
    service = roster.county
    ids = {
        name: await held(service, **{"class": name}) for name in ("consultation", "research", "inspection", "appraisal")
    }
    for name, id in ids.items():
        shown = await service.get("/consultations", CLERK, **{"class": name})
        assert [(each["id"], each["class"]) for each in shown["items"]] == [(id, name)]
    assert (await service.get("/consultations", CLERK))["total"] == 4
    assert (await service.call("GET", "/consultations", CLERK, params={"class": "party"})).status_code == 422


async def test_an_activity_is_overdue_when_its_day_has_passed_without_it(roster: ServiceClients) -> None:
    service = roster.county
    id = (await service.post("/consultations", CLERK, title="协商", on="2026-03-01"))["id"]
    await service.post(f"/consultations/{id}/organise", CLERK, on="2026-03-02", date="2026-03-04")
    assert [each["id"] for each in (await service.get("/consultations", CLERK, overdue=True))["items"]] == [id]
    await service.post(f"/consultations/{id}/hold", CLERK, participants=3)
    assert (await service.get("/consultations", CLERK, overdue=True))["total"] == 0


async def test_the_page_shows_when_notice_and_papers_are_due_and_the_answers_to_suggestions(
    roster: ServiceClients,
) -> None:
    service = roster.county
    limit(service, COUNTY, notice_working_days=2, papers_working_days=1)
    id = (await service.post("/consultations", CLERK, title="协商", on="2026-03-01"))["id"]
    await service.post(f"/consultations/{id}/organise", CLERK, on="2026-03-01", date="2026-03-05")
    shown = await service.get(f"/consultations/{id}", CLERK)
    assert (shown["notice_due"], shown["papers_due"], shown["overdue"]) == ("2026-03-03", "2026-03-04", True)
    await service.post(f"/consultations/{id}/send_notice", CLERK, on="2026-03-03")
    await service.post(f"/consultations/{id}/send_papers", CLERK, on="2026-03-04")
    assert (await service.get("/consultations", CLERK, overdue=True))["total"] == 0
    await service.post(f"/consultations/{id}/hold", CLERK, participants=3, suggestions=["修路", "种树"])
    answer = {"number": 2, "department": "林业局", "answer": "春季补种"}
    await service.post(f"/consultations/{id}/answer_suggestion", CLERK, **answer)
    suggestion = (await service.get(f"/consultations/{id}", CLERK))["suggestions"][1]
    assert (suggestion["answered_on"], suggestion["department"], suggestion["answer"]) == (
        *("2026-03-05", "林业局", "春季补种"),
    )
    page = words(await PageClient(service, CLERK).get(f"/consultations/{id}"))
    assert "春季补种" in page


async def test_a_plan_item_without_one_of_the_four_mandatory_fields_is_refused_naming_it(
    roster: ServiceClients,
) -> None:
    """K11, 贵阳's rule."""
    service = roster.county
    id = (await service.post("/plans", CLERK))["id"]
    for field in ("lead_leader", "department", "person", "deadline"):
        missing = {name: value for name, value in ITEM.items() if name != field}
        for body in (missing, {**ITEM, field: " "}, {**ITEM, field: None}):
            answer = await service.call("POST", f"/plans/{id}/add_item", CLERK, json=body)
            assert answer.status_code == 422
            (error,) = answer.json()["errors"]
            assert (error["field"], error["value"] or None) == (field, None)
            assert error["rule"] in {"必须填写", "不能为空", "须为文字", "须为日期，如2014-03-05"}, error
    assert (await service.get(f"/plans/{id}", CLERK))["items"] == 0


async def test_two_charters_lead_a_plan_through_two_ways(roster: ServiceClients) -> None:
    """One county lets the chairpersons' council decide, and asks for comments; the other has the party confirm the draft."""
    service = roster.county
    decided = {COUNTY: tuple(PlanStage)[:2], "522625": (PlanStage.CONFIRMATION,)}
    places: dict[str, tuple[Amendment, ...]] = {
        key: (Amendment(date(2000, 1, 1), {"plan_stages": stages}),) for key, stages in decided.items()
    }
    vars(service.context)["charters"] = replace(service.context.charters, places=places)
    paths = {
        COUNTY: (["comments", "review"], ["comment", "approve"], ["起草", "征求意见", "审议"]),
        "522625": (["confirmation"], ["confirm"], ["起草", "征求意见", "确定"]),
    }
    given = {"comment": {"text": "同意"}}
    for key, (stages, expected, marks) in paths.items():
        by = clerk(key)
        path = f"/plans/{(await service.post('/plans', by))['id']}"
        await service.post(f"{path}/add_item", by, **ITEM)
        shown = await service.get(path, by)
        assert shown["stages"] == stages
        assert {"approve", "confirm"} & set(shown["commands"]) == {"confirm"} & set(expected)
        for command in {"approve", "confirm"} - set(expected):
            assert await service.refused(f"{path}/{command}", by) == (409, "not-allowed-now")
        strip = re.search(r'<ol class="progress".*?</ol>', (await PageClient(service, by).get(path)).text, re.DOTALL)
        assert strip
        assert [mark for mark in ("起草", "征求意见", "审议", "确定") if f">{mark}<" in strip[0]] == marks
        if "review" not in stages:
            await service.post(f"{path}/comment", by, text="同意")
            work = await service.get("/worklist", by)
            assert [each["title"] for each in work["tasks"]] == ["待党委确定"]
            assert [each["step"] for each in work["items"]] == ["党委确定"]
        for command in expected:
            await service.post(f"{path}/{command}", by, **given.get(command, {}))
        assert (await service.get(path, by))["confirmed_on"] == "2026-03-05"


async def test_a_plan_with_its_items_and_their_execution(roster: ServiceClients) -> None:
    service = roster.county
    id = await planned(service)
    activity = await held(service)
    await service.post(f"/plans/{id}/execute", CLERK, item=1, consultation=activity)
    shown = await service.get(f"/plans/{id}", CLERK)
    (item,) = shown["contents"]
    assert {name: item[name] for name in ITEM} == ITEM
    assert (item["class_title"], item["executed_on"], item["consultation"]) == (
        "专门委员会协商",
        "2026-03-05",
        activity,
    )
    assert (shown["items"], shown["executed"], shown["confirmed_on"]) == (1, 1, "2026-03-05")
    assert await service.refused(f"/plans/{id}/execute", CLERK, item=1) == (409, "already-recorded")


async def test_the_progress_of_an_item_is_that_of_its_activity_which_leads_back_to_the_plan(
    roster: ServiceClients,
) -> None:
    service = roster.county
    id = await planned(service)
    first, second = [
        (await service.post("/consultations", CLERK, title=title))["id"] for title in ("改期前", "小区改造协商")
    ]

    async def item() -> dict[str, Any]:
        found: dict[str, Any] = (await service.get(f"/plans/{id}", CLERK))["contents"][0]
        return found

    await service.post(f"/plans/{id}/link_activity", CLERK, item=1, consultation=first)
    await service.post(f"/plans/{id}/link_activity", CLERK, item=1, consultation=second)
    shown = await item()
    assert (shown["activity_title"], shown["activity_state"], shown["state_title"]) == (
        "小区改造协商",
        "已提出议题",
        "未执行",
    )
    back = [(await service.get(f"/consultations/{each}", CLERK))["planned_in"] for each in (first, second)]
    assert back == [[], [id]]
    assert await service.refused(f"/plans/{id}/execute", CLERK, item=1) == (422, "invalid")
    await service.post(f"/consultations/{second}/organise", CLERK)
    await service.post(f"/consultations/{second}/hold", CLERK, participants=9)
    await service.post(f"/plans/{id}/execute", CLERK, item=1)
    shown = await item()
    assert (shown["consultation"], shown["state_title"]) == (second, "已执行")
    pages = PageClient(service, CLERK)
    assert f'href="/consultations/{second}"' in (await pages.get(f"/plans/{id}")).text
    assert f'href="/plans/{id}"' in (await pages.get(f"/consultations/{second}")).text
    await service.post(f"/consultations/{first}/cancel", CLERK, reason="改期")
    other = await service.refused(f"/plans/{id}/link_activity", CLERK, item=1, consultation=first)
    assert other == (422, "invalid")


async def test_an_item_that_is_changed_or_dropped_says_why_and_an_open_one_is_overdue_after_its_deadline(
    roster: ServiceClients,
) -> None:
    service, late = roster.county, {"on": "2026-03-01"}
    id = str((await service.post("/plans", CLERK, **late))["id"])
    for number in range(3):
        await service.post(f"/plans/{id}/add_item", CLERK, **ITEM | {"deadline": f"2026-03-0{number + 3}"}, **late)
    await service.post(f"/plans/{id}/approve", CLERK, **late)
    await service.post(f"/plans/{id}/send_back", CLERK, reason="再议", **late)
    for command in ("approve", "confirm"):
        await service.post(f"/plans/{id}/{command}", CLERK, **late)
    assert (await service.get("/plans", CLERK, overdue=True))["total"] == 1
    changed = {"item": 1, "reason": "分工调整", "person": "副科长", "deadline": "2026-03-20"}
    await service.post(f"/plans/{id}/change_item", CLERK, **changed)
    await service.post(f"/plans/{id}/drop_item", CLERK, item=3, reason="并入其他工作")
    shown = await service.get(f"/plans/{id}", CLERK)
    first, second, third = shown["contents"]
    assert (first["person"], first["topic"], first["deadline"], first["change_reason"]) == (
        *("副科长", ITEM["topic"], "2026-03-20", "分工调整"),
    )
    assert [each["state_title"] for each in shown["contents"]] == ["未执行", "逾期", "已取消"]
    assert (second["overdue"], third["dropped_on"], third["drop_reason"]) == (True, "2026-03-05", "并入其他工作")
    assert (shown["items"], shown["dropped"], shown["overdue"], shown["limit"]) == (2, 1, True, "2026-03-04")
    await service.post(f"/plans/{id}/execute", CLERK, item=2)
    assert (await service.get("/plans", CLERK, overdue=True))["total"] == 0


async def test_the_page_of_a_plan_draws_every_item_from_its_first_day_to_its_deadline(roster: ServiceClients) -> None:
    service = roster.county
    id = await planned(service)
    await service.post(f"/plans/{id}/execute", CLERK, item=1)
    page = await PageClient(service, CLERK).get(f"/plans/{id}")
    assert 'aria-label="2026-03-05列入，时限2026-12-31，2026-03-05执行"' in page.text
    assert '<rect class="done" x="17.26" width="82.74" height="8"/>' in page.text
    assert "1. 老旧小区改造" in words(page)


async def test_an_item_is_executed_by_an_activity_of_ours_that_took_place(roster: ServiceClients) -> None:
    service = roster.county
    id = await planned(service)
    raised = (await service.post("/consultations", CLERK, title="协商"))["id"]
    foreign = (await service.post("/consultations", "522625-secretariat", title="协商"))["id"]
    for named in (raised, foreign, f"{COUNTY}-c-2026-99", id, ""):
        refused = await service.refused(f"/plans/{id}/execute", CLERK, item=1, consultation=named)
        assert refused == (422, "invalid"), named


async def test_the_form_of_a_plan_shows_the_year_which_may_be_the_next_one(roster: ServiceClients) -> None:
    pages = PageClient(roster.county, CLERK)
    form = (await pages.get("/plans/new?key=1")).text
    assert form.index('name="year"') < form.index("补录（日期不是今天时填写）") < form.index('name="late_reason"')
    form = (await pages.get("/consultations/new?key=1")).text
    assert form.index("补录（日期不是今天时填写）") < form.index('name="year"')


async def test_a_committee_has_one_plan_for_a_year(roster: ServiceClients) -> None:
    service = roster.county
    await service.post("/plans", CLERK)
    answer = await service.call("POST", "/plans", CLERK, json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "already-begun")
    assert f"{COUNTY}-a-2026-1" in answer.json()["detail"]
    assert (await service.post("/plans", CLERK, year=2027))["number"] == 1
    assert (await service.post("/plans", "522625-secretariat"))["number"] == 1


async def test_a_visit_may_have_several_outcomes(connected: ServiceClients) -> None:
    service, by = connected.township, clerk(TOWNSHIP)
    outcomes = ["report", "dispute_settled"]
    id = (await service.post("/visits", by, title="邻里纠纷", outcomes=outcomes, note="已调解"))["id"]
    await service.post("/visits", by, title="路灯", outcomes=["report"])
    shown = await service.get(f"/visits/{id}", by)
    assert (shown["outcomes"], shown["note"], shown["title"]) == (["report", "dispute_settled"], "已调解", "邻里纠纷")
    assert id == f"{TOWNSHIP}-v-2026-1"
    assert await service.refused("/visits", by, title="路灯", outcomes=["report", "report"]) == (422, "invalid")
    assert (await service.post(f"/visits/{id}/withdraw", by, reason="重复"))["status"] == "withdrawn"
    assert [each["status"] for each in (await service.get("/visits", by))["items"]] == ["recorded", "withdrawn"]


KINDS = ("proposals", "opinions", "visits", "consultations", "plans", "platforms")
NEEDED: dict[str, dict[str, object]] = {
    "visits": {"outcomes": ["advice"]},
    "platforms": {"class": "contact_point", "contact_form": "office", "head": "甲"},
}


BEGUN = {
    "township": (TOWNSHIP, set(KINDS) - {"proposals"}),
    "county": (COUNTY, set(KINDS)),
    "city": ("520600", set(KINDS) - {"visits"}),
    "region": ("520000", set(KINDS) - {"visits"}),
}


async def test_the_charter_says_what_a_level_begins(connected: ServiceClients) -> None:
    for service in connected.all:
        organization, begun = BEGUN[service.name]
        for kind in KINDS:
            body = {"title": "一", **NEEDED.get(kind, {})}
            answer = await service.call("POST", f"/{kind}", clerk(organization), json=body)
            answered = (answer.status_code, answer.json().get("code"))
            assert answered == ((201, None) if kind in begun else (409, "not-begun-here")), (service.name, kind)


async def hearing(service: ServiceClient, day: str) -> str:
    """Organises a hearing; returns its id."""
    id = str(
        (await service.post("/consultations", CLERK, title="听取汇报", on="2026-02-07", **{"class": "hearing"}))["id"]
    )
    await service.post(f"/consultations/{id}/organise", CLERK, on="2026-02-08", date=day)
    return id


async def test_two_hearings_take_place_on_two_days(roster: ServiceClients) -> None:
    service = roster.county
    first, second = await hearing(service, "2026-02-10"), await hearing(service, "2026-02-10")
    await service.post(f"/consultations/{first}/hold", CLERK, on="2026-02-10", participants=9)
    same = {"on": "2026-02-10", "participants": 9}
    answer = await service.call("POST", f"/consultations/{second}/hold", CLERK, json=same)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["value"]) == (422, "on", "2026-02-10")
    assert error["rule"] == "同一天只登记一次党委听取汇报，当天的汇报已登记在2026年第1号"
    await service.post(f"/consultations/{second}/hold", CLERK, on="2026-02-11", participants=9)
    moved = {"step": "hold", "day": "2026-02-10", "reason": "误登"}
    answer = await service.call("POST", f"/consultations/{second}/correct", CLERK, json=moved)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "day")


async def test_what_follows_an_activity_is_shown_and_its_texts_stay_in_the_service(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service)
    path = f"/consultations/{id}"
    await service.post(f"{path}/add_outline", f"{COUNTY}-leader", author="委员甲", outline="修路的提纲")
    await service.post(f"{path}/request_comments", CLERK, addressees=["甲镇", "交通局"], until="2026-03-20")
    await service.post(f"{path}/record_comment", CLERK, number=2, comment="同意修路")
    await service.post(f"{path}/evaluate", CLERK, scores=[18, 19, 25, 26], comment="评语一")
    await service.post(
        f"{path}/link_decision", CLERK, body="government", decided_on="2026-03-04", decision="常务会议议题"
    )
    shown = await service.get(path, CLERK)
    assert [(each["addressee"], each["received_on"], each["comment"]) for each in shown["comments"]] == [
        ("甲镇", None, ""),
        ("交通局", "2026-03-05", "同意修路"),
    ]
    assert (shown["score"], [each["criterion"] for each in shown["evaluation"]]) == (
        88,
        ["选题准备", "组织实施", "协商互动", "成果运用"],
    )
    assert (shown["outlines"][0]["outline"], shown["decisions"][0]["decision"]) == ("修路的提纲", "常务会议议题")
    events = str([row.payload for row in await service.announced()])
    assert not any(text in events for text in ("提纲", "同意修路", "甲镇", "评语一", "常务会议"))
    page = await PageClient(service, CLERK).get(path)
    for text in ("发言提纲和体会", "征求意见", "质量评价", "对应决策"):
        assert text in words(page), text


async def test_a_page_shows_no_count_that_nobody_has_recorded(roster: ServiceClients) -> None:
    service, pages = roster.county, PageClient(roster.county, CLERK)
    page = await pages.begin("consultations", title="协商", **{"class": "consultation"})
    address = pages.address_of(page)
    counts = ("其中委员", "其中群众", "参加人数", "辩")

    def facts(shown: Response) -> list[str]:
        return re.findall(r"<dt>([^<]*)</dt>", shown.text)

    assert not set(counts) & set(facts(page))
    shown = await service.get(address, CLERK)
    assert [shown[each] for each in ("participants", "members", "questions")] == [None] * 3
    assert (await service.get("/consultations", CLERK))["items"][0]["participants"] is None
    await pages.run_command(page, "organise")
    page = await pages.run_command(await pages.get(address), "hold", participants="9", questions="2")
    assert set(counts) <= set(facts(page))


async def test_only_a_consultation_asks_for_questions_and_answers(roster: ServiceClients) -> None:
    pages = PageClient(roster.county, CLERK)
    for activity, asked in (("consultation", True), ("inspection", False), ("research", False)):
        page = await pages.begin("consultations", title=activity, **{"class": activity})
        assert ("form" in pages.fields(page, "organise")) == asked
        page = await pages.run_command(page, "organise")
        assert ({"questions", "answers", "rejoinders"} <= set(pages.fields(page, "hold"))) == asked
        page = await pages.run_command(page, "hold", participants="9")
        assert ("辩" in re.findall(r"<dt>([^<]*)</dt>", page.text)) == asked


async def test_a_refusal_names_only_steps_that_can_be_taken(roster: ServiceClients) -> None:
    service = roster.county
    id = str((await service.post("/consultations", CLERK, title="视察", **{"class": "inspection"}))["id"])
    await service.post(f"/consultations/{id}/organise", CLERK)
    await service.post(f"/consultations/{id}/hold", CLERK, participants=9)
    detail = (await service.call("POST", f"/consultations/{id}/close", CLERK)).json()["detail"]
    assert "报送成果" in detail
    for step in ("登记反馈意见", "登记建议答复", "更正建议", "会议审议", "报告审签", "报告送审"):
        assert step not in detail, step


async def test_suggestions_are_added_and_corrected_on_the_page_and_count(roster: ServiceClients) -> None:
    service, pages = roster.county, PageClient(roster.county, CLERK)
    address = f"/consultations/{await held(service)}"
    page = await pages.run_command(await pages.get(address), "add_suggestions", suggestions="架桥\n修渠")
    page = await pages.run_command(page, "reword_suggestion", number="4", text="架石桥")
    shown = await service.get(address, CLERK)
    assert [each["text"] for each in shown["suggestions"]] == ["修路", "种树", "办学", "架石桥", "修渠"]
    assert (shown["made"], "4. 架石桥" in page.text, "架桥" in words(page)) == (5, True, False)
    found = (await service.get("/consultations", CLERK, q="架石桥"))["items"]
    assert [each["id"] for each in found] == [shown["id"]]
    await service.post(f"{address}/submit_outcome", CLERK, kind="minutes")
    await service.post(f"{address}/receive_feedback", CLERK, adopted=[5])
    events = [row.payload for row in await service.announced()]
    assert not any("石桥" in str(each) for each in events)


async def test_the_evaluation_has_a_field_for_each_criterion_of_the_charter(roster: ServiceClients) -> None:
    service, pages = roster.county, PageClient(roster.county, CLERK)
    address = f"/consultations/{await held(service)}"
    page = await pages.get(address)
    assert pages.fields(page, "evaluate")["scores"] == ["", "", "", ""]
    for text in ("选题准备（0至20分）", "成果运用（0至30分）"):
        assert text in words(page)
    refused = await pages.run_command(page, "evaluate", scores=["18", "", "25", "26"], comment="好")
    assert "得分“组织实施”" in words(refused)
    assert pages.fields(refused, "evaluate")["scores"] == ["18", "", "25", "26"]
    refused = await pages.run_command(refused, "evaluate", scores=["18", "21", "25", "26"])
    assert "“组织实施”须在0至20之间" in words(refused)
    refused = await pages.run_command(refused, "evaluate", scores=["", "", "", ""])
    assert refused.status_code == 422
    page = await pages.run_command(refused, "evaluate", scores=["18", "19", "25", "26"])
    assert (await service.get(address, CLERK))["score"] == 88


async def test_an_activity_is_not_evaluated_on_its_page_without_a_sheet_in_the_charter(roster: ServiceClients) -> None:
    limit(roster.county, COUNTY, evaluation=())
    pages = PageClient(roster.county, CLERK)
    page = await pages.get(f"/consultations/{await held(roster.county)}")
    assert "submit_outcome" in pages.commands(page)
    assert not {"evaluate", "sign_off"} & set(pages.commands(page))


async def test_the_forms_of_an_activity_offer_the_bodies_of_the_charter(roster: ServiceClients) -> None:
    county = roster.county
    limit(county, COUNTY, holding_bodies=(HeldBy.INTERVIEW, HeldBy.SECTOR))
    pages = PageClient(county, CLERK)
    form = await pages.get("/consultations/new")
    assert ('value="interview"' in form.text, 'value="mayor_meeting"' in form.text) == (True, False)
    shown = await pages.run_command(form, "raise_topic", title="约谈", held_by="interview", **{"class": "consultation"})
    assert "主席约谈" in words(shown)
    organise = shown.text.partition('<details id="organise"')[2].partition("</details>")[0]
    assert ('value="sector"' in organise, 'value="plenary"' in organise) == (True, False)

"""Pages of matters: lists, the page of a matter, and forms that do what the API does."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import func, select

from shared.committee.kinds.catalogue import KINDS
from shared.contracts.vocabulary import Role
from shared.ui.forms import references
from shared.web.pages import pending_forms
from tests.committee import forwarding
from tests.committee.page_client import PageClient, options, words
from tests.committee.proposals import brought_to, carry_on, drafted
from tests.committee.service_clients import ServiceClients
from tests.support.clock import NOON
from tests.support.matters import UNIT

SECRETARIAT, AUTHOR, HANDLER = "522625-secretariat", "522625-member", "522625-handling_unit"
COMMITTEE = "522625-proposals_committee"


@pytest.fixture
def clerk(roster: ServiceClients) -> PageClient:
    """Returns the secretariat of 镇远, logged in on the pages of the county's service."""
    return PageClient(roster.county, SECRETARIAT)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
async def test_every_kind_has_a_list_that_says_what_to_do_while_it_is_empty(clerk: PageClient, kind: str) -> None:
    page = await clerk.get(f"/{kind}")
    assert page.status_code == 200
    assert "共 0 件" in words(page)
    assert f'href="/{kind}/new"' in page.text


FIRST: dict[str, dict[str, Any]] = {
    "proposals": {
        "title": "关于加强㵲阳河治理的提案", "content": "河道……", "suggestions": "一\n二", "channel": "wechat", "kind": "ordinary",
    },
    "opinions": {"title": "路灯坏了", "content": "三个月", "source": "来访群众", "channel": "window"},
    "visits": {"title": "反映路灯", "outcomes": ["report", "advice"], "note": "已登记"},
    "consultations": {"title": "城区停车", "class": "research"},
    "plans": {"title": "年度协商计划"},
    "platforms": {"title": "城关联系点", "class": "contact_point", "contact_form": "office", "head": "委员甲"},
}  # fmt: skip


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
async def test_a_form_begins_a_matter_of_every_kind(clerk: PageClient, kind: str) -> None:
    page = await clerk.begin(kind, **FIRST[kind])
    assert page.status_code == 200, words(page)
    shown = words(page)
    assert FIRST[kind]["title"] in shown
    assert "已登记" in shown
    assert FIRST[kind]["title"] in words(await clerk.get(f"/{kind}"))


LIVES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "proposals": [
        ("submit", {}), ("file", {}), ("assign", {"lead": "县教育局", "co": "县财政局\n县水务局", "confirmed": "1"}),
        ("acknowledge", {"unit": "县教育局"}), ("acknowledge", {"unit": "县财政局"}), ("acknowledge", {"unit": "县水务局"}),
        ("countersign", {"unit": "县财政局", "opinion": "同意"}), ("countersign", {"unit": "县水务局"}),
        ("reply", {"unit": "县教育局", "text": "已安排", "answer_class": "A"}),
        ("rate", {"process": "satisfied", "result": "dissatisfied", "signatory": "1"}),
        ("rehandle", {"explanation": "已重新研究"}), ("countersign", {"unit": "县财政局"}), ("countersign", {"unit": "县水务局"}),
        ("reply", {"unit": "县教育局", "text": "再次答复", "answer_class": "A"}),
        ("rate", {"process": "satisfied", "result": "satisfied", "signatory": "1"}), ("close", {"confirmed": "1"}),
    ],
    "opinions": [
        ("edit", {"content": "已改写"}), ("approve", {}), ("adopt", {"level": "county"}), ("instruct", {"level": "city", "text": "请办理"}),
        ("refer", {"unit": "县住建局"}), ("feed_back", {"text": "路灯已修好"}),
    ],
    "visits": [
        ("correct", {"step": "1", "day": "2026-03-04", "reason": "记错日期"}),
        ("withdraw", {"reason": "重复登记", "confirmed": "1"}),
    ],
    "consultations": [
        ("organise", {"venue": "会议室", "date": "2026-03-05"}), ("hold", {"participants": "12", "suggestions": "甲\n乙"}),
        ("submit_outcome", {"kind": "report"}), ("receive_feedback", {"adopted": ["1", "2"], "done": ["1"]}), ("close", {"confirmed": "1"}),
    ],
    "platforms": [
        ("record_visit", {"visitors": "12", "note": "反映路灯"}), ("appoint", {"head": "委员乙"}),
        ("close", {"reason": "合并", "confirmed": "1"}),
    ],
    "plans": [
        ("add_item", {
            "topic": "停车难", "class": "sector", "source": "assigned", "lead_leader": "分管副主席", "department": "经济委",
            "person": "经办人", "deadline": "2026-06-30",
        }),
        ("comment", {"text": "同意"}), ("approve", {"by": "standing_committee"}), ("confirm", {}), ("execute", {"item": "1"}),
    ],
}  # fmt: skip
"""The main path of every kind, as forms send it."""


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
async def test_the_main_path_of_every_kind_is_walked_with_forms(clerk: PageClient, kind: str) -> None:
    page = await clerk.begin(kind, **FIRST[kind])
    for command, fields in LIVES[kind]:
        assert command in clerk.commands(page), (command, clerk.commands(page))
        page = await clerk.run_command(page, command, **fields)
        assert page.status_code == 200, words(page)
        assert "已登记。现在的状态是" in words(page), (command, words(page))


async def test_an_extended_limit_is_shown_with_its_reason(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'acknowledge')}")
    assert "交办或退回重新办理之日起，最多6个月" in words(page)
    assert "须晚于现在的办理期限" in words(
        await clerk.run_command(page, "extend", until="2026-07-01", reason="需现场勘查")
    )
    page = await clerk.run_command(page, "extend", unit=UNIT, until="2026-08-10", reason="需现场勘查")
    shown = words(page)
    assert all(each in shown for each in ("2026-08-10", "提案已延期", "延期原因", "需现场勘查")), shown
    assert "按章程最多延期1次" in words(
        await clerk.run_command(page, "extend", until="2026-08-20", reason="需现场勘查")
    )


async def test_an_urging_is_shown_with_its_unit_and_text(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'acknowledge')}")
    shown = words(await clerk.run_command(page, "urge", unit=UNIT, text="请于月底前答复"))
    assert all(each in shown for each in ("承办单位已被催办", "请于月底前答复")), shown


DISSATISFIED = {"process": "satisfied", "result": "dissatisfied"}
STATES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "draft": ("", "", {}),
    "under_review": ("submit", "", {}),
    "filed": ("file", "", {}),
    "assigned": ("assign", "", {}),
    "in_handling": ("acknowledge", "", {}),
    "feedback_requested": ("reply", "", {}),
    "rehandling": ("reply", "rate", DISSATISFIED),
    "closed": ("close", "", {}),
    "merged": ("file", "merge", {}),
    "converted": ("file", "convert", {"to": "letter", "text": "转信访部门"}),
    "withdrawn": ("submit", "withdraw", {"reason": "重复"}),
    "not_filed": ("submit", "refuse", {"ground": "forbidden"}),
}
"""State -> the last command of the usual life, and the command after it."""
LEFT = {"merged", "converted", "withdrawn", "not_filed"}
OFFERED = {
    SECRETARIAT: STATES.keys(),
    COMMITTEE: STATES.keys(),
    AUTHOR: STATES.keys() - LEFT,
    HANDLER: {"assigned", "in_handling", "feedback_requested", "rehandling", "closed"},
}
"""Account -> the states in which it may give a command."""


@pytest.mark.parametrize("state", STATES)
async def test_every_command_that_the_interface_offers_has_a_form(roster: ServiceClients, state: str) -> None:
    county, (last, then, body) = roster.county, STATES[state]
    await county.post("/members", SECRETARIAT, name="乙")  # to be invited
    other = await brought_to(county, "file")  # for others to be merged into
    id = await drafted(county, by=AUTHOR)
    if last:
        await carry_on(county, id, last)
    if then:
        await county.post(f"/proposals/{id}/{then}", SECRETARIAT, **({"into": other} if then == "merge" else body))
    assert (await county.get(f"/proposals/{id}", SECRETARIAT))["status"] == state
    for account, states in OFFERED.items():
        answer = await county.call("GET", f"/proposals/{id}", account)
        page = await PageClient(county, account).get(f"/proposals/{id}")
        assert page.status_code == answer.status_code, account
        offered = answer.json()["commands"] if answer.is_success else []
        assert set(offered) == set(PageClient(county, account).commands(page)), account
        assert bool(offered) == (state in states), (account, offered)


async def test_a_proposal_that_was_delivered_has_the_forms_of_its_transfer(connected: ServiceClients) -> None:
    id = await brought_to(connected.county, "file", by=forwarding.clerk(forwarding.COUNTY))
    await connected.county.post(f"/proposals/{id}/forward", forwarding.clerk(forwarding.COUNTY), on="2026-02-21")
    await connected.deliver()
    by, city = forwarding.clerk(forwarding.CITY), connected.city
    came = await forwarding.arrived(city, forwarding.CITY)
    shown = await city.get(f"/proposals/{came}", by)
    page = await PageClient(city, by).get(f"/proposals/{came}")
    assert shown["status"] == "delivered"
    assert set(PageClient(city, by).commands(page)) == {*shown["commands"], *("accept", "return")}


async def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(clerk: PageClient) -> None:
    page = await clerk.begin("opinions", **FIRST["opinions"])
    page = await clerk.run_command(page, "edit", content="很长的一段话", on="2026-03-01")
    assert page.status_code == 422
    assert "很长的一段话</textarea>" in page.text
    assert re.search(r'<input id="edit-on"[^>]*aria-invalid="true"', page.text)
    assert "不能早于" in words(page)
    assert '<details id="edit" open>' in page.text


async def test_a_mandatory_field_is_asked_for_by_its_chinese_name(clerk: PageClient) -> None:
    page = await clerk.begin("proposals", title="  ")
    assert page.status_code == 422
    assert "标题必须填写" in words(page)
    plan = await clerk.begin("plans", title="计划")
    page = await clerk.run_command(
        plan, "add_item", topic="停车难", **{"class": "sector"}, department="经济委", deadline="2026-06-30"
    )
    assert page.status_code == 422
    for message in ("牵头领导必须填写", "责任人必须填写"):
        assert message in words(page)
    assert 'value="停车难"' in page.text


async def test_a_word_that_is_no_choice_and_a_number_that_is_none_are_refused(clerk: PageClient) -> None:
    page = await clerk.begin("visits", title="来访", outcomes=["report", "miracle"])
    assert page.status_code == 422
    page = await clerk.begin("consultations", title="停车", year="９９")
    assert page.status_code == 422
    assert "年度须为整数" in words(page)


async def test_what_cannot_be_undone_is_asked_twice(clerk: PageClient, roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    page = await clerk.run_command(await clerk.get(f"/proposals/{id}"), "withdraw", reason="重复")
    assert page.status_code == 200
    assert "请再确认一次" in words(page)
    assert (await roster.county.get(f"/proposals/{id}", SECRETARIAT))["status"] == "draft"
    page = await clerk.run_command(page, "withdraw", reason="重复")
    assert "撤回已登记" in words(page)


async def test_a_confirmation_and_a_refusal_have_pages_of_their_own_to_go_back_to(
    clerk: PageClient, roster: ServiceClients
) -> None:
    id = await drafted(roster.county)
    page = await clerk.get(f"/proposals/{id}")
    typed = clerk.fields(page, "withdraw") | {"reason": ["写了很久的原因"]}
    asked = await clerk.post(f"/proposals/{id}", typed)
    assert asked.status_code == 303
    question = await clerk.get(asked.headers["Location"])
    assert question.status_code == 200
    assert "请再确认一次" in words(question)
    assert "写了很久的原因" in question.text
    refused = await clerk.post(f"/proposals/{id}", typed | {"on": ["2026-01-01"]} | {"confirmed": ["1"]})
    assert refused.status_code == 303
    assert (await clerk.get(refused.headers["Location"])).status_code == 422
    done = await clerk.run_command(question, "withdraw")
    assert "撤回已登记" in words(done)
    again = await clerk.get(asked.headers["Location"])  # the button "back" of a browser
    assert again.status_code == 200
    assert "请再确认一次" not in words(again)
    assert "已撤回" in words(again)


async def test_a_form_that_waits_for_its_confirmation_is_for_its_account_alone(
    clerk: PageClient, roster: ServiceClients
) -> None:
    id = await drafted(roster.county)
    typed = clerk.fields(await clerk.get(f"/proposals/{id}"), "withdraw") | {"reason": ["只给自己看的原因"]}
    address = (await clerk.post(f"/proposals/{id}", typed)).headers["Location"]
    other = await PageClient(roster.county, "522625-member").get(address)
    assert other.status_code == 200
    assert "只给自己看的原因" not in other.text


async def test_no_more_than_the_newest_forms_of_an_account_wait_and_only_for_an_hour(
    clerk: PageClient, roster: ServiceClients
) -> None:
    page = await clerk.get(f"/proposals/{await drafted(roster.county)}")
    typed = clerk.fields(page, "withdraw") | {"reason": ["重复"]}
    for _ in range(pending_forms.MOST + 1):
        await clerk.post(page.url.path, typed)
    count, service = select(func.count()).select_from(pending_forms.pending_forms), roster.county.context.service
    async with service.transaction() as connection:
        assert await connection.scalar(count) == pending_forms.MOST
        await pending_forms.purge(connection, NOON + pending_forms.RETENTION + timedelta(seconds=1))
        assert await connection.scalar(count) == 0


async def test_the_way_back_from_a_matter_keeps_filter_and_page(clerk: PageClient, roster: ServiceClients) -> None:
    for number in range(23):
        await roster.county.post("/visits", SECRETARIAT, title=f"来访{number:02}", outcomes=["advice"])
    second = await clerk.get("/visits?q=来访&status=recorded&page=2")
    link = unescape(re.findall(r'<th scope="row"><a href="([^"]+)"', second.text)[0])
    back = '<a href="/visits?q=%E6%9D%A5%E8%AE%BF&amp;status=recorded&amp;page=2">窗口来访</a>'
    page = await clerk.get(link)
    assert back in page.text
    page = await clerk.run_command(page, "correct", step="1", day="2026-03-04", reason="记错日期")
    assert back in page.text
    page = await clerk.run_command(page, "withdraw", reason="重复登记")
    assert back in page.text
    assert back in (await clerk.run_command(page, "withdraw", confirmed="1")).text


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "/login?next=x", "/visits;x", "visits"]
)
async def test_the_way_back_leads_to_lists_of_ours_alone(
    clerk: PageClient, roster: ServiceClients, elsewhere: str
) -> None:
    id = await drafted(roster.county)
    page = await clerk.get(f"/proposals/{id}?{urlencode({'back': elsewhere})}")
    assert '<a href="/proposals">提案</a>' in page.text


async def test_the_newest_matter_comes_first(roster: ServiceClients) -> None:
    for title in ("第一件", "第二件", "第三件"):
        await drafted(roster.county, title=title)
    await drafted(roster.county, title="上一年的", year=2025)
    items = (await roster.county.get("/proposals", SECRETARIAT))["items"]
    assert [each["title"] for each in items] == ["第三件", "第二件", "第一件", "上一年的"]


async def test_a_form_that_is_sent_twice_has_one_effect(clerk: PageClient, roster: ServiceClients) -> None:
    form = await clerk.get("/visits/new")
    fields = clerk.fields(form, "record") | {"title": ["来访"], "outcomes": ["advice"]}
    first, second = await clerk.post("/visits/new", fields), await clerk.post("/visits/new", fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert (await roster.county.get("/visits", SECRETARIAT))["total"] == 1


async def test_a_form_of_another_state_is_refused_and_keeps_the_text(clerk: PageClient, roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    seen = await clerk.get(f"/proposals/{id}")
    await roster.county.post(f"/proposals/{id}/submit", SECRETARIAT)
    page = await clerk.run_command(seen, "withdraw", reason="写了很久的原因", confirmed="1")
    assert page.status_code == 412
    assert "已被他人更新，现在是“审查中”" in words(page)
    assert "写了很久的原因" in page.text
    page = await clerk.run_command(page, "withdraw", reason="写了很久的原因", confirmed="1")
    assert "撤回已登记" in words(page)


async def test_a_form_for_a_command_that_is_over_keeps_the_text_too(clerk: PageClient, roster: ServiceClients) -> None:
    opinion = await clerk.begin("opinions", **FIRST["opinions"])
    id = clerk.id_of(opinion)
    await roster.county.post(f"/opinions/{id}/keep", SECRETARIAT, reason="已解决")
    page = await clerk.run_command(opinion, "edit", content="写了很久的正文")
    assert page.status_code == 412
    assert "写了很久的正文" in page.text


async def test_a_matter_that_only_grew_is_not_stale(clerk: PageClient, roster: ServiceClients) -> None:
    id = await brought_to(roster.county, "assign")
    seen = await clerk.get(f"/proposals/{id}")
    await roster.county.post(f"/proposals/{id}/correct", SECRETARIAT, step="assign", day="2026-02-21", reason="记错")
    page = await clerk.run_command(seen, "acknowledge", unit="县教育局")
    assert "签收已登记" in words(page)


async def test_a_form_of_somebody_else_s_making_is_refused(clerk: PageClient, roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    for path in (f"/proposals/{id}", "/proposals/new"):
        answer = await clerk.post(path, {"command": ["submit"], "title": ["x"], "form_token": ["x"]})
        assert answer.status_code == 403
        assert "不是本系统的页面" in words(answer)
    assert (await roster.county.get(f"/proposals/{id}", SECRETARIAT))["status"] == "draft"


async def test_nobody_sees_what_belongs_to_others(clerk: PageClient, roster: ServiceClients) -> None:
    neighbour = PageClient(roster.county, "520603-secretariat")
    for kind in ("proposals", "opinions", "visits", "consultations", "plans"):
        address = clerk.address_of(await clerk.begin(kind, **FIRST[kind]))
        refused = await neighbour.get(address)
        assert refused.status_code == 404
        assert FIRST[kind]["title"] not in refused.text or kind == "plans"
        assert "共 0 件" in words(await neighbour.get(f"/{kind}"))
        assert (await neighbour.get(f"/{kind}?organization=522625")).status_code == 403
    assert (await clerk.get("/transfers?organization=520603")).status_code == 403


@pytest.mark.parametrize(
    ("account", "sees"),
    [
        ("522625-handling_unit", {"/proposals"}),
        (
            "522625-auditor",
            {"/proposals", "/opinions", "/visits", "/consultations", "/plans", "/platforms", "/transfers"},
        ),
        ("522625-member", {"/proposals", "/opinions", "/consultations", "/plans", "/platforms"}),
        ("administrator", {"/accounts"}),
    ],
)
async def test_the_navigation_leads_where_the_account_may_read(
    roster: ServiceClients, account: str, sees: set[str]
) -> None:
    clerk = PageClient(roster.county, account)
    home = await clerk.get("/")
    nav = home.text.partition("<nav")[2].partition("</nav>")[0]
    links = set(re.findall(r'href="(/[a-z]+)"', nav)) - {"/organizations"}
    assert links == sees
    for address in ("/proposals", "/opinions", "/visits", "/consultations", "/plans", "/platforms", "/transfers"):
        status = (await clerk.get(address)).status_code
        assert (status == 200) == (address in sees), (address, status)


async def test_a_reader_finds_no_buttons(roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    page = await PageClient(roster.county, "522625-auditor").get(f"/proposals/{id}")
    assert "现在可以办理" not in page.text
    assert (await PageClient(roster.county, "522625-auditor").get("/proposals/new")).status_code == 403


async def test_a_handling_unit_acts_for_itself_alone(roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    for command, body in (("submit", {}), ("file", {}), ("assign", {"separate": ["县教育局", "县水务局"]})):
        await roster.county.post(f"/proposals/{id}/{command}", SECRETARIAT, **body)
    page = await PageClient(roster.county, "522625-handling_unit").get(f"/proposals/{id}")
    assert "acknowledge" in page.text
    assert '<option value="县水务局"' not in page.text


async def test_who_reads_an_opinion_report_stands_on_its_page(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.begin("opinions", **FIRST["opinions"])
    leader = PageClient(roster.county, "522625-leader")
    assert "查阅记录" in words(await leader.get(clerk.address_of(page)))
    assert "522625-leader" in words(await clerk.get(clerk.address_of(page)))


async def test_a_long_list_is_turned_page_by_page(clerk: PageClient, roster: ServiceClients) -> None:
    for number in range(23):
        await roster.county.post("/visits", SECRETARIAT, title=f"来访{number:02}", outcomes=["advice"])
    first, second = await clerk.get("/visits"), await clerk.get("/visits?page=2")
    assert "共 23 件" in words(first)
    assert 'rel="next" href="/visits?page=2"' in first.text
    assert [text.index("来访22") < text.index("来访03") for text in (first.text,)] == [True]  # the newest first
    assert "来访02" in second.text
    assert "来访02" not in first.text
    assert "没有这一页" in words(await clerk.get("/visits?page=9"))
    found = await clerk.get("/visits?q=来访07&year=2026&status=recorded")
    assert "共 1 件" in words(found)
    assert (await clerk.get("/visits?page=x")).status_code == 422
    assert (await clerk.get("/visits?status=nothing")).status_code == 422


async def test_a_list_is_filtered_by_state_class_and_lateness(clerk: PageClient, roster: ServiceClients) -> None:
    await brought_to(roster.county, "assign")
    late = await drafted(roster.county, title="逾期的提案")
    for command, body in (("submit", {}), ("file", {}), ("assign", {"sole": "县教育局", "limit": "2026-02-28"})):
        await roster.county.post(f"/proposals/{late}/{command}", SECRETARIAT, on="2026-02-20", **body)
    page = await clerk.get("/proposals?overdue=true")
    assert "共 1 件" in words(page)
    assert "逾期的提案" in page.text
    await roster.county.post("/consultations", SECRETARIAT, title="调研一", **{"class": "research"})
    assert "共 0 件" in words(await clerk.get("/consultations?class=appraisal"))
    assert "共 1 件" in words(await clerk.get("/consultations?class=research"))


async def test_the_home_page_shows_what_waits_and_leads_there(clerk: PageClient, roster: ServiceClients) -> None:
    assert "目前没有等待您办理的事项" in words(await clerk.get("/"))
    await brought_to(roster.county, "submit")
    await brought_to(roster.county, "file")
    home = await clerk.get("/")
    assert "提案 待立案 1" in words(home)
    assert 'href="/proposals?status=under_review"' in home.text
    committee = words(await PageClient(roster.county, "522625-proposals_committee").get("/"))
    assert "待交办 1" in committee
    leader = words(await PageClient(roster.county, "522625-leader").get("/"))
    assert "待立案" not in leader


async def test_what_stands_after_a_step_has_no_quotation_marks(clerk: PageClient) -> None:
    page = await clerk.begin("opinions", **FIRST["opinions"])
    page = await clerk.run_command(page, "keep", reason="已解决")
    page = await clerk.run_command(page, "keep")
    assert "留存备查已登记。现在的状态是留存备查。" in words(page)


async def test_a_form_asks_for_the_day_of_handling_and_says_how_far_back_it_may_be(clerk: PageClient) -> None:
    for path in ("/opinions/new", clerk.address_of(await clerk.begin("opinions", **FIRST["opinions"]))):
        shown = words(await clerk.get(path))
        for message in ("办理日期", "早于30天的日期须说明"):
            assert message in shown
        assert "生效日期" not in shown


async def test_a_report_from_the_window_is_entered_by_the_office_and_a_topic_by_who_raises_it(
    clerk: PageClient, roster: ServiceClients
) -> None:
    page = await clerk.begin("opinions", **FIRST["opinions"])
    assert "委员" not in words(page).partition("办理经过")[2].partition("查阅记录")[0]
    member = PageClient(roster.county, "522625-member")
    own = await member.begin("opinions", **FIRST["opinions"])
    assert "委员 · 522625-member登记于" in words(own)
    topic = await member.begin("consultations", **FIRST["consultations"])
    assert "委员 · 522625-member登记于" in words(topic)


async def test_a_draft_waits_for_the_member_that_began_it_and_for_no_other_member(roster: ServiceClients) -> None:
    await roster.county.account("another-member", Role.MEMBER, organization="522625")
    await drafted(roster.county, by="522625-member")
    waiting = {
        by: words(await PageClient(roster.county, by).get("/"))
        for by in ("522625-member", "another-member", SECRETARIAT)
    }
    assert {by: "待提交" in shown for by, shown in waiting.items()} == {
        "522625-member": True,
        "another-member": False,
        SECRETARIAT: True,
    }


async def test_the_pages_name_the_committee(clerk: PageClient) -> None:
    assert "镇远县政协" in words(await clerk.get("/"))


async def test_texts_are_shown_as_they_were_typed_and_never_as_markup(clerk: PageClient) -> None:
    nasty = "<script>alert(1)</script>\"'&"
    page = await clerk.begin("opinions", title=nasty, content=nasty)
    assert "<script>alert" not in page.text
    assert unescape(page.text).count(nasty) >= 2


async def test_a_long_text_is_taken_and_one_that_is_too_long_is_not_lost(clerk: PageClient) -> None:
    assert (await clerk.begin("opinions", title="长", content="长" * 90_000)).status_code == 200
    page = await clerk.begin("opinions", title="长", content="长" * 100_001)
    assert page.status_code == 422
    assert "内容最多100000个字符" in words(page)
    assert "长" * 100_001 in page.text


async def test_pages_of_nothing_are_refused_as_pages(clerk: PageClient) -> None:
    for path in ("/proposals/522625-p-2014-9", "/opinions/x", "/nothing", "/visits/" + "9" * 64):
        answer = await clerk.get(path)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"].startswith("text/html")


async def test_a_command_that_the_kind_does_not_have_is_refused(clerk: PageClient, roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    page = await clerk.get(f"/proposals/{id}")
    for name in ("explode", "draft", "deliver", "note", ""):
        answer = await clerk.post(f"/proposals/{id}", clerk.fields(page, "submit") | {"command": [name]})
        assert answer.status_code == 404, name


async def in_handling(clerk: PageClient) -> httpx.Response:
    """Creates a proposal with a lead and a co-handler, both acknowledged."""
    page = await clerk.begin("proposals", title="停车", content="停车难", proposers="甲\n乙\n丙")
    for command in ("submit", "file"):
        page = await clerk.run_command(page, command)
    page = await clerk.run_command(page, "assign", lead="县教育局", co="县财政局", confirmed="1")
    for unit in ("县教育局", "县财政局"):
        page = await clerk.run_command(page, "acknowledge", unit=unit)
    return page


async def test_assigning_to_a_unit_without_an_account_warns_and_is_possible(
    clerk: PageClient, roster: ServiceClients
) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'file')}")
    page = await clerk.run_command(page, "assign", lead="县教育局", co="县财政局")
    assert "请再确认一次： 县财政局在本系统没有账号" in words(page)
    assert "县财政局</textarea>" in page.text
    page = await clerk.run_command(page, "assign")
    assert "交办已登记" in words(page)


async def test_assigning_to_a_unit_with_an_account_asks_nothing(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'file')}")
    assert "交办已登记" in words(await clerk.run_command(page, "assign", sole="县教育局"))


async def test_forms_of_units_list_only_those_still_due(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'file')}")
    page = await clerk.run_command(page, "assign", lead="县教育局", co="县财政局\n县水务局", confirmed="1")
    assert options(page, "acknowledge-unit") == ["县教育局", "县财政局", "县水务局"]
    page = await clerk.run_command(page, "acknowledge", unit="县财政局")
    assert options(page, "acknowledge-unit") == ["县教育局", "县水务局"]
    assert options(page, "countersign-unit") == ["县财政局"]
    for unit in ("县教育局", "县水务局"):
        page = await clerk.run_command(page, "acknowledge", unit=unit)
    assert "acknowledge" not in clerk.commands(page)
    page = await clerk.run_command(page, "countersign", unit="县财政局")
    assert options(page, "countersign-unit") == ["县水务局"]


async def test_a_reply_is_offered_once_every_countersignature_is_there(
    clerk: PageClient, roster: ServiceClients
) -> None:
    page = await in_handling(clerk)
    assert "reply" not in clerk.commands(page)
    assert "reply" not in (await roster.county.get(f"/proposals/{clerk.id_of(page)}", SECRETARIAT))["commands"]
    page = await clerk.run_command(page, "countersign", unit="县财政局")
    assert "countersign" not in clerk.commands(page)
    assert '<details id="reply" open>' in page.text
    assert options(page, "reply-unit") == ["县教育局"]


async def test_separate_units_reply_each_for_itself(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'file')}")
    page = await clerk.run_command(page, "assign", separate="县教育局\n县水务局", confirmed="1")
    page = await clerk.run_command(page, "acknowledge", unit="县教育局")
    assert options(page, "reply-unit") == ["县教育局"]
    page = await clerk.run_command(page, "reply", unit="县教育局", text="已办", answer_class="A")
    assert "reply" not in clerk.commands(page)
    page = await clerk.run_command(page, "acknowledge", unit="县水务局")
    assert options(page, "reply-unit") == ["县水务局"]


async def test_a_table_shows_no_column_that_is_empty_in_all_its_rows(clerk: PageClient) -> None:
    page = await in_handling(clerk)
    headings = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)</th>", page.text)
    assert "签收" in headings
    assert not {"督查机构", "转办", "申请退办"} & set(headings)


async def test_closing_with_forms_outstanding_asks(clerk: PageClient) -> None:
    page = await clerk.run_command(await in_handling(clerk), "countersign", unit="县财政局")
    page = await clerk.run_command(page, "reply", unit="县教育局", text="已办", answer_class="A")
    page = await clerk.run_command(page, "rate", process="satisfied", result="satisfied", signatory="2")
    assert 'id="rate-signatory" name="signatory" value="1"' in page.text  # the next one whose form is due
    page = await clerk.run_command(page, "close")
    assert "还有2位提案人没有反馈（第1、3位）" in words(page)
    assert "办结已登记" in words(await clerk.run_command(page, "close"))


async def test_the_timeline_names_unit_signatory_and_organization_of_each_line(clerk: PageClient) -> None:
    page = await clerk.run_command(await in_handling(clerk), "countersign", unit="县财政局")
    page = await clerk.run_command(page, "reply", unit="县教育局", text="已办", answer_class="A")
    page = await clerk.run_command(page, "rate", process="satisfied", result="satisfied", signatory="2")
    past = words(page).partition("办理经过")[2]
    for line in (
        "提案者已反馈 第2位提案人（乙）",
        "承办单位已答复 县教育局",
        "会办单位已会签 县财政局",
        "承办单位已签收 县财政局",
        "提案已交办 县教育局（主办）、县财政局（会办）",
        "镇远县政协 · 承办单位（由办公室登记）",
    ):
        assert line in past


async def test_a_matter_older_than_those_listed_is_named_by_its_id(
    clerk: PageClient, roster: ServiceClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(references, "MAX_CHOICES", 2)
    older, *newer = [await brought_to(roster.county, "file") for _ in range(3)]
    own = await brought_to(roster.county, "submit")
    page = await clerk.get(f"/proposals/{own}")
    listed = re.findall(r"<datalist.*?</datalist>", page.text, re.DOTALL)[0]
    assert re.findall(r'value="([^"]+)"', listed) == newer[::-1]
    assert f"列表只列最近的，更早的填写编号，如 {newer[0]}" in words(page)
    page = await clerk.run_command(page, "merge", into="522625-p-2014-99", confirmed="1")
    assert page.status_code == 404
    assert 'value="522625-p-2014-99"' in page.text
    merged = await clerk.run_command(page, "merge", into=older, confirmed="1")
    assert merged.status_code == 200
    assert "现在的状态是" in words(merged)

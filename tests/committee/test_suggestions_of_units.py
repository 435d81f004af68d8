"""A suggestion of an activity that is referred to a unit: its account finds it in the worklist, and answers it itself."""

from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_activities import held
from tests.committee.test_comment_requests import CLERK, COUNTY, OTHER, UNIT, received, reminded, todo
from tests.committee.test_limit_calendar import events, read, subscribed
from tests.committee.test_notifications import shown as notified

UNTIL = "2026-03-20"


async def referred(service: ServiceClient, department: str = "县教育局", number: int = 2) -> str:
    """Refers a suggestion of an activity to a unit; returns the id of the activity."""
    await service.account(OTHER, Role.HANDLING_UNIT, organization=COUNTY, unit="县水务局")
    id = await held(service)
    given = {"number": number, "department": department, "until": UNTIL}
    await service.post(f"/consultations/{id}/refer_suggestion", CLERK, **given)
    return id


async def test_the_unit_answers_the_suggestion_that_is_referred_to_it(roster: ServiceClients) -> None:
    service = roster.county
    id = await referred(service)
    before = (await service.get(f"/consultations/{id}", CLERK))["suggestions"][1]
    assert (before["referred_to"], before["answer_until"], before["answered_on"]) == ("县教育局", UNTIL, None)
    assert await todo(service, UNIT) == [(f"请于{UNTIL}前答复第2条建议：协商", False)]
    assert await notified(service, UNIT) == [("feedback", f"请本单位答复协商的建议（第2条建议，{UNTIL}截止）")]
    asked = await received(service, UNIT)
    assert (asked["draft"], asked["suggestion"], asked["document"]) == (before["text"], 2, "第2条建议")
    page = await PageClient(service, UNIT).get(f"/comment-requests/{asked['id']}")
    assert before["text"] in words(page)
    assert "答复建议" in words(page)
    await service.post(f"/comment-requests/{asked['id']}/comment", UNIT, comment="已列入计划")
    after = (await service.get(f"/consultations/{id}", CLERK))["suggestions"][1]
    assert (after["department"], after["answer"], after["answered_on"]) == ("县教育局", "已列入计划", "2026-03-05")
    history = (await service.get(f"/consultations/{id}/history", CLERK))["items"]
    assert (history[-1]["command"], history[-1]["recorder"]) == ("answer_suggestion", UNIT)
    assert await todo(service, UNIT) == []
    path = f"/comment-requests/{asked['id']}/comment"
    assert await service.refused(path, UNIT, comment="又一次") == (409, "already-recorded")


async def test_a_unit_reads_and_answers_no_suggestion_of_another_unit(roster: ServiceClients) -> None:
    service = roster.county
    await referred(service)
    id = (await received(service, UNIT))["id"]
    assert (await service.get("/comment-requests", OTHER))["total"] == 0
    assert await todo(service, OTHER) == []
    answer = await service.call("GET", f"/comment-requests/{id}", OTHER)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign-assignment")
    path = f"/comment-requests/{id}/comment"
    assert await service.refused(path, OTHER, comment="无") == (403, "foreign-assignment")


async def test_an_answer_that_is_late_is_reminded_of_and_accepted(roster: ServiceClients) -> None:
    service = roster.county
    id = await referred(service)
    feed = await subscribed(service, UNIT)
    assert [each["SUMMARY"] for each in events(await read(service, feed))] == ["答复第2条建议到期：2026年第1号 协商"]
    roster.clock.advance(days=50)
    assert await todo(service, UNIT) == [(f"请于{UNTIL}前答复第2条建议：协商", True)]
    assert (await reminded(service, UNIT))[-1] == f"答复建议的期限（协商，第2条建议，{UNTIL}到期，已逾期）"
    asked = await received(service, UNIT)
    assert asked["overdue"]
    await service.post(f"/comment-requests/{asked['id']}/comment", UNIT, comment="已办")
    assert (await service.get(f"/consultations/{id}", CLERK))["suggestions"][1]["answer"] == "已办"
    assert events(await read(service, feed)) == []


async def test_the_office_records_the_answer_or_refers_the_suggestion_to_another_unit(roster: ServiceClients) -> None:
    service = roster.county
    id = await referred(service)
    path = f"/consultations/{id}/refer_suggestion"
    await service.post(path, CLERK, number=2, department="县水务局", until="2026-03-25")
    withdrawn = await received(service, UNIT)
    assert (withdrawn["withdrawn_on"], withdrawn["may_comment"]) == ("2026-03-05", False)
    assert await todo(service, UNIT) == []
    assert (await notified(service, UNIT))[-1] == ("feedback", "建议不再由本单位答复（第2条建议）")
    given = {"number": 2, "department": "县水务局", "answer": "来函：已办"}
    await service.post(f"/consultations/{id}/answer_suggestion", CLERK, **given)
    assert (await received(service, OTHER))["comment"] == "来函：已办"
    assert (await received(service, UNIT))["comment"] == ""
    other = {"number": 2, "department": "县交通局", "answer": "另有答复"}
    await service.post(f"/consultations/{id}/answer_suggestion", CLERK, **other)
    assert (await received(service, OTHER))["comment"] == "来函：已办"  # a unit reads its own answer alone
    again = {"number": 2, "department": "县教育局", "until": "2026-03-25"}
    assert await service.refused(path, CLERK, **again) == (409, "already-recorded")


async def test_the_answer_of_another_department_is_not_shown_to_the_unit_that_was_asked(roster: ServiceClients) -> None:
    service = roster.county
    id = await referred(service)
    given = {"number": 2, "department": "县水务局", "answer": "来函：已办"}
    await service.post(f"/consultations/{id}/answer_suggestion", CLERK, **given)
    asked = await received(service, UNIT)
    assert (asked["comment"], asked["withdrawn_on"], asked["may_comment"]) == ("", "2026-03-05", False)
    assert await todo(service, UNIT) == []


async def test_a_unit_without_an_account_is_named_before_a_suggestion_is_referred_to_it(roster: ServiceClients) -> None:
    service = roster.county
    await referred(service)
    clerk = PageClient(service, CLERK)
    page = await clerk.get(f"/consultations/{await held(service)}")
    given = {"number": "1", "department": "县林业局", "until": UNTIL}
    asked = await clerk.run_command(page, "refer_suggestion", **given)
    assert "县林业局在本系统没有账号，看不到转办的建议，答复须由办公室代为登记。" in words(asked)
    done = await clerk.run_command(asked, "refer_suggestion", **given, confirmed="1")
    assert "县林业局" in words(done)


async def test_a_unit_under_another_of_its_names_is_asked_once(roster: ServiceClients) -> None:
    service = roster.county
    unit = (await service.post("/units", CLERK, name="县教育局", aliases=["县教育和科技局"]))["id"]
    id = await referred(service)
    await service.post(f"/units/{unit}/rename", CLERK, name="县教育体育局")
    given = {"number": 2, "department": "县教育体育局", "until": "2026-03-25"}
    await service.post(f"/consultations/{id}/refer_suggestion", CLERK, **given)
    asked = await received(service, UNIT)
    assert (asked["deadline"], asked["withdrawn_on"]) == ("2026-03-25", None)


async def test_a_referral_names_a_suggestion_and_a_limit_that_is_not_before_it(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service)
    path = f"/consultations/{id}/refer_suggestion"
    for given, field, rule in (
        ({"number": 9, "until": UNTIL}, "number", "没有第9条建议"),
        ({"number": 1, "until": "2026-03-01"}, "until", "答复期限不能早于转办的日期"),
        ({"number": 1, "until": UNTIL, "department": " "}, "department", "填写"),
    ):
        answer = await service.call("POST", path, CLERK, json={"department": "县教育局", **given})
        (error,) = answer.json()["errors"]
        assert answer.status_code == 422
        assert error["field"] == field
        assert rule in error["rule"]
    page = await PageClient(service, CLERK).get(f"/consultations/{id}")
    assert "转办建议" in words(page)


async def test_a_comment_round_and_a_suggestion_of_one_activity_are_two_requests(roster: ServiceClients) -> None:
    service = roster.county
    id = await referred(service)
    asked = {"addressees": ["县教育局"], "until": UNTIL}
    await service.post(f"/consultations/{id}/request_comments", CLERK, **asked)
    requests = (await service.get("/comment-requests", UNIT))["items"]
    assert [each["suggestion"] for each in requests] == [0, 2]
    await service.post(f"/comment-requests/{requests[1]['id']}/comment", UNIT, comment="已列入计划")
    shown = await service.get(f"/consultations/{id}", CLERK)
    assert (shown["comments_received"], shown["suggestions"][1]["answer"]) == (
        "1家中已反馈0家，尚缺：县教育局",
        "已列入计划",
    )


async def test_a_suggestion_is_added_on_a_day_before_that_of_another_one(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service)
    roster.clock.advance(days=9)
    for suggestion, on in (("架桥", "2026-03-12"), ("修渠", "2026-03-10")):
        await service.post(f"/consultations/{id}/add_suggestions", CLERK, suggestions=[suggestion], on=on)
    made = [each["made_on"] for each in (await service.get(f"/consultations/{id}", CLERK))["suggestions"]]
    assert made[-2:] == ["2026-03-12", "2026-03-10"]

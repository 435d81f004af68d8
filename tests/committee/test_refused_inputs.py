"""Wrong input about opinion reports and consultations is refused with its field, its value and the rule in Chinese."""

from typing import Any

from tests.committee.forwarding import COUNTY, TOWNSHIP, brought_up, clerk, collected
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.committee.test_activities import held

CLERK = clerk(COUNTY)


async def refused(service: ServiceClient, path: str, by: str = CLERK, **fields: Any) -> tuple[str, Any, str]:
    """Returns field, value and rule of the only error of a command."""
    answer = await service.call("POST", path, by, json=fields)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    return error["field"], error["value"], error["rule"]


async def test_a_report_is_not_forwarded_to_its_own_committee_nor_back_in_a_circle(connected: ServiceClients) -> None:
    _, came = await brought_up(connected, TOWNSHIP, COUNTY)
    await connected.county.post(f"/opinions/{came}/edit", CLERK, content="核实")
    await connected.county.post(f"/opinions/{came}/approve", CLERK)
    path = f"/opinions/{came}/forward"
    assert await refused(connected.county, path, to=COUNTY) == ("to", COUNTY, "不能报送本单位")
    assert await refused(connected.county, path, to=TOWNSHIP) == (
        *("to", TOWNSHIP, "该事项由此单位报送而来，不能再报送回去"),
    )


async def test_an_answer_after_the_limit_names_the_reason_of_the_delay(roster: ServiceClients) -> None:
    service = roster.county
    id = await collected(service, COUNTY)
    service.clock.advance(days=40)
    path = f"/opinions/{id}/feed_back"
    assert await refused(service, path, text="已修好") == (
        *("delay_reason", None, "2026-04-14已超过答复期限（2026-04-05），须填写逾期原因"),
    )
    after = await service.post(path, CLERK, text="已修好", delay_reason="等待汛期结束")
    assert after["status"] == "fed_back"


async def test_a_comment_after_the_last_day_is_refused(roster: ServiceClients) -> None:
    service = roster.county
    id = await held(service)
    await service.post(f"/consultations/{id}/request_comments", CLERK, addressees=["甲镇"], until="2026-03-12")
    service.clock.advance(days=8)
    assert await refused(service, f"/consultations/{id}/record_comment", number=1, comment="无意见") == (
        *("on", "2026-03-13", "反馈意见截止于2026-03-12，之后的不再登记"),
    )


async def test_a_consultation_is_not_held_before_it_was_organised(roster: ServiceClients) -> None:
    service = roster.county
    id = (await service.post("/consultations", CLERK, title="协商", on="2026-03-01"))["id"]
    path = f"/consultations/{id}/hold"
    answer = await service.call("POST", path, CLERK, json={"participants": 3})
    assert (answer.status_code, answer.json()["code"]) == (409, "not-allowed-now")
    assert "已提出议题" in answer.json()["detail"]
    await service.post(f"/consultations/{id}/organise", CLERK, on="2026-03-03")
    assert await refused(service, path, participants=3, on="2026-03-02") == (
        *("on", "2026-03-02", "不能早于上一步骤“活动已组织”的日期（2026-03-03）"),
    )

"""The working calendar of a service: what administrators enter, through the API and on its page, and the limits that depend on it."""

from pathlib import Path
from typing import Any

import pytest

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClient, ServiceClients, open_service
from tests.support.matters import UNIT

ADMIN, CLERK, UNIT_ACCOUNT = "administrator", "522625-secretariat", "522625-handling_unit"
OCTOBER = [f"2031-10-0{day}" for day in range(1, 8)]


@pytest.fixture
def long_limits(tmp_path: Path) -> Path:
    """Returns a charter with a limit of 1200 working days, which reaches into years that the library does not know."""
    charter = tmp_path / "charter.toml"
    rules = Path("services/county/charter.toml").read_text(encoding="utf-8")
    charter.write_text(rules.replace("session_limit_months = 5", "session_limit_working_days = 1200", 1), "utf-8")
    return charter


async def entered(service: ServiceClient, **body: Any) -> dict[str, Any]:
    return await service.post("/calendar", ADMIN, **{"year": 2031, "holidays": OCTOBER, **body})


async def refusal(service: ServiceClient, **body: Any) -> tuple[str, str]:
    answer = await service.call("POST", "/calendar", ADMIN, json={"year": 2031, **body})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    return error["field"], error["rule"]


async def test_a_year_that_nobody_has_entered_says_that_it_has_weekends_alone(roster: ServiceClients) -> None:
    shown = await roster.county.get("/calendar", UNIT_ACCOUNT, year=2031)
    assert (shown["source"], shown["free_days"]) == ("none", [])
    assert shown["note"] == "2031年的节假日安排尚未录入，暂按周一至周五为工作日计算。"
    known = await roster.county.get("/calendar", UNIT_ACCOUNT, year=2025)
    assert (known["source"], known["note"]) == ("library", "")
    assert "2025-10-08" in known["free_days"]
    assert known["made_up_days"] == ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"]


async def test_an_administrator_enters_the_holidays_of_a_year_and_replaces_them_later(roster: ServiceClients) -> None:
    shown = await entered(roster.county, working_days=["2031-10-11"])
    assert (shown["source"], shown["note"], shown["account"]) == ("entered", "", ADMIN)
    assert shown["recorded_at"].startswith("2026-03-05")
    assert shown["free_days"] == [day for day in OCTOBER if day not in {"2031-10-04", "2031-10-05"}]
    assert shown["made_up_days"] == ["2031-10-11"]
    again = await entered(roster.county, holidays=OCTOBER[:3])
    assert (again["free_days"], again["made_up_days"]) == (OCTOBER[:3], [])
    assert (await entered(roster.county, holidays=[]))["source"] == "none"


async def test_a_day_of_the_library_is_corrected(roster: ServiceClients) -> None:
    shown = await entered(roster.county, year=2025, holidays=["2025-09-30"], working_days=["2025-10-08"])
    assert shown["source"] == "library"
    assert "2025-09-30" in shown["free_days"]
    assert "2025-10-08" not in shown["free_days"]


async def test_a_wrong_day_of_the_calendar_is_refused_with_its_rule(roster: ServiceClients) -> None:
    county = roster.county
    assert await refusal(county, holidays=["2030-10-01"]) == ("holidays", "须在2031年内")
    assert await refusal(county, holidays=["2031-10-01", "2031-10-01"]) == ("holidays", "同一天只填一次")
    assert await refusal(county, year=2099) == ("year", "须在2000至2036之间")
    assert (await refusal(county, working_days=["2031-10-13"]))[1].startswith("本来就是工作日")
    both = {"holidays": ["2031-10-11"], "working_days": ["2031-10-11"]}
    assert await refusal(county, **both) == ("working_days", "同一天不能既放假又上班")


async def test_a_limit_in_working_days_says_that_its_year_has_no_holidays_and_stays_when_they_are_entered(
    roster: ServiceClients, long_limits: Path
) -> None:
    tokens, folder = roster.county.tokens, long_limits.parent
    async with open_service("county", folder, tokens=tokens, charter=long_limits) as county:
        first = await brought_to(county, "assign")
        before = await county.get(f"/proposals/{first}", CLERK)
        assert before["limit_note"].endswith("年的节假日安排尚未录入，暂按周一至周五为工作日计算")
        assert before["assignments"][0]["limit_note"] == before["limit_note"]
        assert before["limit_note"] in words(await PageClient(county, CLERK).get(f"/proposals/{first}"))
        year = int(before["limit"][:4])
        for each in range(2027, year + 1):
            await entered(county, year=each, holidays=[f"{each}-10-0{day}" for day in range(1, 8)])
        assert (await county.get(f"/proposals/{first}", CLERK))["limit"] == before["limit"]
        second = await county.get(f"/proposals/{await brought_to(county, 'assign')}", CLERK)
        assert (second["limit_note"], second["limit"] > before["limit"]) == ("", True)


async def test_a_return_window_reaches_over_a_holiday_that_was_entered(roster: ServiceClients) -> None:
    """Without the amendment the 28th of February 2026 is the last day, a Saturday that makes up."""
    county = roster.county
    id = await brought_to(county, "assign")
    await entered(county, year=2026, holidays=["2026-02-28"])
    body = {"unit": UNIT, "reason": "不属职责", "late_reason": "补录", "on": "2026-03-02"}
    await county.post(f"/proposals/{id}/request_return", UNIT_ACCOUNT, **body)


async def test_the_calendar_is_kept_on_its_page(roster: ServiceClients) -> None:
    admin = PageClient(roster.county, ADMIN)
    assert 'href="/calendar"' in (await admin.get("/organizations")).text
    page = await admin.get("/calendar?year=2031")
    assert "2031年的节假日安排尚未录入" in words(page)
    page = await admin.run_command(page, "enter_calendar", holidays="2031-10-01\n2031-10-02", working_days="2031-10-11")
    assert "2031年的节假日安排已录入" in words(page)
    assert "2031-10-01、2031-10-02" in words(page)
    page = await admin.run_command(page, "enter_calendar", holidays="2030-10-01")
    assert page.status_code == 422
    assert "须在2031年内" in words(page)
    page = await PageClient(roster.county, UNIT_ACCOUNT).get("/calendar?year=2031")
    assert "enter_calendar" not in page.text


async def test_a_limit_on_a_holiday_is_kept_with_a_warning_that_names_the_next_working_day(
    roster: ServiceClients,
) -> None:
    """The 1st of May 2026 is a Friday; the 2nd to the 5th are free, too."""
    county = roster.county
    id = await brought_to(county, "file")
    warning = "办理期限2026-05-01是休息日，下一个工作日是2026-05-06。"
    clerk = PageClient(county, CLERK)
    page = await clerk.run_command(await clerk.get(f"/proposals/{id}"), "assign", sole=UNIT, limit="2026-05-01")
    assert warning in words(page)
    given = await county.post(f"/proposals/{id}/assign", CLERK, sole=UNIT, limit="2026-05-01")
    assert given["warnings"] == [warning]
    extended = await county.post(f"/proposals/{id}/extend", CLERK, until="2026-05-06", reason="情况复杂")
    assert extended["warnings"] == []
    assert (await county.get(f"/proposals/{id}", CLERK))["limit"] == "2026-05-06"


async def test_days_that_contradict_the_filing_or_the_limit_are_refused(roster: ServiceClients) -> None:
    county = roster.county
    at = f"/proposals/{await brought_to(county, 'file')}"

    async def wrong(command: str, **body: Any) -> tuple[str, str]:
        answer = await county.call("POST", f"{at}/{command}", CLERK, json=body)
        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        return error["field"], error["rule"]

    before = {"on": "2026-02-19", "late_reason": "补录"}
    field, rule = await wrong("assign", sole=UNIT, **before)
    assert (field, rule.endswith("的日期（2026-02-20）")) == ("on", True)
    assert await wrong("assign", sole=UNIT, limit="2026-03-01") == ("limit", "办理期限不能早于交办日期（2026-03-05）")
    await county.post(f"{at}/assign", CLERK, sole=UNIT, on="2026-02-20", limit="2026-03-02")
    field, rule = await wrong("extend", until="2026-03-20", reason="情况复杂")
    assert (field, rule) == ("on", "须在办理期限（2026-03-02）届满以前延期")

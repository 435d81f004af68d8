"""The page of a matter: its progress, the next step first, who has yet to act, and who recorded what."""

import re

import pytest

from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients

SECRETARIAT = "522625-secretariat"


@pytest.fixture
def clerk(roster: ServiceClients) -> PageClient:
    """Returns the secretariat of 镇远, logged in on the pages of the county's service."""
    return PageClient(roster.county, SECRETARIAT)


def current(page: str) -> str:
    """Returns the marked step of the progress strip, with what is written below it."""
    found = re.search(r'aria-current="step"><b>(.*?)</b>(?: <small>(.*?)</small>)?', page)
    assert found is not None, page
    return " ".join(filter(None, found.groups()))


async def test_the_strip_marks_the_next_step_and_counts_the_days_to_the_limit(
    clerk: PageClient, roster: ServiceClients
) -> None:
    assert current((await clerk.get(f"/proposals/{await brought_to(roster.county, 'submit')}")).text) == "立案"
    handled = (await clerk.get(f"/proposals/{await brought_to(roster.county, 'acknowledge')}")).text
    assert re.fullmatch(r"答复 还有\d+天", current(handled))
    titles = re.findall(r'<li class="(?:taken|ahead)[^>]*><b>(.*?)</b>', handled)
    assert titles == ["提交", "立案", "交办", "答复", "反馈", "办结"]


async def test_a_refused_proposal_ends_its_strip_with_its_state(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'submit')}")
    page = await clerk.run_command(page, "refuse", ground="state_secret", confirmed="1")
    assert current(page.text) == "不予立案", words(page)


async def test_the_next_step_is_the_first_form_and_the_only_open_one(clerk: PageClient, roster: ServiceClients) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'submit')}")
    assert clerk.commands(page)[0] == "file"
    page = await clerk.run_command(page, "file")
    assert clerk.commands(page)[0] == "assign"
    assert re.findall(r'<details id="(\w+)" open', page.text) == ["assign"]


async def test_the_fields_of_a_late_record_are_folded_until_one_is_wrong(
    clerk: PageClient, roster: ServiceClients
) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'submit')}")
    assert '<details class="afterwards" open' not in page.text
    refused = await clerk.run_command(page, "file", on="2026-13-01")
    assert '<details class="afterwards" open' in refused.text


async def test_each_step_names_its_units_and_the_account_that_recorded_it(
    clerk: PageClient, roster: ServiceClients
) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'file')}")
    page = await clerk.run_command(page, "assign", lead="县教育局", co="县财政局", confirmed="1")
    past = words(page).partition("办理经过")[2]
    assert "县教育局（主办）、县财政局（会办）" in past
    assert "县教育局、县教育局" not in past
    assert f"{SECRETARIAT}登记于" in past


async def test_the_countersignatures_that_a_reply_waits_for_are_named(
    clerk: PageClient, roster: ServiceClients
) -> None:
    page = await clerk.get(f"/proposals/{await brought_to(roster.county, 'file')}")
    page = await clerk.run_command(page, "assign", lead="县教育局", co="县财政局\n县水务局", confirmed="1")
    for unit in ("县教育局", "县财政局", "县水务局"):
        page = await clerk.run_command(page, "acknowledge", unit=unit)
    assert "会签尚缺：县财政局、县水务局。" in words(page)
    page = await clerk.run_command(page, "countersign", unit="县财政局", opinion="同意")
    assert "会签尚缺：县水务局。" in words(page)
    page = await clerk.run_command(page, "countersign", unit="县水务局", opinion="同意")
    assert "会签尚缺" not in words(page)

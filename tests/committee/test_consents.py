"""A conference invites; a committee is a member once it has consented in its own record (decision 0114)."""

import asyncio

import pytest
from sqlalchemy import select

from shared.committee.deliveries.content import lines_of
from shared.committee.deliveries.planning import compose, plan
from shared.committee.deliveries.tables import deliveries
from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import LATE
from tests.committee.service_clients import Json, ServiceClients
from tests.committee.test_conferences import CLERK, QIANDONGNAN, TONGREN, WANSHAN, consent, enter, record, shown
from tests.committee.test_notifications import shown as notified
from tests.committee.test_pages_roster import choices

BODY = {"conference": "wulingshan", "on": "2014-01-01", **LATE}
BY = f"{WANSHAN}-secretariat"
PATH = f"/organizations/{WANSHAN}/consent"
INVITED = ("conference", "联席会邀请本单位加入（武陵山联席会）")
ON_HOME_PAGE = "武陵山联席会邀请本单位加入。"


@pytest.fixture
async def invited(connected: ServiceClients) -> ServiceClients:
    """Founds 武陵山, which invites 万山 with effect from 2013."""
    await enter(connected)
    await record(connected, "admit", WANSHAN, "2013-01-01")
    await connected.deliver()
    return connected


async def status_of_report(services: ServiceClients, day: str) -> int:
    answer = await services.region.call("GET", f"/reports/{WANSHAN}", CLERK, params={"as_of": day})
    return answer.status_code


async def of_wanshan(services: ServiceClients, **params: str) -> Json:
    return await services.county.get(f"/organizations/{WANSHAN}", "administrator", **params)


async def test_an_invited_committee_is_no_member_and_its_reports_stay_closed(invited: ServiceClients) -> None:
    conference = await shown(invited)
    assert (conference["members"], conference["invited"]) == ([], [WANSHAN])
    member = await of_wanshan(invited)
    assert (member["memberships"], member["invitations"]) == ([], ["wulingshan"])
    assert await status_of_report(invited, "2026-01-01") == 403


async def test_it_is_a_member_from_the_day_of_its_consent_and_readable_from_that_day(invited: ServiceClients) -> None:
    answer = await consent(invited, WANSHAN, "2014-01-01")
    assert answer["consents"] == [{"day": "2014-01-01", "holds": True}]
    for day, members, status in (("2013-12-31", [], 403), ("2014-01-01", [WANSHAN], 200)):
        assert (await shown(invited, as_of=day))["members"] == members
        assert (await of_wanshan(invited, as_of=day))["memberships"] == (["wulingshan"] if members else [])
        assert await status_of_report(invited, day) == status


async def test_a_consent_for_a_day_before_the_invitation_counts_from_the_invitation(invited: ServiceClients) -> None:
    await consent(invited, WANSHAN, "2012-06-01")
    assert (await shown(invited, as_of="2012-12-31"))["members"] == []
    assert (await shown(invited, as_of="2013-01-01"))["members"] == [WANSHAN]


async def test_a_withdrawn_consent_ends_the_membership_and_the_term_of_the_convenor(invited: ServiceClients) -> None:
    await consent(invited, WANSHAN, "2014-01-01")
    await record(invited, "convene", WANSHAN, "2014-06-01")
    await consent(invited, WANSHAN, "2016-01-01", command="withdraw_consent")
    assert (await shown(invited, as_of="2015-12-31"))["convenor"] == WANSHAN
    conference = await shown(invited)
    assert (conference["members"], conference["convenor"], conference["invited"]) == ([], None, [WANSHAN])
    assert [await status_of_report(invited, day) for day in ("2015-12-31", "2016-01-01")] == [200, 403]


async def test_only_a_member_that_has_consented_convenes(invited: ServiceClients) -> None:
    body = {"member": WANSHAN, "on": "2014-01-01", **LATE}
    assert await invited.region.refused("/organizations/wulingshan/convene", CLERK, **body) == (409, "no-consent")


async def test_the_leader_and_the_secretariat_of_the_committee_consent_and_nobody_else(invited: ServiceClients) -> None:
    for by in (f"{WANSHAN}-auditor", f"{WANSHAN}-member", "522625-secretariat", "522625-leader", "administrator"):
        assert (await invited.county.refused(PATH, by, **BODY))[0] == 403, by
    assert (await invited.city.refused(PATH, f"{TONGREN}-secretariat", **BODY))[0] == 403
    await invited.county.post(PATH, f"{WANSHAN}-leader", **BODY)


async def test_a_committee_that_is_not_invited_does_not_consent(invited: ServiceClients) -> None:
    body = {**BODY, "conference": "wulingshan"}
    path = f"/organizations/{QIANDONGNAN}/consent"
    assert await invited.city.refused(path, f"{QIANDONGNAN}-secretariat", **body) == (409, "not-invited")
    await record(invited, "release", WANSHAN, "2014-01-01")
    await invited.deliver()
    assert await invited.county.refused(PATH, BY, **BODY) == (409, "not-invited")


async def test_a_committee_without_keys_waits_for_them(roster: ServiceClients) -> None:
    await enter(roster)
    await record(roster, "admit", WANSHAN, "2013-01-01")
    await roster.deliver()
    assert await roster.county.refused(PATH, BY, **BODY) == (409, "no-own-key")


async def test_two_simultaneous_consents_count_once(invited: ServiceClients) -> None:
    calls = [invited.county.call("POST", PATH, BY, json=BODY) for _ in range(4)]
    answers = sorted(answer.status_code for answer in await asyncio.gather(*calls))
    assert answers == [200, 409, 409, 409]


async def test_the_copy_of_a_consent_is_made_again_where_it_was_not_made(invited: ServiceClients) -> None:
    """As after a crash between the arrival of the own record and the copy."""
    await invited.deliver(away={"region"})
    await invited.county.post(PATH, BY, **BODY)
    await invited.deliver(away={"region"})
    assert (await of_wanshan(invited))["memberships"] == []
    await invited.deliver()
    published = len(await invited.region.announced())
    await invited.region.consent_notes.update()
    assert len(await invited.region.announced()) == published
    assert (await of_wanshan(invited))["memberships"] == ["wulingshan"]


async def test_a_renewed_own_record_keeps_the_consents(invited: ServiceClients) -> None:
    await consent(invited, WANSHAN, "2014-01-01")
    await invited.county.issue_keys()
    await invited.deliver()
    assert (await shown(invited))["members"] == [WANSHAN]


async def test_the_page_of_a_committee_offers_the_consent_after_a_question(invited: ServiceClients) -> None:
    clerk = PageClient(invited.county, BY)
    page = await clerk.get(f"/organizations/{WANSHAN}")
    assert "受邀参加的联席会 武陵山联席会 （尚未同意加入）" in words(page)
    assert choices(page, "consent-conference") == ["wulingshan"]
    page = await clerk.run_command(page, "consent", conference="wulingshan")
    assert "同意后，联席会可以查看本单位及所辖单位加入期间的统计数字。" in words(page)
    page = await clerk.run_command(page, "consent")
    assert "同意加入联席会已登记" in words(page)
    await invited.deliver()
    page = await clerk.get(f"/organizations/{WANSHAN}")
    assert clerk.commands(page) == ["declare_figure", "withdraw_consent"]
    assert "参加的联席会 武陵山联席会" in words(page)


async def test_the_page_of_a_conference_names_the_committees_that_have_not_consented(invited: ServiceClients) -> None:
    page = await PageClient(invited.region, CLERK).get("/organizations/wulingshan")
    assert "已邀请，尚未同意 万山区" in words(page)
    assert "convene" not in PageClient(invited.region, CLERK).commands(page)


async def test_nobody_else_is_offered_the_consent(invited: ServiceClients) -> None:
    for by in (f"{WANSHAN}-auditor", "522625-secretariat"):
        page = await PageClient(invited.county, by).get(f"/organizations/{WANSHAN}")
        assert PageClient(invited.county, by).commands(page) == []
    await invited.county.account("leader", Role.LEADER, organization=WANSHAN)
    page = await PageClient(invited.county, "leader").get(f"/organizations/{WANSHAN}")
    assert PageClient(invited.county, "leader").commands(page) == ["consent"]


async def home(services: ServiceClients, by: str) -> str:
    return words(await PageClient(services.county, by).get("/"))


async def test_secretariat_and_leader_of_the_invited_committee_are_notified_once_and_nobody_else(
    invited: ServiceClients,
) -> None:
    county = invited.county
    for by in (BY, f"{WANSHAN}-leader"):
        assert await notified(county, by) == [INVITED], by
    for by in (f"{WANSHAN}-proposals_committee", f"{WANSHAN}-auditor", f"{WANSHAN}-member", "522625-secretariat"):
        assert await notified(county, by) == [], by
    assert await notified(invited.city, "520600-secretariat") == []


async def test_a_directory_that_is_filled_again_notifies_nobody_again(invited: ServiceClients) -> None:
    for each in invited.county.following:
        await each.update()
    assert await notified(invited.county, BY) == [INVITED]


async def test_the_notification_leads_to_the_page_where_the_committee_consents(invited: ServiceClients) -> None:
    page = await PageClient(invited.county, BY).get("/notifications")
    assert f'href="/organizations/{WANSHAN}"' in page.text
    assert "联席会邀请本单位加入（武陵山联席会）" in words(page)


async def test_the_message_of_an_invitation_names_the_committee_and_no_conference(invited: ServiceClients) -> None:
    context = invited.county.context
    await plan(context, mail=False, webhook=True)
    await compose(context, webhook="robot")
    async with context.service.reading() as connection:
        (delivery,) = (await connection.execute(select(deliveries.c.id))).scalars()
        assert await lines_of(connection, delivery, "https://example.org") == [
            f"{WANSHAN}：联席会邀请本单位加入 https://example.org/organizations/{WANSHAN}"
        ]


async def test_the_home_page_asks_until_the_committee_has_answered(invited: ServiceClients) -> None:
    await invited.county.account("leader", Role.LEADER, organization=WANSHAN)
    for by in (BY, "leader"):
        assert ON_HOME_PAGE in await home(invited, by), by
    for by in (f"{WANSHAN}-auditor", "522625-secretariat"):
        assert ON_HOME_PAGE not in await home(invited, by), by
    await consent(invited, WANSHAN, "2014-01-01")
    assert ON_HOME_PAGE not in await home(invited, BY)
    await consent(invited, WANSHAN, "2016-01-01", command="withdraw_consent")
    assert ON_HOME_PAGE not in await home(invited, BY)


async def test_a_committee_that_is_invited_again_after_its_withdrawal_is_notified_again(
    invited: ServiceClients,
) -> None:
    await consent(invited, WANSHAN, "2014-01-01")
    await consent(invited, WANSHAN, "2016-01-01", command="withdraw_consent")
    await record(invited, "release", WANSHAN, "2016-06-01")
    await record(invited, "admit", WANSHAN, "2017-01-01")
    await invited.deliver()
    assert await notified(invited.county, BY) == [INVITED, INVITED]
    assert ON_HOME_PAGE in await home(invited, BY)


async def test_an_invitation_that_was_consented_to_before_it_arrived_notifies_nobody(connected: ServiceClients) -> None:
    """The county was away when the conference released and invited the committee again: its consent still counts."""
    await enter(connected)
    await record(connected, "admit", WANSHAN, "2013-01-01")
    await consent(connected, WANSHAN, "2014-01-01")
    await record(connected, "release", WANSHAN, "2015-01-01")
    await record(connected, "admit", WANSHAN, "2016-01-01")
    await connected.deliver()
    assert await notified(connected.county, BY) == [INVITED]

"""Pages of the roster and of transfers: received, sent, and the route of a matter between the levels."""

import re
from datetime import date

from httpx import Response
from msgspec import Raw

from shared.committee.encryption.sealed_payload import SealedPayload
from shared.committee.messages.message import Dispatch, Notice
from shared.committee.messages.repository import put_dispatch, put_notice
from shared.committee.transfers.delivery import Delivery
from shared.contracts.dated import DatedLevel, TransferStep
from shared.contracts.transfer_facts import DispatchFacts, NoticeFacts
from shared.contracts.vocabulary import Level, TransferState
from tests.committee.forwarding import approved
from tests.committee.page_client import PageClient, words
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.clock import NOON

ORIGIN, TRANSFER = "520603202-o-2026-30", "520603202-t-2026-1"


async def test_the_roster_is_searched_by_name_code_and_level(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, "522625-secretariat")
    assert "共 7 个单位" in words(await clerk.get("/organizations"))
    assert "共 1 个单位" in words(await clerk.get("/organizations?q=敖寨"))
    assert "共 2 个单位" in words(await clerk.get("/organizations?level=county"))
    below = await clerk.get("/organizations?under=520600")
    assert "铜仁市所辖单位" in words(below)
    assert "没有符合条件的单位" in words(await clerk.get("/organizations?q=没有这样的"))


async def test_a_keeper_records_a_body_with_forms_and_others_only_read(roster: ServiceClients) -> None:
    keeper = PageClient(roster.county, "522625-secretariat")
    page = await keeper.get("/organizations/522625100")
    assert "未建立" in words(page)
    page = await keeper.run_command(page, "establish", on="2026-03-01")
    assert "建立机构已登记" in words(page)
    page = await keeper.run_command(page, "standardise", item="premises")
    assert "办公场所" in words(page)
    page = await keeper.run_command(page, "lose_item", item="premises", evidence="检查记录")
    assert re.search("失去.{0,20}检查记录", words(page))
    page = await keeper.run_command(
        page, "appoint_director", role="full_time", meeting="九届八次常委会会议", post="党委副书记"
    )
    page = await keeper.run_command(page, "dismiss_director", meeting="九届九次常委会会议")
    page = await keeper.run_command(page, "appoint_director", role="full_time", meeting="九届十次常委会会议")
    assert re.search(
        "历任主任.*专职主任 九届十次常委会会议 .*免职 九届九次常委会会议 .*专职主任 九届八次常委会会议 党委副书记",
        words(page),
    )
    page = await keeper.run_command(page, "count_members", members="12", special_invited="6")
    assert "专职主任" in words(page)
    assert "12 人，另有特邀委员 6 人" in words(page)
    page = await keeper.run_command(page, "rename", title="㵲阳镇")
    assert "㵲阳镇" in words(page)
    page = await keeper.run_command(page, "dissolve")
    assert "请再确认一次" in words(page)
    assert keeper.commands(await PageClient(roster.county, "520603-secretariat").get("/organizations/522625100")) == []


async def test_a_record_changed_meanwhile_is_refused_and_keeps_what_was_typed(roster: ServiceClients) -> None:
    keeper = PageClient(roster.county, "522625-secretariat")
    seen = await keeper.get("/organizations/522625100")
    await keeper.run_command(seen, "establish")
    page = await keeper.run_command(seen, "rename", title="写好的新名称")
    assert page.status_code == 412
    assert "写好的新名称" in page.text


async def arrived(service: ServiceClient) -> str:
    """Sends an opinion report from 敖寨 to the county; returns its id there."""
    facts = DispatchFacts(
        to="520603", kind="opinions", chain=(ORIGIN,), sent=date(2026, 3, 4), limit=date(2026, 3, 20), sealed=b"-"
    )
    dispatch = Dispatch(TRANSFER, (1, 1), facts, NOON)
    details = Raw(b'{"channel": "window", "online": false}')
    payload = SealedPayload(kind="opinions", title="河道路灯坏了", texts={"content": "三个月没有修"}, details=details)
    async with service.context.service.transaction() as connection:
        await put_dispatch(connection, dispatch, "in", TransferState.SENT)
        await Delivery(service.context).deliver(connection, dispatch, payload)
    return "520603-o-2026-1"


async def test_what_came_is_accepted_or_returned_on_the_pages(roster: ServiceClients) -> None:
    id = await arrived(roster.county)
    clerk = PageClient(roster.county, "520603-secretariat")
    assert "社情民意 待接收 1" in words(await clerk.get("/"))
    listed = await clerk.get("/transfers?side=in")
    assert "敖寨侗族乡" in words(listed)
    assert f'href="/opinions/{id}?back=%2Ftransfers%3Fside%3Din#accept"' in listed.text
    page = await clerk.get(f"/opinions/{id}")
    assert {"accept", "return"} <= set(clerk.commands(page))
    for shown_text in ("各级办理情况", "敖寨侗族乡", "来源", "万山区", "本单位", "三个月没有修"):
        assert shown_text in words(page)
    page = await clerk.run_command(page, "accept")
    assert "接收已登记。现在的状态是已接收" in words(page)
    assert "敖寨侗族乡政协联络组" in words(page).partition("办理经过")[2]  # who it came from
    assert "已接收" in words(await clerk.get("/transfers"))


async def test_a_reason_is_asked_for_what_is_returned(roster: ServiceClients) -> None:
    id = await arrived(roster.county)
    clerk = PageClient(roster.county, "520603-secretariat")
    page = await clerk.run_command(await clerk.get(f"/opinions/{id}"), "return")
    assert "退回原因必须填写" in words(page)
    page = await clerk.run_command(page, "return", reason="不属于本县")
    assert "请再确认一次" in words(page)
    page = await clerk.run_command(page, "return", reason="不属于本县")
    assert "已退回" in words(page)
    assert "不属于本县" in words(await clerk.get("/transfers"))


async def test_a_transfer_of_others_is_nowhere_to_be_seen(roster: ServiceClients) -> None:
    id = await arrived(roster.county)
    neighbour = PageClient(roster.county, "522625-secretariat")
    assert "还没有来件和去件" in words(await neighbour.get("/transfers"))
    assert (await neighbour.get(f"/opinions/{id}")).status_code == 404


async def test_the_outcome_of_a_matter_elsewhere_is_shown_on_its_page(roster: ServiceClients) -> None:
    clerk = PageClient(roster.county, "520603-secretariat")
    page = await clerk.begin("opinions", title="河道路灯坏了")
    id = clerk.id_of(page)
    assert "各级办理情况" not in words(page)
    facts = NoticeFacts(
        transfer="520603-t-2026-1",
        chain=(id,),
        state="adopted",
        steps=(
            TransferStep(date(2026, 3, 4), TransferState.DELIVERED),
            TransferStep(date(2026, 3, 5), TransferState.ACCEPTED),
        ),
        adopted=(DatedLevel(Level.CITY, date(2026, 3, 5)),),
    )
    async with roster.county.context.service.transaction() as connection:
        await put_notice(connection, Notice("520600-o-2026-1", (1, 3), facts, date(2026, 3, 5)), id)
    shown = words(await clerk.get(f"/opinions/{id}"))
    for shown_text in ("铜仁市政协 已采用", "2026-03-04 已送达", "2026-03-05 已接收", "2026-03-05 市（州）级采用"):
        assert shown_text in shown


def choices(page: Response, id: str) -> list[str]:
    """Returns the values that a field offers, as a selection or as suggestions."""
    (field,) = re.findall(
        rf'<(?:select id="{id}"|datalist id="{id}-list")[^>]*>(.*?)</(?:select|datalist)>', page.text, re.DOTALL
    )
    return [value for value in re.findall(r'<option value="([^"]*)"', field) if value]


async def test_the_page_of_a_township_offers_its_neighbours_and_ends_with_what_ends_something(
    roster: ServiceClients,
) -> None:
    keeper = PageClient(roster.county, "522625-secretariat")
    page = await keeper.get("/organizations/522625100")
    assert "merge" not in keeper.commands(page)  # there is no other township
    body = {"title": "青溪镇", "level": "township", "parent": "522625"}
    await roster.county.post("/organizations/522625901/enter", "522625-secretariat", **body)
    await keeper.run_command(page, "establish", on="2026-03-01")
    page = await keeper.get("/organizations/522625100")
    assert choices(page, "merge-into") == ["522625901"]
    assert keeper.commands(page)[-3:] == ["dissolve", "merge", "remove"]
    assert '<details class="ending">' in page.text
    page = await keeper.run_command(page, "remove")
    assert '<details class="ending" open>' in page.text
    page = await keeper.run_command(page, "remove")
    assert keeper.commands(page) == ["reinstate", "correct"]
    assert "恢复在册已登记" in words(await keeper.run_command(page, "reinstate", reason="误登"))


async def test_the_page_of_a_county_offers_no_body(roster: ServiceClients) -> None:
    keeper = PageClient(roster.city, "522600-secretariat")
    page = await keeper.get("/organizations/522625")
    assert not {"establish", "standardise", "dissolve"} & set(keeper.commands(page))
    assert "政协机构" not in words(page)


async def test_a_conference_admits_one_of_the_committees_that_are_no_members(roster: ServiceClients) -> None:
    by = "wulingshan-secretariat"
    await roster.region.post("/organizations/wulingshan/enter", by, title="武陵山联席会", level="conference")
    clerk = PageClient(roster.region, by)
    page = await clerk.get("/organizations/wulingshan")
    assert "520600" in choices(page, "admit-member")
    page = await clerk.run_command(page, "admit", member="520600")
    assert "520600" not in choices(page, "admit-member")
    assert choices(page, "release-member") == ["520600"]


async def test_a_matter_is_sent_after_a_question_and_upwards_before_downwards(connected: ServiceClients) -> None:
    id = await approved(connected.county, "520603")
    clerk = PageClient(connected.county, "520603-secretariat")
    page = await clerk.get(f"/opinions/{id}")
    assert choices(page, "forward-to") == ["520600", "520000", "520603202"]
    page = await clerk.run_command(page, "forward", to="520600")
    assert "报送后，铜仁市政协即可看到标题和正文，不能收回" in words(page)
    assert (await connected.county.get(f"/opinions/{id}", "520603-secretariat"))["status"] == "approved"
    page = await clerk.run_command(page, "forward", to="520600")
    assert (await connected.county.get(f"/opinions/{id}", "520603-secretariat"))["status"] == "forwarded"
    assert choices(page, "forward-to") == ["520000", "520603202"]


async def test_a_plan_item_is_executed_by_an_activity_chosen_from_those_held(roster: ServiceClients) -> None:
    by, county = "522625-secretariat", roster.county
    waiting, held = [(await county.post("/consultations", by, title=title))["id"] for title in ("一", "二")]
    await county.post(f"/consultations/{held}/organise", by)
    await county.post(f"/consultations/{held}/hold", by, participants=9)
    plan = (await county.post("/plans", by, title="计划"))["id"]
    item = {
        "topic": "停车",
        "class": "sector",
        "lead_leader": "甲",
        "department": "乙",
        "person": "丙",
        "deadline": "2026-12-01",
    }
    for command, given in (("add_item", item), ("approve", {}), ("confirm", {})):
        await county.post(f"/plans/{plan}/{command}", by, **given)
    page = await PageClient(county, by).get(f"/plans/{plan}")
    assert choices(page, "execute-consultation") == [held]
    assert choices(page, "link_activity-consultation") == [held, waiting]

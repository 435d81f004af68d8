"""Pages: an opinion report from a township to the province, and the notices back; by keyboard; in print."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.visiting import Visit, opened, run_command, send, state, until_shown
from tests.support.system import System
from tests.support.waiting import wait_until

Picture = Callable[[Page, str], None]
TITLE = "关于河道边路灯损坏的意见"
INSTRUCTION, ANSWER = "请全省排查河道照明。", "已列入全省农村道路照明改造。"
SENT = ("已收集", "已编辑", "已审签", "已报送")
ROUTE = (
    ("敖寨侗族乡", SENT),
    ("万山区", ("已接收", "已编辑", "已审签", "已报送")),
    ("铜仁市", ("已接收", "已编辑", "已审签", "采用", "已报送")),
    ("贵州省", ("已接收", "省级采用", "省级批示", "已反馈")),
)
"""The organizations from the window to the province, and what each of them did with the report."""


def received(visit: Visit) -> None:
    """Opens a received matter through the home page."""
    page = visit.page
    until_shown(page, "待接收")
    page.get_by_role("link", name="待接收").click()
    page.get_by_role("link", name=TITLE).click()
    run_command(page, "accept")


def test_a_report_goes_from_a_visitor_to_the_province_and_the_answer_comes_back_to_the_visitor(
    open_visit: Callable[[str, str], Visit], picture: Picture
) -> None:
    clerk = open_visit("township", "520603202-secretariat").page
    picture(clerk, "township-home")
    address = _report_of_a_visit(clerk, picture)
    leader = open_visit("township", "520603202-leader")
    leader.page.goto(leader.address("township", address))
    run_command(leader.page, "approve")
    clerk.reload()
    expect(opened(clerk, "forward").get_by_label("报送单位")).to_have_value("520603")
    picture(clerk, "township-forward")
    send(clerk)
    county = open_visit("county", "520603-secretariat")
    until_shown(county.page, "待接收")
    picture(county.page, "county-home")
    received(county)
    run_command(county.page, "edit", 内容="路灯三个月未修，建议列入维修计划。")
    picture(county.page, "county-approve")
    run_command(county.page, "approve")
    send(county.page)
    city = open_visit("city", "520600-secretariat")
    received(city)
    run_command(city.page, "edit", 内容="路灯三个月未修。建议全市排查。")
    run_command(city.page, "approve")
    run_command(city.page, "adopt")
    opened(city.page, "forward").scroll_into_view_if_needed()
    picture(city.page, "city-forward")
    send(city.page)
    province = _answer_of_the_province(open_visit, picture)
    for page in (clerk, county.page, city.page, province):
        until_shown(page, ANSWER)
        page.reload()  # the notice may have come while the page was read
        _shows_every_step(page)
    picture(clerk, "township-way")
    run_command(clerk, "feed_back", 答复内容="您反映的路灯已列入改造，年内修好。")
    expect(state(clerk)).to_have_text("已反馈")
    expect(clerk.get_by_role("region", name="办理经过")).to_contain_text("年内修好")
    for page in (county.page, city.page, province):
        _shows_the_feedback_of_the_township(page)
    clerk.emulate_media(media="print")
    expect(clerk.locator(".commands")).to_be_hidden()
    assert len(clerk.pdf(format="A4")) > 10_000


def _answer_of_the_province(open_visit: Callable[[str, str], Visit], picture: Picture) -> Page:
    """Receives the report at the province, adopts it, instructs on it and answers it; returns the page of its office."""
    province = open_visit("region", "520000-secretariat")
    page = province.page
    until_shown(page, "待接收")
    picture(page, "region-province")
    received(province)
    run_command(page, "edit", 内容="已编入专报。")
    run_command(page, "approve")
    run_command(page, "adopt")
    leader = open_visit("region", "520000-leader")
    leader.page.goto(leader.address("region", page.evaluate("location.pathname")))
    run_command(leader.page, "instruct", 批示内容="请在全省会上通报。", 告知来源单位的批示内容=INSTRUCTION)
    page.reload()
    run_command(page, "feed_back", 答复内容=ANSWER)
    return page


def _shows_every_step(page: Page) -> None:
    """Checks that the page shows what each of the four organizations did, from left to right, and the words that came back."""
    stops = page.locator(".route > li")
    expect(stops).to_have_count(len(ROUTE))
    for number, (name, steps) in enumerate(ROUTE):
        expect(stops.nth(number)).to_contain_text(name)
        for step in steps:
            expect(stops.nth(number)).to_contain_text(step)
    past = page.get_by_role("region", name="办理经过")
    for text in (INSTRUCTION, ANSWER):
        expect(past).to_contain_text(text)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _shows_the_feedback_of_the_township(page: Page) -> None:
    """Reloads the page until it shows that the township has answered the visitor."""
    township = page.locator(".route > li").filter(has_text=ROUTE[0][0])

    def is_shown() -> bool:
        page.reload()
        return "已反馈" in township.inner_text()

    wait_until(is_shown, what="已反馈 of the township")


def _report_of_a_visit(page: Page, picture: Picture) -> str:
    """Records a visit and makes a report of it, edits it, and returns the address of its page."""
    page.get_by_role("link", name="登记来访").click()
    page.get_by_label("标题").fill("反映河道边路灯不亮")
    page.get_by_label("形成社情民意信息").check()
    page.get_by_label("来访记录").fill("三个月未修，夜间行走不便。")
    picture(page, "township-visit")
    page.get_by_role("button", name="登记来访").click()
    expect(page.locator(".alert.good")).to_contain_text("已登记")
    run_command(page, "report", 标题=TITLE, 内容="路灯坏了三个月。")
    page.get_by_role("region", name="基本情况").get_by_role("link").click()
    expect(state(page)).to_have_text("已收集")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    opened(page, "edit").get_by_label("内容").fill("河道边路灯损坏三个月，建议尽快维修。")
    picture(page, "township-edit")
    page.locator("details#edit button.primary").click()
    expect(state(page)).to_have_text("已编辑")
    return str(page.evaluate("location.pathname"))


def _is_asked(visit: Visit, question: str, answer: str) -> None:
    """Expects a page without flaws that asks for a confirmation, with the focus on its button."""
    expect(visit.page.get_by_role("alert")).to_contain_text(question)
    expect(visit.page.get_by_role("button", name=answer)).to_be_focused()
    assert visit.flaws() == []


def test_the_addressee_is_found_and_confirmed_by_keyboard_and_a_peer_receives_it(
    open_visit: Callable[[str, str], Visit], system: System, picture: Picture
) -> None:
    title, sender, peer = "关于联合巡河的意见", "520381-secretariat", "520330-secretariat"
    report = system.post("county", "/opinions", sender, title=title, content="上下游巡河时间不一致。")["id"]
    for command, body in (("edit", {"content": "上下游巡河时间不一致，建议联合巡河。"}), ("approve", {})):
        system.post("county", f"/opinions/{report}/{command}", sender, **body)
    visit = open_visit("county", sender)
    page = visit.page
    page.goto(visit.address("county", f"/opinions/{report}"))
    part, offered = page.locator("details#forward"), page.locator("#forward-to option")
    expect(offered.first).to_have_text("遵义市政协")
    expect(offered.nth(1)).to_have_text("贵州省政协")
    expect(offered.last).to_have_text("习水县政协")
    part.locator("> summary").focus()
    tab_to(page, part.get_by_label("筛选报送单位"))
    page.keyboard.type("习水")
    expect(part.locator(".found")).to_have_text("找到 1 项")
    page.keyboard.press("Enter")
    expect(page.locator("#forward-to")).to_be_focused()
    tab_to(page, part.locator("button.primary"))
    page.keyboard.press("Enter")
    _is_asked(visit, "报送后，习水县政协即可看到标题和正文", "确认报送")
    picture(page, "county-peer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()
    receiver = open_visit("county", peer)
    until_shown(receiver.page, "待接收")
    receiver.page.get_by_role("link", name="待接收").click()
    expect(receiver.page.get_by_role("link", name=title)).to_be_visible()


def test_the_step_that_a_transfer_waits_for_is_open_on_the_page_that_its_link_leads_to(
    open_visit: Callable[[str, str], Visit], system: System, picture: Picture
) -> None:
    title, sender, peer = "关于共管界河的意见", "520381-secretariat", "520330-secretariat"
    report = system.post("county", "/opinions", sender, title=title, content="界河两岸标准不一致。")["id"]
    for command, body in (("approve", {}), ("forward", {"to": "520330"})):
        system.post("county", f"/opinions/{report}/{command}", sender, **body)

    def state_of(transfer: str, account: str) -> list[str]:
        found = system.get("county", "/transfers", account)["items"]
        return [each["status"] for each in found if each["id"] == transfer]

    transfer = system.get("county", "/transfers", sender, side="out")["items"][0]["id"]  # the last sent first
    wait_until(lambda: state_of(transfer, peer) == ["delivered"], what="delivered")
    system.post("county", f"/transfers/{transfer}/return", peer, reason="请补充界河名称")
    wait_until(lambda: state_of(transfer, sender) == ["returned"], what="returned")
    for service, account, link, command in (
        ("county", sender, "重新报送", "resend"),
        ("township", "520603202-secretariat", "催办", "urge_transfer"),  # a report not answered since 2014
    ):
        visit = open_visit(service, account)
        page = visit.page
        page.goto(visit.address(service, "/transfers?side=out"))
        if command == "urge_transfer":
            expect(page.locator("b.late").filter(has_text="无答复").first).to_be_visible()
            picture(page, "township-silent")
        page.get_by_role("link", name=link).first.click()
        expect(page.locator(f"details#{command} button.primary")).to_be_visible()
        assert visit.flaws() == []


def tab_to(page: Page, target: Locator) -> None:
    """Moves the focus forward to an element."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(str(target))


def test_a_consultation_is_followed_from_its_topic_to_what_became_of_its_suggestions(
    open_visit: Callable[[str, str], Visit], picture: Picture
) -> None:
    page = open_visit("county", "520603-secretariat").page
    page.get_by_role("link", name="提出议题").click()
    page.get_by_label("标题").fill("城区停车协商会")
    page.get_by_label("协商形式").select_option("thematic")
    page.get_by_role("button", name="提出议题").click()
    run_command(page, "organise", 地点="政协会议室")
    run_command(page, "hold", 参加人数="15", 建议="增加路内车位\n开放机关车场")
    opened(page, "submit_outcome").get_by_label("成果形式").select_option("recommendation")
    run_command(page, "submit_outcome")
    opened(page, "receive_feedback").get_by_role("group", name="已采纳的建议").get_by_role("checkbox").first.check()
    picture(page, "county-consultation")
    run_command(page, "receive_feedback")
    expect(page.get_by_role("region", name="建议表").get_by_role("row")).to_have_count(3)


def test_a_plan_item_without_a_mandatory_field_is_refused_and_nothing_is_lost(
    open_visit: Callable[[str, str], Visit], picture: Picture
) -> None:
    visit = open_visit("county", "522625-secretariat")
    page = visit.page
    page.get_by_role("link", name="起草计划").click()
    page.get_by_role("button", name="起草计划").click()
    part = opened(page, "add_item")
    for name, text in (
        ("议题", "停车难"),
        ("牵头领导", "　"),
        ("责任部门", "县教育局"),
        ("责任人", "经办"),
        ("完成时限", f"{datetime.now(UTC).year + 1}-06-30"),
    ):
        part.get_by_label(name, exact=False).first.fill(text)
    part.get_by_label("类别").select_option("sector")
    part.locator("button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("牵头领导")
    expect(page.get_by_label("责任部门")).to_have_value("县教育局")
    expect(page.locator("#add_item-lead_leader")).to_be_focused()
    assert visit.flaws() == []
    picture(page, "county-plan")
    visit.complaints = [each for each in visit.complaints if "status of 422" not in each]  # the refusal is expected
    run_command(page, "add_item", 牵头领导="分管副主席")


def test_what_cannot_be_undone_is_asked_twice_and_works_by_keyboard(
    open_visit: Callable[[str, str], Visit], picture: Picture
) -> None:
    visit = open_visit("county", "522625-secretariat")
    page = visit.page
    page.goto(visit.address("county", "/proposals/new"))
    page.get_by_label("标题").focus()
    page.keyboard.type("关于改善公交接驳的提案")
    page.keyboard.press("Enter")
    expect(state(page)).to_have_text("草稿")
    page.locator("details#withdraw > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("重复提交")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.locator("details#withdraw button.primary:focus").count():
            break
    page.keyboard.press("Enter")
    _is_asked(visit, "请再确认一次", "确认撤回")
    picture(page, "county-confirm")
    page.keyboard.press("Enter")
    expect(state(page)).to_have_text("已撤回")


PAGES = (
    ("township", "520603202-secretariat", ("/", "/visits", "/visits/new", "/opinions", "/opinions/new", "/transfers")),
    (
        "county",
        "520603-secretariat",
        ("/", "/consultations", "/consultations/new", "/plans", "/plans/new", "/transfers"),
    ),
    ("county", "522625-secretariat", ("/proposals", "/proposals/new", "/organizations", "/organizations/522625100")),
    ("region", "wulingshan-secretariat", ("/", "/organizations/wulingshan")),
)


@pytest.mark.parametrize(("service", "account", "paths"), PAGES)
def test_axe_finds_nothing_on_the_pages(
    open_visit: Callable[[str, str], Visit], service: str, account: str, paths: tuple[str, ...]
) -> None:
    visit = open_visit(service, account)
    for path in paths:
        visit.page.goto(visit.address(service, path))
        assert visit.flaws() == [], path
        first = visit.page.locator("table.matters tbody a").first
        if first.count():
            first.click()
            visit.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            assert visit.flaws() == [], visit.page.url
    visit.page.set_viewport_size({"width": 390, "height": 800})
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_lists_show_what_is_looked_for(open_visit: Callable[[str, str], Visit], picture: Picture) -> None:
    visit = open_visit("county", "522625-secretariat")
    page = visit.page
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="提案").click()
    page.get_by_label("状态").select_option("closed")
    page.get_by_label("年度").select_option("2014")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("navigation", name="翻页")).to_be_visible()
    picture(page, "county-proposals")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".pagination [aria-current]")).to_have_text("2")


def test_the_conference_reads_its_members_and_goes_down_to_a_township(
    open_visit: Callable[[str, str], Visit], picture: Picture
) -> None:
    visit = open_visit("region", "wulingshan-secretariat")
    page = visit.page
    page.goto(visit.address("region", "/organizations/wulingshan"))
    expect(page.get_by_role("heading", name="成员单位")).to_contain_text("18")
    picture(page, "region-members")
    page.goto(visit.address("region", "/reports/wulingshan?year=2014"))
    expect(page.locator("table.below")).to_be_visible()
    picture(page, "region-report")
    for name in ("铜仁市", "万山区", "敖寨侗族乡"):
        page.locator("table.below").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    picture(page, "region-township")


def test_going_back_after_a_confirmation_shows_the_page_it_was_asked_on(
    open_visit: Callable[[str, str], Visit],
) -> None:
    visit = open_visit("county", "522625-secretariat")
    page = visit.page
    page.goto(visit.address("county", "/proposals/new"))
    page.get_by_label("标题").fill("关于公园路灯的提案")
    page.get_by_role("button", name="起草提案").click()
    part = opened(page, "withdraw")
    part.get_by_label("原因").first.fill("重复提交")
    part.locator("button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("请再确认一次")
    page.get_by_role("button", name="确认撤回").click()
    expect(state(page)).to_have_text("已撤回")
    for _ in range(2):  # to the question, and to the form before it
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text("关于公园路灯的提案")
        expect(page.get_by_role("alert")).to_have_count(0)
    expect(state(page)).to_be_visible()


@pytest.fixture
def phone(browser: Browser, system: System) -> Iterator[Callable[[str, str, str], Visit]]:
    """Returns a function that opens a page on a telephone without scripts: `phone(service, account, path)`."""
    visits: list[Visit] = []

    def show(service: str, account: str, path: str) -> Visit:
        context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}, java_script_enabled=False)
        visits.append(Visit(context.new_page(), system))
        visits[-1].log_in(service, account, path)
        return visits[-1]

    yield show
    for visit in visits:
        visit.page.context.close()
        assert visit.complaints == []


def test_on_a_phone_a_list_is_cards_with_state_and_limit_in_sight(
    phone: Callable[[str, str, str], Visit],
) -> None:
    page = phone("county", "522625-secretariat", "/proposals?year=2014").page
    card = page.locator("table.matters tbody tr").first
    for part in (".badge", "th a", '[data-title="期限"]'):
        box = card.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_on_a_phone_the_header_is_one_line_with_a_menu(phone: Callable[[str, str, str], Visit]) -> None:
    page = phone("county", "522625-secretariat", "/").page
    header = page.locator("header.top").bounding_box()
    assert header is not None
    assert header["height"] < 64
    expect(page.get_by_role("navigation", name="主导航")).to_be_hidden()
    page.locator("details.menu summary").click()
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="提案").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("提案")


@pytest.mark.parametrize("width", [360, 1200])
def test_the_table_of_a_plan_is_not_broken_by_character(open_visit: Callable[[str, str], Visit], width: int) -> None:
    visit = open_visit("city", "520100-secretariat")
    page = visit.page
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(visit.address("city", "/plans"))
    page.locator("table.matters tbody a").first.click()
    for title in ("类别", "责任人", "时限"):
        cell = page.locator(f'table.items [data-title="{title}"]').first
        assert cell.evaluate("cell => cell.getClientRects()[0].height < 60"), title
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visit.flaws() == []

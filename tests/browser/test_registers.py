"""What is asked of others: opinion reports, topics for the annual plan, comments on outcomes; from the question to its result."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, opened, run_command, send, until_shown
from tests.support.system import System

Open = Callable[[str, str], Visit]
Picture = Callable[[Page, str], None]
CALL, REPORT = "农村饮水安全", "关于村级水源保护的意见"
TOPIC, LETTERS, CROSSING = "沿河步道停车难", ("老旧小区加装电梯", "校门口交通拥堵"), "路口绿灯时间太短"


def check(visit: Visit) -> Page:
    """Checks that the page has no flaw, also on a phone, and returns it."""
    page = visit.page
    size = page.viewport_size
    assert size is not None
    for width in (390, size["width"]):
        page.set_viewport_size({"width": width, "height": size["height"]})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert visit.flaws() == [], page.url
    return page


def test_a_county_calls_a_township_for_reports_and_counts_its_answer(open_visit: Open, picture: Picture) -> None:
    county = open_visit("county", "520603-secretariat")
    page = county.page
    page.goto(county.address("county", "/opinions"))
    page.get_by_role("link", name="约稿", exact=True).click()
    page.get_by_role("link", name="发出约稿").click()
    page.get_by_label("主题").fill(CALL)
    page.get_by_label("要求").fill("请反映水源保护、管网老化和水质检测的情况，写明涉及的村组和户数。")
    page.get_by_label("截止").fill((datetime.now(UTC) + timedelta(days=20)).date().isoformat())
    page.get_by_role("group", name="约请的下级单位").get_by_label("敖寨侗族乡").check()
    picture(check(county), "county-call-new")
    page.get_by_role("button", name="发出约稿").click()
    expect(page.get_by_role("status")).to_have_text("发出约稿已完成。")
    expect(page.get_by_text("1 个，已报送 0 个")).to_be_visible()
    _answer(open_visit, picture)
    until_shown(page, "1 个，已报送 1 个")
    expect(page.get_by_role("list").filter(has_text="敖寨侗族乡")).to_contain_text("已报送 1 件")
    picture(check(county), "county-call")
    page.get_by_role("link", name="1 件").click()
    expect(page.get_by_role("link", name=REPORT)).to_be_visible()


def _answer(open_visit: Open, picture: Picture) -> None:
    """Opens the call at the township, writes a report that names it, and sends it to the county."""
    township = open_visit("township", "520603202-secretariat")
    page = township.page
    until_shown(page, f"待报送“{CALL}”")
    page.get_by_role("link", name=CALL).click()
    expect(page.get_by_text("写明涉及的村组和户数")).to_be_visible()
    expect(page.get_by_text("尚未报送")).to_be_visible()
    picture(check(township), "township-call")
    page.goto(township.address("township", "/opinions/new"))
    page.get_by_label("标题").fill(REPORT)
    page.get_by_label("内容").fill("三个村的水源地没有围栏。")
    page.get_by_label("约稿").select_option(index=1)
    page.get_by_role("button", name="登记社情民意").click()
    run_command(page, "edit", 内容="三个村的水源地没有围栏，涉及二百户。")
    leader = open_visit("township", "520603202-leader")
    leader.page.goto(leader.address("township", page.evaluate("location.pathname")))
    run_command(leader.page, "approve")
    page.reload()
    send(page)
    page.goto(township.address("township", "/opinion-calls"))
    page.get_by_role("link", name=CALL).first.click()
    expect(page.get_by_text("已报送", exact=True)).to_be_visible()


def test_topics_of_a_member_and_of_letters_are_decided_on_and_become_items_of_the_plan(
    open_visit: Open, picture: Picture
) -> None:
    member = open_visit("county", "522625-member")
    page = member.page
    page.goto(member.address("county", "/plans"))
    page.get_by_role("link", name="议题征集").click()
    page.get_by_role("link", name="提出议题").click()
    page.get_by_role("textbox", name="议题").fill(TOPIC)
    page.get_by_label("理由").fill("节假日车辆占用步道，行人绕行。")
    check(member)
    page.get_by_role("button", name="提出议题").click()
    expect(page.get_by_text("待研究")).to_be_visible()
    own = page.evaluate("location.pathname")
    secretariat = open_visit("county", "522625-secretariat")
    _import_letters(secretariat)
    _decide(secretariat, picture)
    page.goto(member.address("county", own))
    expect(page.get_by_text("已列入计划")).to_be_visible()


def _import_letters(secretariat: Visit) -> None:
    """Enters the topics of letters from a file, after its check."""
    page = secretariat.page
    page.goto(secretariat.address("county", "/topic-suggestions"))
    page.get_by_role("link", name="导入来信来函").click()
    table = "\n".join(("议题,理由,提出人", *(f"{each},多位居民来信反映,居民来信" for each in LETTERS), ""))
    page.locator("input[name=file]").set_input_files(
        {"name": "来信来函.csv", "mimeType": "text/csv", "buffer": table.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible()
    check(secretariat)
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已导入")).to_be_visible()
    page.get_by_role("status").get_by_role("link", name="查看议题征集").click()


def _decide(secretariat: Visit, picture: Picture) -> None:
    """Takes one topic into the plan, declines another one, and leaves the third."""
    page = secretariat.page
    page.goto(secretariat.address("county", "/plans/new"))
    page.get_by_label("年度").fill(str(datetime.now(UTC).year + 1))  # another test drafts the plan of this year
    page.get_by_role("button", name="起草计划").click()
    plan = str(page.evaluate("location.pathname")).removeprefix("/plans/")
    page.goto(secretariat.address("county", "/topic-suggestions?status=waiting"))
    expect(page.get_by_role("region", name="议题表").get_by_role("row")).to_have_count(4)
    picture(check(secretariat), "county-topics")
    page.get_by_role("link", name=TOPIC).click()
    part = opened(page, "accept_topic_suggestion")
    part.get_by_label("列入的计划").select_option(plan)
    expect(part.get_by_label("议题")).to_have_value(TOPIC)
    for title, text in (
        ("时限", f"{datetime.now(UTC).year + 1}-06-30"),
        ("牵头领导", "分管副主席"),
        ("责任部门", "经济委"),
        ("责任人", "经办"),
    ):
        part.get_by_label(title, exact=False).first.fill(text)
    part.get_by_label("类别").select_option("sector")
    picture(check(secretariat), "county-topic")
    part.locator("button.primary").click()
    expect(page.get_by_text("已列入计划")).to_be_visible()
    page.get_by_role("link", name="第1项").click()
    expect(page.locator("table.items")).to_contain_text("分管副主席")
    page.goto(secretariat.address("county", "/topic-suggestions"))
    page.get_by_role("link", name=LETTERS[0]).click()
    part = opened(page, "decline_topic_suggestion")
    part.get_by_label("理由").fill("已由住建部门实施。")
    part.locator("button.primary").click()
    expect(page.locator("main")).to_contain_text("已由住建部门实施。")


def test_everyone_suggests_a_topic_without_an_account_and_sees_nothing_of_it_before_it_is_accepted(
    visit: Visit, open_visit: Open, picture: Picture
) -> None:
    page = visit.page
    page.goto(visit.address("city", "/public/topics?organization=520100"))
    page.get_by_label("理由").fill("老人过街来不及。")
    page.get_by_role("textbox", name="议题").fill(CROSSING)
    picture(check(visit), "public-topics")
    page.get_by_role("button", name="提出").click()
    expect(page.get_by_role("status")).to_contain_text("您的议题已收到")
    expect(page.locator("main")).not_to_contain_text(CROSSING)
    assert page.context.cookies() == []
    check(visit)
    secretariat = open_visit("city", "520100-secretariat").page
    secretariat.goto(visit.address("city", "/topic-suggestions"))
    expect(secretariat.get_by_role("row").filter(has_text=CROSSING)).to_contain_text("公众")


def test_a_department_comments_on_an_outcome_and_the_office_reads_it(open_visit: Open, system: System) -> None:
    secretariat, title = "522625-secretariat", "沿河步道的协商"
    path = f"/consultations/{system.post('county', '/consultations', secretariat, title=title)['id']}"
    system.post("county", f"{path}/organise", secretariat)
    system.post("county", f"{path}/hold", secretariat, participants=9, suggestions=["划定停车位"])
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    system.post("county", f"{path}/request_comments", secretariat, addressees=["县教育局", "县水务局"], until=until)
    unit = open_visit("county", "522625-handling_unit")
    page = unit.page
    page.goto(unit.address("county", "/"))
    page.get_by_role("link", name=f"请于{until}前反馈意见：{title}").click()
    expect(page.get_by_text("1. 划定停车位")).to_be_visible()
    check(unit)
    opened(page, "submit_comment").get_by_label("意见").fill("步道两端各留二十个车位。")
    page.get_by_role("button", name="反馈意见").click()
    expect(page.get_by_role("status")).to_have_text("反馈意见已完成。")
    page.get_by_role("navigation").get_by_role("link", name="征求意见").first.click()
    expect(page.get_by_text("已反馈")).to_be_visible()
    check(unit)
    clerk = open_visit("county", secretariat)
    clerk.page.goto(clerk.address("county", path))
    expect(clerk.page.get_by_text("2家中已反馈1家，尚缺：县水务局")).to_be_visible()
    expect(clerk.page.get_by_role("cell", name="步道两端各留二十个车位。")).to_be_visible()

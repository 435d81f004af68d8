"""Forms in the browser: long lists that are narrowed by typing, texts that are stored while one types, and how many clicks a step needs."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.visiting import Visit, execute, opened
from tests.support.system import System
from tests.support.waiting import wait_until

Open = Callable[[str, str], Visit]
COUNTY = "522625"
OFFICE, COMMITTEE, LEADER = f"{COUNTY}-secretariat", f"{COUNTY}-proposals_committee", f"{COUNTY}-leader"
UNIT = "县教育局"


def proposal(system: System, *steps: tuple[str, dict[str, Any]], title: str = "关于表单的提案") -> str:
    """Drafts a proposal, gives the commands, and returns its id."""
    id = str(system.post("county", "/proposals", OFFICE, title=title, content="正文", suggestions=["建议"])["id"])
    for command, body in steps:
        system.post("county", f"/proposals/{id}/{command}", OFFICE, **body)
    return id


Steps = tuple[tuple[str, dict[str, Any]], ...]
SUBMITTED: Steps = (("submit", {}),)
FILED: Steps = (*SUBMITTED, ("file", {}))
ASSIGNED: Steps = (*FILED, ("assign", {"sole": UNIT}))


def enter(system: System, register: str, *entries: dict[str, str]) -> None:
    """Enters what a register does not have yet."""
    for entry in entries:
        answer = system.request("POST", "county", f"/api/v1/{register}", account=COMMITTEE, json=entry)
        assert answer.status_code in (201, 409), answer.text


def enter_members(system: System) -> None:
    enter(system, "members", *({"name": f"委员{number:02}", "sector": "教育界"} for number in range(1, 31)))


def enter_units(system: System) -> None:
    names = ("县水务局", "县交通局", UNIT, *(f"第{number:02}镇人民政府" for number in range(1, 21)))
    enter(system, "units", *({"name": name, "class": "government"} for name in names))


def test_a_member_is_found_among_many_by_typing_and_invited_by_keyboard(open_visit: Open, system: System) -> None:
    enter_members(system)
    visit, id = open_visit("county", OFFICE), proposal(system)
    page = visit.page
    page.goto(visit.address("county", f"/proposals/{id}"))
    part = opened(page, "cosign")
    finder, select = part.get_by_label("筛选"), part.locator("select[name=member]")
    assert len(select.locator("option").all()) > 30
    finder.focus()
    page.keyboard.type("委员2")
    expect(part.locator(".found")).to_have_text("找到 10 项")
    page.keyboard.type("７")  # full width, as an input method types it
    expect(select.locator("option:checked")).to_have_text("委员27（教育界）")
    assert visit.flaws() == []
    page.keyboard.press("Enter")
    expect(select).to_be_focused()
    part.locator("button.primary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()
    expect(page.get_by_role("region", name="附议邀请表")).to_contain_text("委员27")


def test_units_are_ticked_in_a_long_list_that_typing_narrows_and_what_is_ticked_stays_in_sight(
    open_visit: Open, system: System
) -> None:
    enter_units(system)
    visit, id = open_visit("county", COMMITTEE), proposal(system, *FILED)
    page = visit.page
    page.goto(visit.address("county", f"/proposals/{id}"))
    part = opened(page, "assign")
    part.locator("[name=lead]").fill(UNIT)
    field = part.locator(".field", has=page.locator("textarea[name=co]"))
    field.get_by_text("从名录中选择").click()
    finder = field.get_by_label("筛选")
    for name in ("水务", "交通"):
        finder.fill(name)
        finder.press("ArrowDown")
        page.keyboard.press("Space")
    expect(field.locator("label.tick:visible")).to_have_text(["县交通局", "县水务局"], use_inner_text=True)
    finder.fill("没有这个单位")
    expect(field.locator(".found")).to_have_text("找到 0 项")
    part.locator("button.primary").click()
    if page.get_by_text("请再确认一次").is_visible():
        part.locator("button.primary").click()
    expect(page.get_by_role("region", name="承办单位表")).to_contain_text("县交通局")


def test_proposers_are_added_from_the_register_in_the_order_in_which_they_propose(
    open_visit: Open, system: System
) -> None:
    enter_members(system)
    visit = open_visit("county", OFFICE)
    page = visit.page
    page.goto(visit.address("county", "/proposals/new"))
    page.get_by_label("标题").fill("关于名册的提案")
    adder = page.get_by_label("从名录中添加提案人")
    for name in ("委员09", "委员02", "委员09", "不在名录"):
        adder.fill(name)
        adder.press("Enter")
    expect(page.locator("textarea[name=proposers]")).to_have_value("委员09\n委员02")
    assert visit.flaws() == []
    page.get_by_role("button", name="起草提案").click()
    expect(page.locator(".texts").filter(has_text="委员09").locator("li")).to_have_text(["委员09", "委员02"])


@pytest.fixture
def plain(browser: Browser, system: System) -> Iterator[Visit]:
    """Yields a browser without scripts that is logged in as the office."""
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    visit = Visit(context.new_page(), system)
    visit.log_in("county", OFFICE)
    yield visit
    context.close()
    assert visit.complaints == []


def test_without_scripts_the_whole_list_is_there_and_a_proposal_goes_from_its_draft_to_its_closing(
    plain: Visit, system: System
) -> None:
    enter_members(system)
    page = plain.page
    page.goto(plain.address("county", "/proposals/new"))
    page.get_by_label("标题").fill("关于没有脚本的提案")
    page.get_by_label("内容").fill("正文")
    page.get_by_role("button", name="起草提案").click()
    expect(page.locator("select[name=member] option").nth(30)).to_be_attached()
    expect(page.locator(".finder")).to_have_count(0)
    for command, typed in (
        ("submit", {}),
        ("file", {}),
        ("assign", {"sole": UNIT}),
        ("acknowledge", {}),
        ("reply", {"text": "已办理"}),
        ("rate", {}),
        ("close", {}),
    ):
        execute(page, command, typed)
    expect(page.locator(".state .badge")).to_have_text("已办结")


def text_of(visit: Visit, id: str, command: str) -> Locator:
    """Opens the page of a proposal and returns the text field of a command."""
    visit.page.goto(visit.address("county", f"/proposals/{id}"))
    return opened(visit.page, command).locator("[name=text]")


def test_what_was_typed_is_there_again_for_its_author_alone_until_it_is_submitted(
    open_visit: Open, system: System
) -> None:
    id, leader, secretariat = proposal(system, *ASSIGNED), open_visit("county", LEADER), open_visit("county", OFFICE)
    field = text_of(leader, id, "instruct")
    field.press_sequentially("请尽快")
    form = leader.page.locator("details#instruct")
    expect(form.get_by_text("已自动保存")).to_be_visible()
    expect(text_of(leader, id, "instruct")).to_have_value("请尽快")
    expect(form).to_contain_text("还没有提交")
    assert leader.flaws() == []
    expect(text_of(secretariat, id, "instruct")).to_have_value("")
    execute(leader.page, "instruct", {"text": "请尽快办理"})
    expect(text_of(leader, id, "instruct")).to_have_value("")
    expect(form).not_to_contain_text("还没有提交")


def test_what_was_typed_last_is_stored_when_the_page_is_left_at_once(open_visit: Open, system: System) -> None:
    id, leader = proposal(system, *ASSIGNED), open_visit("county", LEADER)
    text_of(leader, id, "instruct").fill("没有等到保存")
    leader.page.goto(leader.address("county"))
    wait_until(lambda: text_of(leader, id, "instruct").input_value() == "没有等到保存", what="the text")


class Clicks:
    """Counts the clicks on a page."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, target: Locator) -> None:
        target.click()
        self.count += 1


def test_a_proposal_is_filed_and_assigned_with_four_clicks_from_the_list(open_visit: Open, system: System) -> None:
    enter_units(system)
    visit, click = open_visit("county", COMMITTEE), Clicks()
    proposal(system, *SUBMITTED, title="关于四次点击的提案")
    page = visit.page
    page.goto(visit.address("county", "/proposals?status=under_review"))
    click(page.get_by_role("link", name="关于四次点击的提案").first)
    click(page.locator("details#file button.primary"))
    click(page.locator("details#assign [name=sole]"))
    page.keyboard.type(UNIT)
    click(page.locator("details#assign button.primary"))
    expect(page.locator(".state .badge")).to_have_text("已交办")
    assert click.count <= 4


def test_twenty_proposals_are_assigned_in_one_batch_with_six_clicks(open_visit: Open, system: System) -> None:
    enter_units(system)
    visit, click = open_visit("county", COMMITTEE), Clicks()
    ids = {proposal(system, *FILED, title=f"关于成批交办的提案{number}") for number in range(20)}
    page = visit.page
    page.goto(visit.address("county", "/proposals?q=成批交办&status=filed&size=20"))
    click(page.get_by_label("选择本页全部"))
    click(page.get_by_role("form", name="成批办理").get_by_role("button", name="交办", exact=True))
    click(page.locator("form.sheet [name=sole]"))
    page.keyboard.type(UNIT)
    click(page.get_by_role("button", name="确认交办"))
    if page.get_by_text("请再确认一次").is_visible():
        click(page.get_by_role("button", name="确认交办"))
    expect(page.get_by_role("heading", name="成批交办的结果")).to_be_visible()
    assert click.count <= 6
    found = system.get("county", "/proposals", OFFICE, q="成批交办", status="assigned", size=200)["items"]
    assert ids <= {each["id"] for each in found}


def test_a_long_check_of_a_file_says_that_it_is_under_way(open_visit: Open) -> None:
    visit = open_visit("county", OFFICE)
    page = visit.page
    page.goto(visit.address("county", "/imports/proposals"))
    form = page.locator("form.sheet")
    form.evaluate("form => form.dispatchEvent(new Event('submit'))")  # what the page does while the file is on its way
    expect(form.get_by_role("status")).to_contain_text("正在上传和检查")
    expect(form.get_by_role("button", name="检查")).to_be_disabled()
    expect(form.get_by_role("status")).to_contain_text(re.compile(r"已用 \d+ 秒"))

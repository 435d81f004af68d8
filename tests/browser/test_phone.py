"""What members, leaders, units and the office do on a phone of 390 pixels: nothing is wider than the screen or too small to touch."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, execute
from tests.support.system import System

Phone = Callable[[str], Visit]
COUNTY, UNIT = "522625", "县教育局"
OFFICE = f"{COUNTY}-secretariat"
ANSWERED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("submit", {}),
    ("file", {}),
    ("assign", {"sole": UNIT}),
    ("acknowledge", {"unit": UNIT}),
    ("reply", {"unit": UNIT, "text": "已办理", "answer_class": "A"}),
)
SMALLEST = 44
SMALL = """smallest => Array.from(document.querySelectorAll(
    "main a.button, main nav a, main button, main input:not([type=hidden]), main select, main textarea, main summary, .menu summary"
)).filter(each => {
    const box = each.getBoundingClientRect();
    const labels = [...(each.labels || [])].map(label => label.getBoundingClientRect().height);
    return box.width > 0 && box.height > 0 && !each.closest("thead") && Math.max(box.height, ...labels) < smallest - 0.5;
}).map(each => `${each.tagName} ${each.innerText || each.name || each.id} ${each.getBoundingClientRect().height}`)"""


@pytest.fixture
def phone(open_visit: Callable[[str, str], Visit]) -> Phone:
    """Returns a function that opens a phone for a role of the county: `phone("member")`."""

    def open_phone(role: str) -> Visit:
        visit = open_visit("county", f"{COUNTY}-{role}")
        visit.page.set_viewport_size({"width": 390, "height": 844})
        return visit

    return open_phone


def shown(visit: Visit, path: str) -> Page:
    """Opens a page and checks that it fits a phone."""
    visit.page.goto(visit.address("county", path))
    check(visit)
    return visit.page


def check(visit: Visit) -> None:
    page = visit.page
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    assert page.evaluate(SMALL, SMALLEST) == [], page.url
    assert visit.flaws() == [], page.url


def proposal(system: System, by: str = OFFICE, *, last: str = "", title: str = "关于手机办理的提案") -> str:
    """Drafts a proposal, carries it on to the command `last`, and returns its id."""
    id = str(system.post("county", "/proposals", by, title=title, content="正文")["id"])
    names = [name for name, _ in ANSWERED]
    for command, body in ANSWERED[: names.index(last) + 1] if last else ():
        system.post("county", f"/proposals/{id}/{command}", OFFICE, **body)
    return id


def test_a_member_drafts_attaches_submits_answers_an_invitation_and_rates(phone: Phone, system: System) -> None:
    invited, answered = proposal(system), proposal(system, f"{COUNTY}-member", last="reply")
    members = system.get("county", "/members", OFFICE, q="委员甲", size=200)["items"]
    member = next(each["id"] for each in members if each["name"] == "委员甲")
    system.post("county", f"/proposals/{invited}/cosign", OFFICE, member=member)
    visit = phone("member")
    shown(visit, "/")
    page = shown(visit, "/proposals/new")
    page.get_by_label("标题").fill("关于手机起草的提案")
    page.get_by_label("内容").fill("正文")
    page.get_by_role("button", name="起草提案").click()
    page.locator("#attachment-file").set_input_files(
        {"name": "说明.txt", "mimeType": "text/plain", "buffer": "说明".encode()}
    )
    page.get_by_role("button", name="上传").click()
    expect(page.locator("ul.attachments")).to_contain_text("说明.txt")
    check(visit)
    execute(page, "submit", {})
    execute(shown(visit, f"/proposals/{invited}"), "accept_cosigning", {})
    execute(shown(visit, f"/proposals/{answered}"), "rate", {})


def test_a_leader_instructs_and_approves(phone: Phone, system: System) -> None:
    report = system.post("county", "/opinions", OFFICE, title="关于路灯的意见", content="路灯坏了", channel="website")[
        "id"
    ]
    system.post("county", f"/opinions/{report}/edit", OFFICE, content="路灯坏了三个月")
    visit = phone("leader")
    shown(visit, "/")
    execute(shown(visit, f"/proposals/{proposal(system, last='assign')}"), "instruct", {"text": "请尽快办理"})
    execute(shown(visit, f"/opinions/{report}"), "approve", {})


def test_a_unit_acknowledges_and_replies_and_sees_its_limits_by_month(phone: Phone, system: System) -> None:
    id, visit = proposal(system, last="assign"), phone("handling_unit")
    shown(visit, "/")
    execute(shown(visit, f"/proposals/{id}"), "acknowledge", {})
    execute(shown(visit, f"/proposals/{id}"), "reply", {"text": "已办理"})
    limit = system.get("county", f"/proposals/{proposal(system, last='acknowledge')}", OFFICE)["limit"]
    page = shown(visit, f"/calendar/limits?month={limit[:7]}")
    expect(page.locator(".month .limits").first).to_be_visible()


def test_the_committee_saves_a_filter_and_files_a_batch(phone: Phone, system: System) -> None:
    for _ in range(2):
        proposal(system, last="submit", title="关于手机成批的提案")
    visit = phone("proposals_committee")
    page = shown(visit, "/proposals?q=手机成批&status=under_review")
    page.get_by_label("现在的筛选存为").fill("手机成批")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("navigation", name="保存的筛选")).to_contain_text("手机成批")
    check(visit)
    page.get_by_role("link", name="选择本页全部").click()
    page.get_by_role("form", name="成批办理").get_by_role("button", name="立案", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("成批立案")
    check(visit)
    page.get_by_role("button", name="确认立案").click()
    expect(page.get_by_role("heading", name="成批立案的结果")).to_be_visible()
    check(visit)


def test_the_office_imports_a_table(phone: Phone) -> None:
    visit = phone("secretariat")
    page = shown(visit, "/imports/proposals")
    page.locator("input[name=file]").set_input_files(
        {
            "name": "提案.csv",
            "mimeType": "text/csv",
            "buffer": "标题,内容\n关于手机导入的提案,正文\n".encode("utf-8-sig"),
        }
    )
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible()
    check(visit)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("secretariat", "/public"),
        ("secretariat", "/notifications"),
        ("secretariat", "/password"),
        ("secretariat", "/sessions"),
        ("secretariat", "/second-factor"),
        ("secretariat", "/tokens"),
        ("secretariat", "/members"),
        ("secretariat", "/units"),
        ("secretariat", "/units/appraisal"),
        ("secretariat", "/transfers"),
        ("leader", f"/reports/{COUNTY}"),
    ],
)
def test_the_other_pages_fit_a_phone(phone: Phone, role: str, path: str) -> None:
    shown(phone(role), path)

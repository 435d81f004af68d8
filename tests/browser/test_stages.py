"""A proposal passes through all optional stages, on the pages of those whose step it is."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from deploy.demo.staged_proposals import COORDINATOR, SCHOOLS, TRANSPORT
from tests.browser.test_registers import check
from tests.browser.visiting import Visit, fill, opened, state, submit

Open = Callable[[str, str], Visit]
Picture = Callable[[Page, str], None]
CITY = "430500"
TITLE = "关于学校周边慢行系统的提案"


class ProposalPages:
    """The pages of the accounts of the city, and the proposal that they work on."""

    def __init__(self, open_visit: Open) -> None:
        self._open = open_visit
        self.path = ""

    def of(self, account: str) -> Page:
        """Opens the proposal with an account."""
        visit = self._open("city", f"{CITY}-{account}")
        visit.page.goto(visit.address("city", self.path))
        return visit.page

    def home(self, account: str) -> Visit:
        visit = self._open("city", f"{CITY}-{account}")
        visit.page.goto(visit.address("city", "/"))
        return visit

    def execute(self, account: str, command: str, **typed: str) -> Page:
        """Gives a command by the names of the fields of its form, and confirms a question if there is one."""
        page = self.of(account)
        part = opened(page, command)
        fill(part, typed)
        submit(page, part)
        return page

    def waits_for(self, account: str, step: str) -> None:
        """Checks that the home page of an account names the proposal with this step."""
        page = self.home(account).page
        expect(page.get_by_role("link", name=f"{step}：{TITLE}")).to_be_visible()


def test_a_proposal_passes_through_every_stage_of_the_charter(open_visit: Open, picture: Picture) -> None:
    pages = ProposalPages(open_visit)
    _submit(pages)
    _review(pages, picture)
    _hand_over(pages, picture)
    _reply(pages, picture)
    page = pages.of("member")
    form = opened(page, "rate")
    steps = form.locator("[name=process] option").all_inner_texts()
    assert steps[-5:] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    picture(page, "stages-feedback")
    pages.execute("member", "rate", process="very_satisfied", result="mostly_satisfied")
    page = pages.execute("proposals_committee", "close")
    expect(state(page)).to_have_text("已办结")


def _submit(pages: ProposalPages) -> None:
    visit = pages.home("member")
    page = visit.page
    page.goto(visit.address("city", "/proposals/new"))
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("内容").fill("学校周边人行道被占用。")
    page.get_by_role("button", name="起草提案").click()
    expect(state(page)).to_have_text("草稿")
    pages.path = str(page.evaluate("location.pathname"))
    pages.execute("member", "submit")


def _review(pages: ProposalPages, picture: Picture) -> None:
    """Reviews the proposal twice: 初审 recommends, 复审 files."""
    pages.waits_for("proposals_committee", "初审")
    page = pages.of("proposals_committee")
    expect(page.locator("details#file")).to_have_count(0)
    picture(page, "stages-pre-review")
    page = pages.execute("proposals_committee", "pre_review", recommendation="file", text="一事一案，建议立案。")
    expect(page.locator("main")).to_contain_text("建议立案")
    page = pages.execute("proposals_committee", "file")
    expect(state(page)).to_have_text("已立案")


def _hand_over(pages: ProposalPages, picture: Picture) -> None:
    """Assigns it through the coordinating office; the first unit returns it, a second one gets it."""
    pages.execute("proposals_committee", "assign", sole=SCHOOLS, coordinator=COORDINATOR)
    picture(check(pages.home("coordinating_office")), "stages-office-home")
    pages.waits_for("coordinating_office", "转办")
    pages.execute("coordinating_office", "pass_on", unit=SCHOOLS)
    pages.execute("handling_unit", "request_return", reason="人行道由交通部门管理。")
    pages.waits_for("coordinating_office", "同意退办")
    pages.execute("proposals_committee", "accept_return", unit=SCHOOLS)
    pages.waits_for("proposals_committee", "改交")
    pages.execute("proposals_committee", "reassign", to=TRANSPORT)
    pages.execute("coordinating_office", "pass_on", unit=TRANSPORT)
    pages.waits_for("second_unit", "签收")
    pages.execute("second_unit", "acknowledge")


def _reply(pages: ProposalPages, picture: Picture) -> None:
    """Contacts the proposer twice, drafts the reply, which is sent back, and drafts it again."""
    pages.execute("second_unit", "record_contact", form="telephone", text="了解提案的意图。")
    expect(pages.of("second_unit").locator("main")).to_contain_text(f"至少2次：{TRANSPORT}已联系1次")
    pages.execute("second_unit", "record_contact", form="meeting", text="通报改造方案。")
    pages.execute("second_unit", "draft_reply", text="已纳入改造计划。", answer_class="B")
    pages.waits_for("proposals_committee", "审核答复稿")
    page = pages.of("proposals_committee")
    opened(page, "review_reply").scroll_into_view_if_needed()
    picture(page, "stages-reply-review")
    pages.execute("proposals_committee", "review_reply", decision="send_back", reason="请写明完成的时间。")
    page = pages.of("second_unit")
    expect(page.locator("main")).to_contain_text("请写明完成的时间。")
    expect(page.locator("details#draft_reply [name=text]")).to_have_value("已纳入改造计划。")
    pages.execute("second_unit", "draft_reply", text="已纳入改造计划，明年六月完成。", answer_class="B")
    page = pages.execute("proposals_committee", "review_reply", decision="approve")
    expect(state(page)).to_have_text("待反馈")

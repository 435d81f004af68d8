"""Reports with the same content are merged, two are printed in one issue, and the adopted one gives points."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, opened, run_command, state

Open = Callable[[str, str], Visit]
Picture = Callable[[Page, str], None]
DUST, SAME, CROSSING = "关于整治建筑工地扬尘的建议", "关于整治建筑工地扬尘污染的建议", "关于完善学校周边人行横道的建议"


def test_similar_reports_are_merged_and_two_are_printed_in_one_issue(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("county", "520603-secretariat")
    page = visit.page
    dust = _collected(visit, DUST, "委员甲")
    _collected(visit, SAME, "委员乙")
    expect(page.get_by_role("region", name="相似社情民意信息").first).to_contain_text(DUST)
    picture(page, "county-similar")
    part = opened(page, "merge")
    part.get_by_label("并入的信息").fill(_id(dust))
    part.locator("button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("请再确认一次")
    run_command(page, "merge")
    page.goto(dust)
    expect(page.get_by_role("region", name="并入的信息").first).to_contain_text("委员乙")
    for command in ("edit", "approve", "adopt", "issue"):
        run_command(page, command)
    _collected(visit, CROSSING, "委员丙")
    for command in ("edit", "approve"):
        run_command(page, command)
    opened(page, "issue").get_by_label("合编").fill(_id(dust))
    run_command(page, "issue")
    assert visit.flaws() == []
    page.get_by_role("heading", name="同期编发").scroll_into_view_if_needed()
    picture(page, "county-bulletin")
    page.goto(visit.address("county", "/opinions/points"))
    expect(page.get_by_role("table").first).to_contain_text("委员乙")
    assert visit.flaws() == []
    picture(page, "county-points")


def _collected(visit: Visit, title: str, author: str) -> str:
    """Writes an opinion report, and returns the address of its page, which is open."""
    page = visit.page
    page.goto(visit.address("county", "/opinions/new"))
    page.get_by_label("标题").fill(title)
    page.get_by_label("内容").fill("施工车辆带泥上路，周边居民反映强烈，建议加强冲洗和覆盖。")
    page.get_by_label("撰稿人").fill(author)
    page.locator("button.primary").click()
    expect(state(page)).to_have_text("已收集")
    return page.url.partition("?")[0]


def _id(address: str) -> str:
    return address.rpartition("/")[2]

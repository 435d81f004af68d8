"""The report page: its content, its links, and its live updates."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit

Picture = Callable[[Page, str], None]
PROVINCE = "520000-auditor"


def test_from_the_login_to_a_county_and_back_in_time(visit: Visit, picture: Picture) -> None:
    page = visit.page
    page.goto(visit.address("region"))
    picture(page, "login")
    visit.log_in("region", PROVINCE)
    expect(page.get_by_role("heading", name="待我办理")).to_be_visible()
    picture(page, "home")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="统计报告").click()
    expect(page.locator(".treemap")).to_be_visible()
    picture(page, "report-province")
    for name in ("黔东南苗族侗族自治州", "镇远县"):
        page.locator("table.below").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.get_by_role("navigation", name="所在位置").get_by_role("link")).to_have_text(
        ["贵州省", "黔东南苗族侗族自治州"]
    )
    page.get_by_label("年度").select_option("2014")
    page.get_by_label("截至").fill("2014-06-30")
    page.get_by_role("button", name="查看").click()
    expect(page.locator(".stamp")).to_contain_text("2014年度 · 截至2014年6月30日")
    expect(page.locator(".kpi").filter(has_text="办结率")).to_contain_text("/ 118 立案提案")
    picture(page, "report-county")


def test_every_chart_has_its_numbers_as_a_table(visit: Visit, picture: Picture) -> None:
    page = visit.page
    visit.log_in("region", PROVINCE, "/reports/520600")
    expect(page.locator(".treemap")).to_be_visible()
    assert visit.flaws() == []
    page.get_by_role("button", name="表", exact=True).click()
    table = page.get_by_role("region", name="各地机构覆盖率").get_by_role("row")
    expect(table.filter(has_text="万山区").first).to_be_visible()
    expect(page.locator(".treemap")).to_be_hidden()
    picture(page, "report-table")
    page.get_by_role("button", name="图", exact=True).click()
    page.locator(".treemap").get_by_text("碧江区", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("碧江区")


def test_figures_by_quarter_add_up_to_those_of_the_year_and_fit_a_phone(visit: Visit, picture: Picture) -> None:
    page = visit.page
    visit.log_in("county", "520603-secretariat", "/reports/520603?year=2014")
    page.get_by_role("navigation", name="分类统计").get_by_role("link", name="按季度").click()
    adopted = page.get_by_role("region", name="意见建议采纳率分类表")
    expect(adopted.get_by_role("row", name="合计")).to_be_visible()  # the last row: the table is complete
    added, _, totals, made, rates = zip(
        *(row.get_by_role("cell").all_inner_texts() for row in adopted.get_by_role("row").all()[1:]), strict=True
    )
    assert added == ("99", "61", "0", "0", "160")
    assert (totals[-1], made[-1], rates[-1]) == ("160", "200", "80.00 %") == (totals[1], made[1], rates[1])
    adopted.scroll_into_view_if_needed()
    picture(page, "report-quarters")
    assert visit.flaws() == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    lines = page.locator("tbody th").evaluate_all("all => all.map(each => each.getClientRects()[0].height)")
    assert max(lines) < 60  # no title is broken by character


def test_a_page_without_scripts_shows_the_tables(visit: Visit) -> None:
    page = visit.page
    page.route("**/*.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    visit.log_in("region", PROVINCE, "/reports/520600")
    expect(page.locator("#states")).to_be_visible()
    expect(page.locator("table.below")).to_be_visible()
    expect(page.get_by_role("region", name="各地机构覆盖率")).to_be_visible()


def test_what_happens_elsewhere_appears_by_itself_and_disturbs_nobody(visit: Visit) -> None:
    page, system = visit.page, visit.system
    visit.log_in("region", PROVINCE, "/reports/522600")
    expect(page.locator("#live")).to_have_text("实时")
    row = page.locator("table.below tr").filter(has=page.get_by_role("link", name="镇远县"))
    before = int(row.locator("td.num").first.inner_text())
    page.get_by_role("button", name="表", exact=True).click()
    page.get_by_label("截至").focus()
    page.evaluate("window.scrollTo(0, 300)")
    height = page.evaluate("window.scrollY")
    drafted = system.post("county", "/proposals", "522625-secretariat", title="关于页面自动更新的提案", content="正文")
    system.post("county", f"/proposals/{drafted['id']}/submit", "522625-secretariat")
    expect(row.locator("td.num").first).to_have_text(str(before + 1), timeout=15_000)
    expect(page.get_by_label("截至")).to_be_focused()
    expect(page.get_by_role("button", name="表", exact=True)).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("window.scrollY") == height


def test_the_stream_comes_back_after_the_service_was_away(visit: Visit) -> None:
    page = visit.page
    visit.log_in("county", "522625-secretariat", "/reports/522625")
    expect(page.locator("#live")).to_have_text("实时")
    visit.system.kill("services.county")
    expect(page.locator("#live")).to_have_text("连接中断，正在重连", timeout=15_000)
    expect(page.locator("#live")).to_have_text("实时", timeout=60_000)
    visit.complaints.clear()  # the browser reports the refused connection, as expected


def test_paper_has_the_tables_and_nothing_to_click(visit: Visit) -> None:
    page = visit.page
    visit.log_in("region", PROVINCE, "/reports/520600")
    page.emulate_media(media="print")
    expect(page.get_by_role("region", name="各地机构覆盖率")).to_be_visible()
    for gone in (".pickers", ".top > .own form", ".treemap", ".ring"):
        expect(page.locator(gone)).to_be_hidden()
    assert len(page.pdf(format="A4")) > 10_000

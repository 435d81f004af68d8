"""The pages of the organizations below the county, of plans, procedures, cadence and figures, as their clerks see them."""

from collections.abc import Callable

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.visiting import Visit

Open = Callable[[str, str], Visit]
Picture = Callable[[Page, str], None]
PHONE = ViewportSize(width=390, height=800)


def looked_at(visit: Visit, service: str, path: str) -> Page:
    """Opens a page, which must have no flaw and fit on a phone, and returns it."""
    page = visit.page
    page.goto(visit.address(service, path))
    assert visit.flaws() == []
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert size is not None
    page.set_viewport_size(size)
    return page


def test_a_county_sees_director_members_and_checklist_of_a_township_body(open_visit: Open, picture: Picture) -> None:
    page = looked_at(open_visit("county", "520603-secretariat"), "county", "/organizations/520603202")
    facts = page.get_by_role("region", name="基本情况")
    expect(facts).to_contain_text("建立")
    expect(facts).to_contain_text("特邀委员")
    picture(page, "county-township-body")


def test_a_county_lists_its_platforms_and_reads_its_figures_by_area_group(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("county", "520381-secretariat")
    page = looked_at(visit, "county", "/platforms")
    expect(page.get_by_role("table")).to_contain_text("片区")
    picture(page, "county-platforms")
    page = looked_at(visit, "county", "/reports/520381")
    page.get_by_role("navigation", name="分类统计").get_by_role("link", name="按片区").click()
    expect(page.get_by_role("heading", name="划入片区的乡镇（街道）")).to_be_visible()
    assert visit.flaws() == []
    picture(page, "county-areas")


def test_a_city_sees_the_51_items_of_its_plan_as_bars_by_month(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("city", "520100-secretariat")
    page = looked_at(visit, "city", "/plans?year=2014")
    page.locator("table.matters tbody a").first.click()
    expect(page.get_by_role("heading", name="进度图")).to_be_visible()
    expect(page.locator("table.gantt tbody tr")).to_have_count(51)
    expect(page.locator("table.gantt tbody svg.bar")).to_have_count(51)
    assert visit.flaws() == []
    picture(page, "city-plan")


def test_a_city_sees_which_activities_the_charter_still_expects(open_visit: Open, picture: Picture) -> None:
    page = looked_at(open_visit("city", "520600-secretariat"), "city", "/")
    cadence = page.get_by_role("region", name="协商频次").first
    expect(cadence).to_contain_text("应开展")
    cadence.scroll_into_view_if_needed()
    picture(page, "city-cadence")


def look_at_comments(visit: Visit, service: str, path: str, activity: str, table: str) -> Page:
    """Follows the link of an activity to the table of what was commented on it, which must have no flaw, and returns the page."""
    page = looked_at(visit, service, path)
    page.get_by_role("link", name=activity).first.click()
    comments = page.get_by_role("region", name=table)
    expect(comments).to_contain_text("演示意见：同意。")
    assert visit.flaws() == []
    comments.scroll_into_view_if_needed()
    return page


def test_a_county_sees_who_has_not_commented_on_a_draft_decision(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("county", "520323-secretariat")
    page = look_at_comments(visit, "county", "/consultations?year=2026", "集镇停车管理协商会", "征求意见表")
    picture(page, "county-comments")


def test_a_city_follows_the_sign_offs_of_research(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("city", "522700-secretariat")
    page = look_at_comments(visit, "city", "/consultations?class=research", "山区冷链物流调研", "报告审签表")
    picture(page, "city-research")


def test_a_county_downloads_its_half_year_report(open_visit: Open, picture: Picture) -> None:
    page = looked_at(open_visit("county", "520603-secretariat"), "county", "/reports/520603?year=2014&as_of=2014-06-30")
    with page.expect_download() as download:
        page.get_by_role("link", name="活动报告").click()
    assert download.value.suggested_filename.endswith("2014-06-30.docx")
    picture(page, "county-half-year")

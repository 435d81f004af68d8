"""The pages of the organizations below the county, of annual plans and of figures by area group, as their clerks see them."""

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

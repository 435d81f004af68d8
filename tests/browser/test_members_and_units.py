"""The registers of a committee in the browser: units and members from files, a co-signing, and the appraisal of units."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_registers import check
from tests.browser.visiting import Visit, opened

Open = Callable[[str, str], Visit]
Picture = Callable[[Page, str], None]
UNITS = "名称,类别,别名,启用日期\n市教育局,党委部门,,\n市水利局,政府部门,水利局,2020-01-01\n市残联,人民团体,市残疾人联合会,\n"
SECTORS = {"丙": "农业界", "丁": "经济界", "戊": "教育界", "己": "妇联"}
MEMBERS = "\n".join(("姓名,界别,届次", *(f"委员{name},{sector},第十三届" for name, sector in SECTORS.items()), ""))


def _upload(visit: Visit, register: str, title: str, table: str) -> Page:
    """Uploads a table from the page of a register, and returns the result of its check."""
    page = visit.page
    page.goto(visit.address("city", f"/{register}"))
    page.get_by_role("link", name=title, exact=True).first.click()
    page.locator("input[name=file]").set_input_files(
        {"name": f"{title}.csv", "mimeType": "text/csv", "buffer": table.encode("utf-8-sig")}
    )
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible()
    return check(visit)


def test_units_are_imported_after_a_check_that_shows_what_differs(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("city", "430500-secretariat")
    page = _upload(visit, "units", "导入承办单位名录", UNITS)
    expect(page.locator("main")).to_contain_text("名册中是“政府部门”，不会更改")
    picture(page, "committee-units-import")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已导入")).to_be_visible()
    page.goto(visit.address("city", "/units"))
    for name in ("市教育局", "市交通运输局", "市政府督查室", "市水利局", "市残联"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    check(visit)


def test_members_are_imported_into_the_register(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("city", "430500-secretariat")
    page = _upload(visit, "members", "导入委员名册", MEMBERS)
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已导入")).to_be_visible()
    page.goto(visit.address("city", "/members"))
    for name in ("乙", *SECTORS):
        expect(page.get_by_role("link", name=f"委员{name}")).to_be_visible()
    picture(check(visit), "committee-members")


def test_a_member_answers_an_invitation_to_co_sign(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("county", "522625-member")
    page = visit.page
    page.goto(visit.address("county", "/"))
    page.get_by_role("link", name="待答复附议邀请").click()
    page.get_by_role("link", name="完善老旧小区停车设施").first.click()
    opened(page, "accept_cosigning")
    picture(check(visit), "member-cosigning")
    page.locator("details#accept_cosigning button.primary").click()
    expect(page.get_by_role("status").filter(has_text="已登记")).to_be_visible()
    expect(page.get_by_role("region", name="附议邀请表")).to_contain_text("委员甲")


def test_the_units_of_zhenyuan_are_ranked_for_2014(open_visit: Open, picture: Picture) -> None:
    visit = open_visit("county", "522625-secretariat")
    page = visit.page
    page.goto(visit.address("county", "/units/appraisal?year=2014"))
    expect(page.get_by_role("row").filter(has_text="县教育局")).to_be_visible()
    picture(check(visit), "committee-appraisal")

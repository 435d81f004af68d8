"""Two people at once: the refusal of the later one names what was recorded since the version that it was given on."""

from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.support.matters import UNIT

FIRST, SECOND = "522625-secretariat", "522625-proposals_committee"


async def test_a_stale_form_of_an_assignment_names_the_step_its_units_and_its_day(roster: ServiceClients) -> None:
    county, clerk = roster.county, PageClient(roster.county, FIRST)
    id = await brought_to(county, "file")
    seen = await clerk.get(f"/proposals/{id}")
    await county.post(f"/proposals/{id}/assign", SECOND, lead="县教育局", co=["县财政局"], on="2026-02-21")
    page = await clerk.run_command(seen, "assign", sole="县水务局", limit="2026-07-01", confirmed="1")
    assert page.status_code == 412
    assert (
        "已被他人更新，现在是“已交办”。请核对后再提交，您填写的内容仍保留在下面。"
        "此后登记的有：提案已交办（2026-02-21，县教育局（主办）、县财政局（会办））" in words(page)
    )
    past = (await county.get(f"/proposals/{id}/history", FIRST))["items"]
    assert past[-1]["units"] == ["县教育局（主办）", "县财政局（会办）"]
    shown = await county.get(f"/proposals/{id}", FIRST)
    assert [each["unit"] for each in shown["assignments"]] == ["县教育局", "县财政局"]


async def test_a_stale_form_of_a_reply_keeps_the_text_and_names_the_steps_of_the_other_account(
    roster: ServiceClients,
) -> None:
    county = roster.county
    second = await county.account("522625-unit-2", Role.HANDLING_UNIT, organization="522625", unit=UNIT)
    id = await brought_to(county, "acknowledge")
    unit = PageClient(county, second)
    seen = await unit.get(f"/proposals/{id}")
    answer = {"unit": UNIT, "text": "先答复", "answer_class": "A"}
    await county.post(f"/proposals/{id}/reply", "522625-handling_unit", on="2026-02-22", **answer)
    page = await unit.run_command(seen, "reply", unit=UNIT, text="后写的答复", answer_class="B")
    assert page.status_code == 412
    assert f"此后登记的有：承办单位已答复（2026-02-22，{UNIT}）" in words(page)
    assert "后写的答复" in page.text


async def test_the_problem_of_an_outdated_version_names_the_newest_steps_since(roster: ServiceClients) -> None:
    county = roster.county
    id = await drafted(county)
    seen = (await county.call("GET", f"/proposals/{id}", FIRST)).headers["ETag"]
    for number in range(6):
        await county.post(f"/proposals/{id}/edit", FIRST, content=f"第{number}稿", on="2026-02-11")
    await county.post(f"/proposals/{id}/submit", FIRST, on="2026-02-12")
    for tag in (seen, f'"1-0", {seen}'):
        stale = await county.call(
            "POST", f"/proposals/{id}/withdraw", FIRST, json={"reason": "重复"}, headers={"If-Match": tag}
        )
        problem = stale.json()
        assert (stale.status_code, problem["code"]) == (412, "stale")
        assert problem["detail"].startswith('内容已更新到"1-8"，请刷新后再提交。此后登记的有：')
        assert problem["detail"].endswith("提案已提交审查（2026-02-12）等7项")
        assert problem["detail"].count("2026-02-11") == 4
        assert stale.headers["ETag"] == '"1-8"'

"""Nobody learns from a refusal which matters another organization has."""

import pytest

from tests.committee.page_client import PageClient
from tests.committee.proposals import drafted
from tests.committee.service_clients import ServiceClients

NEIGHBOUR = "520603-secretariat"


@pytest.mark.parametrize("by", [NEIGHBOUR, "520603-handling_unit", "administrator", "audit_administrator"])
async def test_a_foreign_proposal_answers_like_a_missing_one(roster: ServiceClients, by: str) -> None:
    county = roster.county
    foreign = await drafted(county)
    missing = f"{foreign.rpartition('-')[0]}-999"
    requests: tuple[tuple[str, str, dict[str, object] | None], ...] = (
        ("GET", "", None),
        ("GET", "/history", None),
        ("GET", "/similar", None),
        ("GET", "/attachments", None),
        ("GET", "/attachments/1", None),
        ("GET", "/documents/proposal", None),
        ("POST", "/submit", {}),
        ("POST", "/file", {"number": 1}),
    )
    for method, path, body in requests:
        answers = [
            await county.call(method, f"/proposals/{id}{path}", by, **({} if body is None else {"json": body}))
            for id in (foreign, missing)
        ]
        codes = [(answer.status_code, answer.json()["code"]) for answer in answers]
        assert codes == [(404, "unknown-proposal")] * 2, (path, codes)
        details = [answer.json()["detail"] for answer in answers]
        assert details[0].replace(foreign, missing) == details[1], path


async def test_the_page_of_a_foreign_matter_is_that_of_a_missing_one(roster: ServiceClients) -> None:
    foreign = await drafted(roster.county)
    missing = f"{foreign.rpartition('-')[0]}-999"
    neighbour = PageClient(roster.county, NEIGHBOUR)
    answers = [await neighbour.get(f"/proposals/{id}") for id in (foreign, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    for private in ("/autosave", "/attachments/1"):
        assert {(await neighbour.get(f"/proposals/{id}{private}")).status_code for id in (foreign, missing)} <= {
            404,
            405,
        }


async def test_who_reads_a_matter_gets_an_error_for_a_command_that_is_not_permitted(roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    assert (await roster.county.refused(f"/proposals/{id}/submit", "522625-auditor"))[0] == 403


async def test_a_report_of_another_organization_keeps_its_refusal(roster: ServiceClients) -> None:
    answer = await roster.county.call("GET", "/reports/520603", "522625-auditor")
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign-organization")


@pytest.mark.parametrize("by", [NEIGHBOUR, "520603-handling_unit", "audit_administrator", "security_administrator"])
@pytest.mark.parametrize(
    ("register", "command", "body"),
    [("members", "change", {"sector": "教育"}), ("members", "leave", {}), ("units", "rename", {"name": "新名"})],
)
async def test_a_foreign_entry_of_a_register_answers_like_a_missing_one(
    roster: ServiceClients, by: str, register: str, command: str, body: dict[str, object]
) -> None:
    county = roster.county
    foreign = (await county.post(f"/{register}", "522625-secretariat", name="一"))["id"]
    missing = f"{foreign.rpartition('-')[0]}-999"
    for method, path in (("GET", ""), ("POST", f"/{command}")):
        given = {"json": body} if method == "POST" else {}
        answers = [await county.call(method, f"/{register}/{id}{path}", by, **given) for id in (foreign, missing)]
        assert [answer.status_code for answer in answers] == [404, 404], path
        first, second = (answer.json() for answer in answers)
        assert first["code"] == second["code"]
        assert first["detail"].replace(foreign, missing) == second["detail"]


async def test_the_page_of_a_foreign_member_is_that_of_a_missing_one(roster: ServiceClients) -> None:
    foreign = (await roster.county.post("/members", "522625-secretariat", name="一"))["id"]
    neighbour = PageClient(roster.county, NEIGHBOUR)
    for id in (foreign, f"{foreign.rpartition('-')[0]}-999"):
        assert (await neighbour.get(f"/members/{id}")).status_code == 404


async def test_the_import_of_another_committee_answers_like_a_missing_one(roster: ServiceClients) -> None:
    county = roster.county
    sent = {"content": "标题,提案人\n一,甲\n".encode(), "params": {"accept": "warnings"}}
    foreign = (await county.call("POST", "/imports/proposals", "522625-secretariat", **sent)).json()["import_id"]
    for id in (foreign, "0" * len(foreign)):
        answer = await county.call("GET", f"/imports/proposals/{id}", NEIGHBOUR)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-import")
    assert (await county.call("GET", f"/imports/proposals/{foreign}", "522625-secretariat")).status_code == 200


async def test_whoever_reads_a_register_gets_an_error_for_a_command_that_is_not_permitted(
    roster: ServiceClients,
) -> None:
    id = (await roster.county.post("/members", "522625-secretariat", name="一"))["id"]
    assert (await roster.county.refused(f"/members/{id}/leave", "522625-auditor"))[0] == 403

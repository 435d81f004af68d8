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
        said = [(answer.status_code, answer.json()["code"]) for answer in answers]
        assert said == [(404, "unknown-proposal")] * 2, (path, said)
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


async def test_who_reads_a_matter_is_told_that_a_command_is_not_permitted(roster: ServiceClients) -> None:
    id = await drafted(roster.county)
    assert (await roster.county.refused(f"/proposals/{id}/submit", "522625-auditor"))[0] == 403


async def test_a_report_of_another_organization_keeps_its_refusal(roster: ServiceClients) -> None:
    answer = await roster.county.call("GET", "/reports/520603", "522625-auditor")
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign-organization")

"""Members co-sign a proposal on invitation, by their own accounts or recorded by the office."""

import pytest

from shared.contracts.vocabulary import Role
from tests.committee.page_client import PageClient, words
from tests.committee.proposals import LIFECYCLE, drafted
from tests.committee.service_clients import Json, ServiceClient, ServiceClients
from tests.committee.test_proposers import ADMIN, CLERK, MEMBER, RATING, linked

OTHER = "522625-other"


async def registered(service: ServiceClient, name: str) -> str:
    return str((await service.post("/members", CLERK, name=name))["id"])


async def draft_of_member(service: ServiceClient) -> tuple[str, Json]:
    """Links two accounts, drafts a proposal by the first, and returns its id and the member of the second."""
    await linked(service)
    await service.account(OTHER, Role.MEMBER, organization="522625")
    other = await linked(service, "乙", OTHER)
    return await drafted(service, by=MEMBER), other


async def test_an_invited_member_accepts_by_its_own_account_and_is_a_proposer(roster: ServiceClients) -> None:
    service = roster.county
    id, other = await draft_of_member(service)
    await service.post(f"/proposals/{id}/cosign", MEMBER, member=other["id"])
    assert (await service.get("/proposals", OTHER, invited=True))["total"] == 1
    page = PageClient(service, OTHER)
    assert "待答复附议邀请" in words(await page.get("/"))
    shown = await page.get(f"/proposals/{id}")
    assert {"accept_cosigning", "decline_cosigning"} == set(page.commands(shown)) & {
        "accept_cosigning",
        "decline_cosigning",
        "submit",
        "cosign",
    }
    after = words(await page.run_command(shown, "accept_cosigning"))
    assert "第2位提案人（乙）" in after
    assert "待答复附议邀请" not in words(await page.get("/"))
    view = await service.get(f"/proposals/{id}", OTHER)
    assert (view["proposers"], view["signatories"], view["type"]) == (["甲", "乙"], 2, "joint")
    assert [(each["name"], each["state"]) for each in view["invitations"]] == [("乙", "accepted")]
    for command, body in LIFECYCLE[:5]:
        await service.post(f"/proposals/{id}/{command}", CLERK, **body)
    await service.post(f"/proposals/{id}/rate", OTHER, **RATING, signatory=2)
    assert [each["id"] for each in (await service.get("/proposals", CLERK, q="乙"))["items"]] == [id]


async def test_the_office_records_the_answers_and_what_is_open_lapses(roster: ServiceClients) -> None:
    service = roster.county
    id = await drafted(service, proposers=["丁"])
    for name in ("甲", "乙", "丙"):
        await registered(service, name)
        await service.post(f"/proposals/{id}/cosign", CLERK, member=name)
    await service.post(f"/proposals/{id}/accept_cosigning", CLERK, member="甲")
    await service.post(f"/proposals/{id}/decline_cosigning", CLERK, member="乙")
    await service.post(f"/proposals/{id}/submit", CLERK)
    view = await service.get(f"/proposals/{id}", CLERK)
    assert [each["state"] for each in view["invitations"]] == ["accepted", "declined", "lapsed"]
    assert view["proposers"] == ["丁", "甲"]
    assert await service.refused(f"/proposals/{id}/accept_cosigning", CLERK, member="丙") == (409, "not-allowed-now")
    past = await service.get(f"/proposals/{id}/history", CLERK)
    assert [step["texts"].get("cosigner") for step in past["items"]] == [None, "甲", "乙", "丙", None, "乙", None]


async def test_a_proposer_an_unknown_member_and_a_name_of_two_are_not_invited(roster: ServiceClients) -> None:
    service = roster.county
    id, other = await draft_of_member(service)
    mine = (await service.get("/members", CLERK, q="甲"))["items"][0]["id"]
    assert await service.refused(f"/proposals/{id}/cosign", MEMBER, member=mine) == (409, "already-proposer")
    for word in ("无名", "522625-m-99"):
        assert await service.refused(f"/proposals/{id}/cosign", MEMBER, member=word) == (422, "invalid")
    await service.post(f"/proposals/{id}/cosign", MEMBER, member=other["id"])
    assert await service.refused(f"/proposals/{id}/cosign", MEMBER, member="乙") == (409, "already-invited")
    await service.post("/members", CLERK, name="乙", sector="经济界")
    answer = await service.call("POST", f"/proposals/{id}/cosign", MEMBER, json={"member": "乙"})
    assert (answer.status_code, "名册中有2位同名" in answer.text, "乙" in answer.text) == (422, True, False)


async def test_only_the_invited_member_answers_its_invitation(roster: ServiceClients) -> None:
    service = roster.county
    id, other = await draft_of_member(service)
    third = await registered(service, "丙")
    answer = f"/proposals/{id}/accept_cosigning"
    assert await service.refused(answer, OTHER) == (403, "foreign-invitation")
    for member in (other["id"], third):
        await service.post(f"/proposals/{id}/cosign", MEMBER, member=member)
    assert await service.refused(answer, OTHER, member=third) == (403, "foreign-invitation")
    assert await service.refused(answer, MEMBER, member=third) == (403, "foreign-invitation")
    assert await service.refused(f"/proposals/{id}/submit", OTHER) == (403, "foreign-author")
    await service.post(f"/proposals/{id}/decline_cosigning", OTHER, member=other["id"])
    assert await service.refused(answer, OTHER) == (403, "foreign-invitation")
    page = await PageClient(service, CLERK).get(f"/proposals/{id}")
    assert "accept_cosigning" in PageClient(service, CLERK).commands(page)


@pytest.mark.parametrize("command", ["submit", "withdraw"])
async def test_an_invitation_no_longer_waits_after_the_draft(roster: ServiceClients, command: str) -> None:
    service = roster.county
    id, other = await draft_of_member(service)
    await service.post(f"/proposals/{id}/cosign", MEMBER, member=other["id"])
    await service.post(f"/proposals/{id}/{command}", MEMBER, **({"reason": "重复"} if command == "withdraw" else {}))
    assert (await service.get("/proposals", OTHER, invited=True))["total"] == 0


async def test_no_event_of_the_cosigning_names_a_member(roster: ServiceClients) -> None:
    service = roster.county
    id, other = await draft_of_member(service)
    await service.post(f"/proposals/{id}/cosign", MEMBER, member=other["id"])
    await service.post(f"/proposals/{id}/accept_cosigning", OTHER)
    for event in await service.announced():
        assert other["id"].encode() not in event.payload
        assert "乙".encode() not in event.payload
    assert ADMIN in service.tokens


@pytest.mark.full
async def test_five_hundred_invited_members_answer_one_by_one_and_are_proposers(roster: ServiceClients) -> None:
    service = roster.county
    names = [f"委员{number}" for number in range(1, 501)]
    await service.call("POST", "/imports/members", CLERK, content="\n".join(["姓名", *names]).encode())
    id = await drafted(service, proposers=["丁"])
    for name in names:
        await service.post(f"/proposals/{id}/cosign", CLERK, member=name)
    for name in names[:-1]:
        await service.post(f"/proposals/{id}/accept_cosigning", CLERK, member=name)
    await service.post(f"/proposals/{id}/decline_cosigning", CLERK, member=names[-1])
    await service.post(f"/proposals/{id}/submit", CLERK)
    view = await service.get(f"/proposals/{id}", CLERK)
    assert (view["proposers"], view["signatories"], view["type"]) == (["丁", *names[:-1]], 500, "joint")
    assert [each["state"] for each in view["invitations"]] == ["accepted"] * 499 + ["declined"]
    page = await PageClient(service, CLERK).get(f"/proposals/{id}")
    assert (page.status_code, "委员499" in words(page)) == (200, True)

"""Levels differ by data: one program serves all of them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shared.contracts.vocabulary import Level
from shared.contracts.writers import SelfHosted, Writer, Writers
from shared.domain.charters.charters import Charters
from shared.domain.organizations.keepers import LEVELS, keeper_of
from tests.committee.service_clients import ServiceClient, ServiceClients, open_service
from tests.support.roster import ROSTER

SERVICES = Path("services")
LEVEL_SERVICES = {"region": 0, "city": 10, "county": 20, "township": 30}
FILES = {"README.md", "__main__.py", "charter.toml"}


def program(name: str) -> str:
    return (SERVICES / name / "__main__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LEVEL_SERVICES)
def test_a_level_has_a_charter_and_a_name_and_nothing_else(name: str) -> None:
    assert {path.name for path in (SERVICES / name).iterdir() if path.is_file()} == FILES


def test_the_programs_of_two_levels_differ_by_name_and_port() -> None:
    programs = {
        program(name).replace(name, "<level>").replace(f"offset={offset},", "offset=<port>,")
        for name, offset in LEVEL_SERVICES.items()
    }
    assert len(programs) == 1


@pytest.mark.parametrize("name", LEVEL_SERVICES)
def test_the_charter_of_every_level_has_the_limits_of_the_notice_and_the_papers_of_a_consultation(name: str) -> None:
    charters = Charters.load(SERVICES / name / "charter.toml")
    for day, limits in ((date(2025, 12, 31), (0, 0)), (date(2026, 1, 1), (15, 10))):
        charter = charters.on(day, "520000")
        assert (charter.notice_working_days, charter.papers_working_days) == limits


async def test_every_level_has_the_same_routes(roster: ServiceClients) -> None:
    region, city, county, township = ({**service.app.openapi(), "info": None} for service in roster.all)
    assert region == city == county == township


async def test_a_schema_is_called_by_its_class(roster: ServiceClients) -> None:
    document = roster.county.app.openapi()
    schemas = document["components"]["schemas"]
    assert {"CloseProposal", "CloseConsultation", "Countersign", "Problem"} <= schemas.keys()
    assert [name for name in schemas if "__" in name] == []
    body = document["paths"]["/api/v1/proposals/{id}/close"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/CloseProposal"}


PARENTS: list[tuple[Level, Level | None]] = [
    (Level.CONFERENCE, None),
    (Level.PROVINCE, None),
    (Level.CITY, Level.PROVINCE),
    (Level.COUNTY, Level.CITY),
    (Level.COUNTY, Level.PROVINCE),  # 重庆
    (Level.TOWNSHIP, Level.COUNTY),
    (Level.TOWNSHIP, Level.CITY),  # 东莞
]
"""Who stands below whom in the shipped divisions."""


@pytest.mark.parametrize(("level", "above"), PARENTS)
def test_every_record_has_one_keeper_and_every_keeper_a_service(level: Level, above: Level | None) -> None:
    charters = [Charters.load(SERVICES / name / "charter.toml") for name in LEVEL_SERVICES]
    keeper = Level(keeper_of(str(level), level, above and str(above)))
    keeping = [charter for charter in charters if level in charter.keeps and keeper in charter.hosts]
    assert len(keeping) == 1


def test_every_level_works_in_one_service() -> None:
    hosted = [level for name in LEVEL_SERVICES for level in Charters.load(SERVICES / name / "charter.toml").hosts]
    assert sorted(hosted) == sorted([*LEVELS, Level.CONFERENCE])


async def test_a_process_may_host_some_of_its_level_only(roster: ServiceClients, tmp_path: Path) -> None:
    async with open_service(
        "county", tmp_path, tokens=roster.county.tokens, organizations=frozenset({"522625"})
    ) as county:
        assert (await county.post("/proposals", "522625-secretariat", title="一"))["number"] == 1
        assert await county.refused("/proposals", "520603-secretariat", title="一") == (409, "hosted-elsewhere")
        more = ROSTER + "520603001,谢桥街道,township,520603,,\n522625101,羊场镇,township,522625,,\n"
        answer = (await county.bring_in(more)).json()
        assert (answer["entered"], answer["unchanged"], answer["skipped"]) == (1, 2, 6)
        body = {"title": "一", "level": "township", "parent": "520603"}
        refused = await county.refused("/organizations/520603009/enter", "520603-secretariat", **body)
        assert refused == (409, "kept-elsewhere")


def test_the_service_of_one_county_hosts_it_alone_and_the_shared_one_all_others(roster: ServiceClients) -> None:
    own = SelfHosted(Writer.COUNTY, "520603")
    writers = Writers(frozenset({own}))
    for writer, hosted in ((own, ["520603"]), (Writer.COUNTY, ["522625"])):
        context = replace(roster.county.context, writer=writer, writers=writers)
        assert [key for key in ("520603", "522625") if context.hosts(key, Level.COUNTY)] == hosted
        kept = [
            key for key in ("520603", "522625") if context.keeps(Level.TOWNSHIP, keeper=key, keeper_level=Level.COUNTY)
        ]
        assert kept == hosted


async def test_accounts_are_of_organizations_that_work_here(roster: ServiceClients, tmp_path: Path) -> None:
    async def created(service: ServiceClient, organization: str, **fields: str) -> tuple[int, list[str]]:
        name = f"{organization}-{'unit' if fields else 'clerk'}"
        roles = ["handling_unit" if fields else "member"]
        body = {"name": name, "organization": organization, "roles": roles, "password": "long enough", **fields}
        answer = await service.call("POST", "/accounts", "administrator", json=body)
        return answer.status_code, [error["field"] for error in answer.json().get("errors", [])]

    assert await created(roster.county, "522625") == (201, [])
    assert await created(roster.county, "522625", unit=" 县水务局 ") == (201, [])
    assert (await roster.county.get("/accounts/522625-unit", "administrator"))["unit"] == "县水务局"
    for organization in ("520603202", "520600", "529999"):
        assert await created(roster.county, organization) == (422, ["organization"])
    single = frozenset({"520603"})
    async with open_service("county", tmp_path, tokens=roster.county.tokens, organizations=single) as county:
        assert await created(county, "520603") == (201, [])
        assert await created(county, "522625") == (422, ["organization"])

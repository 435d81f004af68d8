"""Every route × every role × own and foreign organizations: what is not listed here is refused."""

from typing import Any, NamedTuple

import pytest

from shared.contracts.vocabulary import Role
from tests.committee.desk import Desk, Desks
from tests.committee.stories import UNIT, brought_to

OWN, OTHER = "522625", "520603"
TOWNSHIP, OTHER_TOWNSHIP = "522625100", "520603202"
ROLES = [str(role) for role in Role]
CLERKS = {"secretariat", "proposals_committee", "member", "leader", "auditor"}
COMMITTEE = {"secretariat", "proposals_committee"}
MEMBERS = {"secretariat", "member"}

PUBLIC = {("POST", "/sessions")}
ANYBODY = {("GET", "/sessions"), ("DELETE", "/sessions"), ("GET", "/organizations"), ("GET", "/organizations/{key}")}
ADMINISTRATION = {
    ("POST", "/imports/organizations"),
    ("POST", "/organizations/{key}/move"),  # of a township: to another keeper
    ("POST", "/accounts"),
    ("GET", "/accounts"),
    ("GET", "/accounts/{name}"),
    ("DELETE", "/accounts/{name}"),
    ("POST", "/accounts/{name}/enable"),
    ("POST", "/accounts/{name}/password"),
}
OWN_MATTERS: dict[tuple[str, str], set[str]] = {
    ("GET", "/proposals"): CLERKS | {"handling_unit"},
    ("POST", "/proposals"): MEMBERS,
    ("GET", "/proposals/{id}"): CLERKS | {"handling_unit"},
    ("GET", "/proposals/{id}/history"): CLERKS | {"handling_unit"},
    ("POST", "/proposals/{id}/submit"): MEMBERS,
    ("POST", "/proposals/{id}/withdraw"): MEMBERS,
    ("POST", "/proposals/{id}/rate"): MEMBERS,
    ("POST", "/proposals/{id}/file"): COMMITTEE,
    ("POST", "/proposals/{id}/refuse"): COMMITTEE,
    ("POST", "/proposals/{id}/merge"): COMMITTEE,
    ("POST", "/proposals/{id}/assign"): COMMITTEE,
    ("POST", "/proposals/{id}/close"): COMMITTEE,
    ("POST", "/proposals/{id}/correct"): COMMITTEE,
    ("POST", "/proposals/{id}/acknowledge"): {"secretariat", "handling_unit"},
    ("POST", "/proposals/{id}/countersign"): {"secretariat", "handling_unit"},
    ("POST", "/proposals/{id}/reply"): {"secretariat", "handling_unit"},
    ("GET", "/reports/{key}"): CLERKS,
    ("GET", "/reports/{key}/events"): CLERKS,
}
"""What a role may do with the matters and the report of its own organization, and with those of no other one."""

KEPT_RECORDS = {
    ("POST", f"/organizations/{{key}}/{command}"): {"secretariat"}
    for command in [
        "enter",
        "merge",
        "remove",
        "rename",
        "recode",
        "establish",
        "standardise",
        "dissolve",
        "admit",
        "release",
        "convene",
        "correct",
    ]
}
"""What a role may do with the records that its organization keeps, and with no others."""

BODIES: dict[str, dict[str, Any]] = {
    "/proposals": {"title": "一"},
    "/proposals/{id}/refuse": {"ground": "academic"},
    "/proposals/{id}/withdraw": {"reason": "一"},
    "/proposals/{id}/assign": {"sole": UNIT},
    "/proposals/{id}/acknowledge": {"unit": UNIT},
    "/proposals/{id}/countersign": {"unit": UNIT},
    "/proposals/{id}/reply": {"unit": UNIT, "answer_class": "A"},
    "/proposals/{id}/rate": {"process": "satisfied", "result": "satisfied"},
    "/proposals/{id}/correct": {"step": 1, "day": "2026-02-10", "reason": "一"},
    "/organizations/{key}/move": {"parent": OWN},
    "/organizations/{key}/merge": {"into": "520603202"},
    "/organizations/{key}/rename": {"title": "一"},
    "/organizations/{key}/recode": {"code": "522625101"},
    "/organizations/{key}/standardise": {"item": "funds"},
    "/organizations/{key}/admit": {"member": OWN},
    "/organizations/{key}/release": {"member": OWN},
    "/organizations/{key}/convene": {"member": OWN},
    "/organizations/{key}/correct": {"step": 1, "day": "2000-01-01", "reason": "一"},
    "/accounts": {"name": "new", "organization": OWN, "roles": ["member"], "password": "long enough"},
    "/accounts/{name}/password": {"password": "long enough"},
}


class Route(NamedTuple):
    method: str
    path: str

    @property
    def is_refusable(self) -> bool:
        return self not in PUBLIC


def routes(desk: Desk) -> list[Route]:
    """Every route of the OpenAPI document."""
    paths: dict[str, dict[str, Any]] = desk.app.openapi()["paths"]
    return [
        Route(method.upper(), path.removeprefix("/api/v1")) for path, methods in paths.items() for method in methods
    ]


async def status(desk: Desk, route: Route, by: str | None, *, of: str, proposal: str, township: str) -> int:
    """Ask for something of an organization; the status of the answer."""
    path = route.path.format(id=proposal, key=of if "reports" in route.path else township, name="nobody")
    body = dict(BODIES.get(route.path, {}))
    if route.path == "/proposals":
        body["organization"] = of
    if route.path.endswith("/enter"):
        path, body = f"/organizations/{of}999/enter", {"title": "一", "level": "township", "parent": of}
    if route.path.endswith("/merge") and "proposals" in route.path:
        body["into"] = proposal
    request: dict[str, Any] = {"json": body} if route.method == "POST" else {}
    if "imports" in route.path:
        request = {"content": b"code,name,level,parent_code\n"}
    if route == ("GET", "/proposals"):
        request = {"params": {"organization": of}}
    return (await desk.call(route.method, path, by, **request)).status_code


@pytest.fixture
async def proposals(roster: Desks) -> dict[str, str]:
    """A proposal of each committee, assigned to a unit of the same name. The services are about to end: a stream ends at once."""
    roster.county.around.stopping.set()
    return {key: await brought_to(roster.county, "assign", by=f"{key}-secretariat") for key in (OWN, OTHER)}


async def test_every_route_stands_in_these_tables(roster: Desks) -> None:
    known = {*PUBLIC, *ANYBODY, *ADMINISTRATION, *OWN_MATTERS, *KEPT_RECORDS}
    for desk in roster.all:
        assert set(routes(desk)) == known


async def test_nobody_gets_in_without_logging_in(roster: Desks, proposals: dict[str, str]) -> None:
    desk = roster.county
    desk.tokens["stranger"] = "no such token"
    for route in filter(lambda route: route.is_refusable, routes(desk)):
        for by in (None, "stranger"):
            assert await status(desk, route, by, of=OWN, proposal=proposals[OWN], township=TOWNSHIP) == 401, route


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_do_what_is_listed_and_nothing_else(
    roster: Desks, proposals: dict[str, str], role: str
) -> None:
    desk = roster.county
    by = "administrator" if role == "administrator" else f"{OWN}-{role}"
    for route in routes(desk):
        if route == ("DELETE", "/sessions"):  # the walk would end here
            continue
        for of, township in ((OWN, TOWNSHIP), (OTHER, OTHER_TOWNSHIP)):
            answered = await status(desk, route, by, of=of, proposal=proposals[of], township=township)
            assert (answered != 403) == permitted(route, role, own=of == OWN), (route, of, answered)
            assert answered < 500


def permitted(route: Route, role: str, *, own: bool) -> bool:
    if route in PUBLIC | ANYBODY:
        return True
    if route in ADMINISTRATION:
        return role == "administrator"
    return own and role in (OWN_MATTERS | KEPT_RECORDS)[route]


async def test_those_above_read_the_report_and_no_matter(roster: Desks, proposals: dict[str, str]) -> None:
    for key, desk in (("522600", roster.county), ("520600", roster.county)):
        await desk.account(f"{key}-above", Role.SECRETARIAT, organization=key)
        for route in routes(desk):
            if route in PUBLIC | ANYBODY:
                continue
            answered = await status(desk, route, f"{key}-above", of=OWN, proposal=proposals[OWN], township=TOWNSHIP)
            reads_report = route.path.startswith("/reports/") and key == "522600"
            assert (answered != 403) == reads_report, (key, route, answered)


async def test_those_below_do_not_read_the_report_above(roster: Desks) -> None:
    answer = await roster.county.call("GET", "/reports/522600", f"{OWN}-secretariat")
    assert answer.status_code == 403

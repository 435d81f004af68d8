"""Replaying the accepted commands of a matter by the rules alone gives exactly its row and its published events."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from deploy.ops.reconcile.rows import COUNTS, FROM_FACTS_ONLY, counted
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.contracts.codec import Data
from shared.contracts.envelope import Change, Envelope
from shared.contracts.vocabulary import Recorded
from shared.domain.charters.charters import Amendment
from shared.domain.charters.evaluation import EvaluationCriterion
from shared.domain.charters.research import NO_PROCEDURE, ResearchProcedure
from shared.domain.charters.values import Stage
from shared.measures.contributions import contributions
from tests.committee.naive_replay import NaiveReplay
from tests.committee.random_bodies import BEGINNINGS, BODIES, Body, Situation
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.matters import RULES, request_body

CLERK, ORGANIZATION = "522625-secretariat", "522625"
STEPS = {"proposals": 240, "opinions": 150, "consultations": 200, "plans": 80, "platforms": 60, "visits": 20}
"""How many commands are tried on the matters of a kind."""

ACCEPTED = {
    "proposals": (60, 20),
    "opinions": (50, 10),
    "consultations": (80, 18),
    "plans": (12, 5),
    "platforms": (12, 4),
    "visits": (10, 4),
}
"""How many commands are accepted at least, and how many different ones."""

NAMED = {"consultations": ("proposals", "opinions"), "plans": ("consultations",)}
"""Kind -> the kinds of which a matter exists that its commands name."""


GIVEN_BY_OTHERS = {"platforms": {"file"}}
"""Commands that no clerk of the organization gives on matters of its own."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_command_has_a_random_body(kind: AnyKind) -> None:
    given = kind.commands.keys() - {kind.begins.name} - GIVEN_BY_OTHERS.get(kind.name, set())
    assert BODIES[kind.name].keys() == given


def change_rules(service: ServiceClient, today: date) -> None:
    """Lets the rules of the organization change every 30 days, so that a replay needs the charter of each day."""
    criteria = (EvaluationCriterion("准备", 50), EvaluationCriterion("互动", 50))
    plain = {"stages": (), "contacts_before_reply": 0, "scheme": "ABCD", "appraisal_threshold_tenths": 0}
    strict = {"stages": tuple(Stage), "contacts_before_reply": 1, "scheme": "ABC", "appraisal_threshold_tenths": 800}
    reviewed = ResearchProcedure(sign_offs=("主席",), review=True)
    first = Amendment(date(2000, 1, 1), plain | {"records": tuple(Recorded)[:4], "evaluation": criteria})
    changes = (
        (
            days,
            plain | {"research": NO_PROCEDURE}
            if days % 60
            else strict | {"research": reviewed, "records": tuple(Recorded)},
        )
        for days in range(60, 900, 30)
    )
    later = (Amendment(today + timedelta(days), values) for days, values in changes)
    service.context.charters.places[ORGANIZATION] = (first, *later)


@dataclass
class RandomLives:
    """The matters of a kind to which random commands are given, and the replay of those that are accepted."""

    kind: AnyKind
    services: ServiceClients
    chance: Random
    replay: NaiveReplay
    accepted: Counter[str] = field(default_factory=Counter)
    tried: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def live(self) -> None:
        for _ in range(STEPS[self.kind.name]):
            self.services.clock.advance(days=self.chance.choice((0, 0, 0, 0, 0, 1, 1, 3)))
            matters = list(self.replay.matters.items())[-self.chance.choice((3, 30)) :]
            living = [id for id, each in matters if self._legal(each.state)]
            if living and self.chance.random() > 0.04:
                await self._step(self.chance.choice(living))
            elif (id := await self._begin(self.chance.choice(BEGINNINGS[self.kind.name]))) is not None:
                await self._follow(id)
        for body in BEGINNINGS[self.kind.name]:
            await self._begin(body)

    async def _begin(self, body: Body) -> str | None:
        county = self.services.county
        answer = await county.call("POST", f"/{self.kind.name}", CLERK, json=body)
        if not answer.is_success:
            return None
        id = self.replay.begin(self.kind, body, county.context.today())
        assert id == answer.json()["id"]
        self.accepted[self.kind.begins.name] += 1
        return id

    async def _follow(self, id: str) -> None:
        """Gives a matter some of the commands that usually follow its beginning."""
        usual = RULES[self.kind.noun].lifecycle
        for command in usual[: self.chance.randint(0, len(usual))]:
            await self._request(id, command.name, request_body(command))

    async def _step(self, id: str) -> None:
        state, today = self.replay.matters[id].state, self.services.county.context.today()
        name = self._chosen(id, state)
        body = BODIES[self.kind.name][name](Situation(self.chance, today, state, list(self.replay.matters)))
        if self.chance.random() < 0.2:
            body = body | {"on": (today - timedelta(self.chance.randint(0, 3))).isoformat()}
        await self._request(id, name, body)

    async def _request(self, id: str, name: str, body: Body) -> None:
        county = self.services.county
        answer = await county.call("POST", f"/{self.kind.name}/{id}/{name}", CLERK, json=body)
        self.tried[id, name] += 1
        if answer.is_success:
            self.replay.execute(id, name, body, county.context.today())
            self.accepted[name] += 1
        else:
            assert answer.status_code in {409, 422}, answer.text

    def _legal(self, state: Any) -> list[str]:
        return [name for name in BODIES[self.kind.name] if state.status in self.kind.transitions.table[name]]

    def _chosen(self, id: str, state: Any) -> str:
        """Returns a legal command, rather one that was seldom tried, and one that leads on than one that ends the life."""
        legal, weights = self._legal(state), []
        for name in legal:
            after = {*self.kind.transitions.table[name][state.status]} - {state.status}
            urgency = 0.2 if after & self.kind.ended else 4 if after else 1
            seldom = (1 + self.accepted[name]) ** 2 * (1 + self.tried[id, name])
            weights.append(urgency * (1 if state.can(name) else 0.1) / seldom)
        return self.chance.choices(legal, weights)[0]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_random_lives_replay_to_their_rows_and_their_events(roster: ServiceClients, kind: Any) -> None:
    county = roster.county
    change_rules(county, county.context.today())
    for name in ("甲", "乙"):
        await county.post("/members", CLERK, name=name)
    for other in NAMED.get(kind.name, ()):
        await county.post(f"/{other}", CLERK, title="其他", content="正文")
    replay = NaiveReplay(charters=county.context.charters, organization=ORGANIZATION)
    lives = RandomLives(kind, roster, Random(kind.name), replay)
    await lives.live()
    steps, commands = ACCEPTED[kind.name]
    assert lives.accepted.total() >= steps
    assert len(lives.accepted) >= commands
    async with county.context.service.reading() as connection:
        query = select(kind.table).where(kind.table.c.id.in_(list(replay.matters)))
        rows = {row.id: row for row in await connection.execute(query)}
    published: dict[str, list[Any]] = {id: [] for id in replay.matters}
    for event in await county.announced():
        published.get(event.matter, []).append(event)
    assert rows.keys() == replay.matters.keys()
    for id, matter in replay.matters.items():
        row, state = rows[id], matter.state
        assert row._mapping == {
            "id": id,
            "organization": ORGANIZATION,
            "year": state.year,
            "number": int(id.rpartition("-")[2]),
            "title": matter.title,
            "author": CLERK,
            "status": str(state.status),
            "epoch": 1,
            "sequence": len(matter.events),
            "state": msgspec.json.encode(state).decode(),
            **kind.columns(state),
        }
        assert [event.sequence for event in published[id]] == list(range(1, len(matter.events) + 1))
        for event, (decided, facts) in zip(published[id], matter.events, strict=True):
            data = decode(event.payload, type(facts))
            assert (event.type, data.facts) == (decided.type, facts)
            expected = Change(
                command=decided.command.name, on=decided.on, role=data.change.role, late=decided.recorded_late
            )
            assert data.change == expected
        assert [decided.command.name for decided, _ in matter.events] == [entry.command for entry in state.log]
    await check_counts(county, kind, replay)


async def check_counts(service: ServiceClient, kind: AnyKind, replay: NaiveReplay) -> None:
    """Checks that every figure that `reconcile` counts by SQL in the table of the kind is what the measures count of the replayed facts."""
    measured, today = Counter[tuple[str, int]](), service.context.today()
    for matter in replay.matters.values():
        for counter, year, day, amount in contributions(matter.state.facts()):
            measured[counter, year] += amount if day <= today else 0
    names = {each.counter for each in COUNTS if each.table.split()[0] == kind.table.name}
    counted_by_sql = {
        (key.counter, key.year): count
        for key, count in (await counted(service.context.service)).items()
        if key.counter in names
    }
    assert counted_by_sql == {key: count for key, count in measured.items() if count and key[0] in names}
    assert counted_by_sql
    if kind.name == "proposals":
        others = {counter for counter, _ in measured if counter not in names}
        assert {each for each in others if not each.startswith(tuple(FROM_FACTS_ONLY))} == set()
        assert len(others) > len(FROM_FACTS_ONLY) / 2


def decode(payload: bytes, facts: Any) -> Any:
    """Returns the data of an event with facts of this type."""
    return msgspec.json.decode(msgspec.json.decode(payload, type=Envelope).data, type=Data[facts])

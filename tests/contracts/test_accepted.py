"""What the rules accept, every reader accepts: whatever is typed, no accepted command becomes a dead letter."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

import pytest
from aiokafka import ConsumerRecord
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.committee.messages import message as messages
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import decode, encode
from shared.contracts.consultation_vocabulary import PlanClass
from shared.contracts.dated import DatedAnswer, DatedLevel, TransferStep
from shared.contracts.envelope import Change
from shared.contracts.subjects import TRANSFERABLE, Subject, id_of, partition_of
from shared.contracts.topics import Topic
from shared.contracts.transfer_facts import DispatchFacts
from shared.contracts.vocabulary import Level, Outcome, Role, TransferState
from shared.domain.charters.charter import Charter
from shared.domain.command import Command, Correct
from shared.domain.consultations.commands import COMMANDS as CONSULTATION
from shared.domain.consultations.commands import Organise
from shared.domain.errors import LianxiError
from shared.domain.opinions.commands import COMMANDS as OPINION
from shared.domain.opinions.commands import ApproveOpinion, Collect, Edit
from shared.domain.organizations import decisions as organizations
from shared.domain.organizations.commands import COMMANDS as ORGANIZATION
from shared.domain.organizations.commands import Enter
from shared.domain.organizations.evolution import evolve
from shared.domain.organizations.transitions import allowed
from shared.domain.plans.commands import COMMANDS as PLAN
from shared.domain.plans.commands import AddItem
from shared.domain.platforms.commands import COMMANDS as PLATFORM
from shared.domain.proposals.commands import COMMANDS as PROPOSAL
from shared.domain.proposals.handling_commands import Assign
from shared.domain.proposals.review_commands import CompletedSubmit, File, Submit
from shared.domain.transfers.commands import Deliver, Note, Resend, Send
from shared.domain.transitions import GIVEN_BY_NOBODY
from shared.domain.visits.commands import COMMANDS as VISIT
from shared.measures.contributions import contributions
from tests.support.matters import CITY, COUNTY, FIRST_DAY, RULES, TODAY, TOWNSHIP, MatterBuilder, decision_context

COMMANDS: dict[str, dict[str, type[Command]]] = {
    "proposal": PROPOSAL.every_by_name,
    "opinion": OPINION.every_by_name,
    "visit": VISIT.by_name,
    "consultation": CONSULTATION.by_name,
    "plan": PLAN.by_name,
    "platform": PLATFORM.by_name,
}
TRANSFER = f"{COUNTY}-t-2026-1"
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
DAYS = st.one_of(
    st.dates(FIRST_DAY, TODAY + timedelta(40)),
    st.sampled_from([date.min, date(1999, 12, 31), date(2000, 1, 1), date(2036, 11, 23), date(2036, 11, 24), date.max]),
    st.dates(),
)
NUMBERS = st.integers(0, 4) | st.integers(-(2**70), 2**70)
TEXTS = st.sampled_from(["一", " ", "", "两\n行", "长" * 201, "A/B", COUNTY])
WORDS: dict[str, st.SearchStrategy[Any]] = {
    "on": st.none() | st.just(TODAY) | DAYS,
    "late_reason": st.just("补录"),
    "to": st.sampled_from([CITY, TOWNSHIP, "520603-p-2026-1"]),
    "transfer": st.sampled_from([f"{COUNTY}-t-2026-{number}" for number in (1, 2)]),
    "chain": st.just((f"{TOWNSHIP}-o-2026-1",)),
    "matter": st.just(f"{CITY}-o-2026-1"),
    "step": st.integers(1, 9),
    "participants": st.sampled_from([1, 100_000, 100_001, 1_000_001]) | NUMBERS,
    "signatories": st.sampled_from([1, 999, 1000]) | NUMBERS,
    "signatory": st.just(1) | NUMBERS,
    "unit": st.sampled_from(["甲局", "乙局"]) | TEXTS,
    "sole": st.sampled_from([None, "甲局"]),
    "lead": st.none(),
    "separate": st.sampled_from([(), (), ("甲局", "乙局")]),
    "co": st.just(()),
    "item": st.sampled_from(Charter().checklist) | TEXTS,
    "parent": st.sampled_from([COUNTY, CITY, None]) | TEXTS,
    "version": st.tuples(st.integers(1, 2), st.integers(1, 9)),
    "state": st.just("adopted"),
}
"""Fields that few values fit, by name: most of them of the program's own making, the others often enough right."""


def values(name: str, hint: Any) -> st.SearchStrategy[Any]:
    """Generates whatever can be typed for a field."""
    if name in WORDS and not (name == "item" and hint is int):
        return WORDS[name].filter(lambda value: value is not None) if hint is str else WORDS[name]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple:
        inner = values("", parts[0])
        return st.lists(inner, max_size=3).map(tuple)
    if parts and (origin is Union or origin is type(int | str)):
        return st.one_of([st.none() if part is NoneType else values("", part) for part in parts])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if hint in {TransferStep, DatedLevel}:  # of a notice: the reader of it has checked the days
        day, word = st.dates(date(1949, 1, 1), date(9000, 12, 31)), TransferState if hint is TransferStep else Level
        return st.builds(hint, **{"day": day, "state" if hint is TransferStep else "level": st.sampled_from(word)})
    if hint is DatedAnswer:
        day = st.dates(date(1949, 1, 1), date(9000, 12, 31))
        return st.builds(DatedAnswer, day, st.just("ABC"), st.sampled_from("ABC"), st.sampled_from(Outcome))
    if hint is Decimal:
        return st.decimals(allow_nan=False, allow_infinity=False, places=1)
    return {date: DAYS, int: NUMBERS, str: TEXTS, bool: st.booleans()}[hint]


def typed(kind: type[Command]) -> st.SearchStrategy[Command]:
    """Generates the command with any values in its fields."""
    hints = get_type_hints(kind)
    given = {field.name: values(field.name, hints[field.name]) for field in fields(kind)}
    if kind is Note:
        given["fed_back"] = st.lists(st.dates(date(1949, 1, 1), date(9000, 12, 31)), max_size=2).map(tuple)
    if kind is Deliver:
        given |= {"year": st.integers(2000, 2026), "signatories": st.integers(1, 999)}
    if kind is Submit:
        return st.builds(CompletedSubmit, suggestion_count=st.integers(0, 3), **given)
    return st.builds(kind, **given)


TYPED = {
    (noun, name): typed(kind)
    for noun, kinds in {**COMMANDS, "organization": ORGANIZATION.by_name}.items()
    for name, kind in kinds.items()
}


def offered(noun: str, state: Any) -> list[str]:
    """Returns the commands that are available now, and those that the inbox gives at any time; to begin once more is refused."""
    now = RULES[noun].transitions.allowed(state.status) or (RULES[noun].begin.name,)
    return [*now, *sorted(COMMANDS[noun].keys() & GIVEN_BY_NOBODY)]


def check(event: Any, state: Any, subject: str) -> None:
    """Checks that the event is read as it was written, and can be counted."""
    value = encode(
        type=event.type,
        subject=subject,
        organization=COUNTY,
        time=NOW,
        epoch=1,
        sequence=state.sequence,
        facts=state.facts(),
        change=Change(command=event.command.name, on=event.on, role=Role.SECRETARIAT, late=event.recorded_late),
    )
    known = decode(value, topic=CATALOGUE[event.type].topic, partition=partition_of(subject))
    assert known is not None
    assert known.facts == state.facts()
    contributions(state.facts())


def check_dispatch(state: Any, command: Send | Resend, matter: str) -> None:
    """Checks that the sent payload arrives."""
    sending = state.sending(command.transfer)
    sent, limit = state.sendings()[state.sent.index(sending)].limits[-1]
    facts = DispatchFacts(to=sending.to, kind="opinions", chain=(matter,), sent=sent, limit=limit, sealed=b"")
    change = Change(command="send", on=sent, role=Role.SECRETARIAT)
    value = encode(
        type="transfer.sent.v1",
        subject=command.transfer,
        organization=COUNTY,
        time=NOW,
        epoch=1,
        sequence=len(sending.dues),
        facts=facts,
        change=change,
    )
    record = ConsumerRecord(
        *(Topic.TRANSFERS, partition_of(COUNTY), 0, 0, 0, b"", value, None, 0, len(value), ()),
    )
    read, dead = messages.decode_messages([record], consumer="inbox")
    assert (len(read), dead) == (1, [])


@pytest.mark.parametrize("noun", COMMANDS)
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_decided_of_a_matter_is_read_and_counted(noun: str, data: st.DataObject) -> None:
    rules, subject, state = RULES[noun], Subject[noun.upper()], cast("Any", None)
    for _ in range(data.draw(st.integers(1, 12))):
        name = rules.begin.name if state is None else data.draw(st.sampled_from(offered(noun, state)))
        command = rules.begin if state is None and data.draw(st.booleans()) else data.draw(TYPED[noun, name])
        try:
            event = rules.decide(state, command, context=decision_context())
        except LianxiError:
            continue
        state = rules.evolve(state, event)
        matter = id_of(COUNTY, subject, 2026, 1)
        check(event, state, matter)
        if subject in TRANSFERABLE and isinstance(command, Send | Resend):
            check_dispatch(state, event.command, matter)


@settings(max_examples=40)
@given(data=st.data())
def test_what_is_decided_of_a_record_is_read_and_counted(data: st.DataObject) -> None:
    level = data.draw(st.sampled_from([Level.TOWNSHIP, Level.CONFERENCE]))
    command: Command = Enter(title="某单位", level=level, parent=CITY, on=FIRST_DAY, late_reason="补录")
    state = None
    for _ in range(data.draw(st.integers(1, 12))):
        try:
            event = organizations.decide(state, command, charter=Charter(), today=TODAY)  # type: ignore[arg-type]
        except LianxiError:
            pass
        else:
            state = evolve(state, event)
            check(event, state, COUNTY)
        name = "enter" if state is None else data.draw(st.sampled_from(allowed(state)))
        command = data.draw(TYPED["organization", name])


@pytest.mark.parametrize(
    ("day", "rule"),
    [(date(1999, 12, 31), "不能早于2000-01-01"), (date.max, "不能晚于今天（2026-11-23）")],
)
@pytest.mark.parametrize("noun", RULES)
def test_no_step_lies_before_the_first_day_or_after_today(noun: str, day: date, rule: str) -> None:
    rules = RULES[noun]
    with pytest.raises(LianxiError) as refused:
        rules.decide(
            None,
            type(rules.begin)(**{**vars(rules.begin), "on": day, "late_reason": "补录"}),
            context=decision_context(),
        )
    assert refused.value.fields[0][0::2] == ("on", rule)
    begun = rules.decide(None, rules.begin, context=decision_context())
    with pytest.raises(LianxiError) as refused:
        rules.decide(rules.evolve(None, begun), Correct(step=1, day=day, reason="录错"), context=decision_context())
    assert refused.value.fields[0][0::2] == ("day", rule)


LATEST = date(2036, 11, 23)
LIMITED: dict[str, Callable[[date], tuple[MatterBuilder, Command]]] = {
    "limit": lambda day: (
        MatterBuilder("opinion").execute(Edit(content="改写"), ApproveOpinion()),
        Send(to=CITY, transfer=TRANSFER, limit=day),
    ),
    "deadline": lambda day: (
        MatterBuilder("plan"),
        AddItem(
            topic="一", activity=next(iter(PlanClass)), lead_leader="甲", department="乙", person="丙", deadline=day
        ),
    ),
    "date": lambda day: (MatterBuilder("consultation"), Organise(date=day)),
}
"""By the field that sets a limit: a matter, and a command that sets one."""


@pytest.mark.parametrize("field", LIMITED)
def test_a_limit_lies_at_most_ten_years_ahead(field: str) -> None:
    built, command = LIMITED[field](LATEST)
    built.execute(command)
    built, command = LIMITED[field](LATEST + timedelta(1))
    assert built.wrong_field(command) == (field, "不能晚于2036-11-23（今天起10年）")


def test_a_limit_lies_at_most_ten_years_ahead_whenever_it_is_set() -> None:
    rule = ("limit", "不能晚于2036-11-23（今天起10年）")
    built, again = LIMITED["limit"](LATEST)
    built.execute(again)
    assert built.wrong_field(Resend(transfer=TRANSFER, limit=date.max)) == rule
    assert MatterBuilder("proposal").execute(Submit(), File()).wrong_field(Assign(sole="甲局", limit=date.max)) == rule
    with pytest.raises(LianxiError) as refused:
        RULES["opinion"].decide(None, Collect(limit=date.max), context=decision_context())
    assert refused.value.fields[0][0::2] == rule

"""Random lives of every kind of matter keep to the transition table, and replay to the same state."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.consultation_vocabulary import DecidingBody, HeldBy, PlanClass
from shared.contracts.subjects import TRANSFERABLE, Subject
from shared.contracts.vocabulary import Channel, Level, TransferState
from shared.domain.command import Command, Correct
from shared.domain.consultations import commands as consultations
from shared.domain.consultations import follow_up_commands as follow_up
from shared.domain.consultations import research_commands as research
from shared.domain.consultations.commands import OutcomeKind
from shared.domain.consultations.participant_commands import Invite
from shared.domain.consultations.suggestion_commands import AddSuggestions, RewordSuggestion
from shared.domain.errors import ConflictError, LianxiError
from shared.domain.opinions import commands as opinions
from shared.domain.plans import commands as plans
from shared.domain.platforms import commands as platforms
from shared.domain.transfers import commands as transfers
from shared.domain.visits import commands as visits
from tests.support.matters import CITY, COUNTY, RULES, TODAY, TOWNSHIP, Rules, decision_context

TEXT = st.sampled_from(["一", " "])
LISTED = st.sampled_from([(), ("甲",), ("甲", "乙")])
NUMBERS = st.lists(st.integers(0, 4), max_size=3).map(tuple)
TRANSFERS = st.sampled_from([f"{COUNTY}-t-2026-{number}" for number in (1, 2)])
DAYS = st.dates(TODAY - timedelta(9), TODAY)
STEPS = st.lists(st.tuples(DAYS, st.sampled_from(TransferState)), max_size=3).map(lambda some: tuple(sorted(some)))

TRANSFER_COMMANDS: list[st.SearchStrategy[Command]] = [
    st.builds(transfers.Send, to=st.sampled_from([CITY, TOWNSHIP, COUNTY]), transfer=TRANSFERS),
    st.builds(transfers.Resend, transfer=TRANSFERS),
    st.builds(transfers.UrgeTransfer, transfer=TRANSFERS, text=TEXT),
    st.builds(transfers.NoteUrging, text=TEXT),
    st.builds(
        transfers.Deliver,
        transfer=TRANSFERS,
        chain=st.just((f"{TOWNSHIP}-o-2026-1",)),
        year=st.just(2026),
        channel=st.sampled_from(Channel),
        online=st.booleans(),
    ),
    st.just(transfers.Accept()),
    st.builds(transfers.Return, reason=TEXT),
    st.builds(
        transfers.Note,
        matter=st.just(f"{CITY}-o-2026-1"),
        transfer=TRANSFERS,
        version=st.tuples(st.integers(1, 2), st.integers(1, 9)),
        state=st.just("adopted"),
        steps=STEPS,
        fed_back=st.lists(DAYS, max_size=2).map(tuple),
    ),
]
OPINIONS: list[st.SearchStrategy[Command]] = [
    st.builds(opinions.Edit, content=TEXT),
    st.just(opinions.ApproveOpinion()),
    st.builds(opinions.Adopt, level=st.sampled_from([None, *Level])),
    st.builds(opinions.Instruct, level=st.sampled_from([None, *Level])),
    st.builds(opinions.Issue, number=st.none() | st.integers(0, 3)),
    st.builds(opinions.CompletedIssue, issue=st.just("社情民意信息〔2026〕第1期")),
    st.builds(opinions.Refer, unit=TEXT, limit=st.none() | DAYS),
    st.builds(opinions.AnswerReferral, text=TEXT, unit=st.none() | TEXT),
    st.builds(opinions.FeedBack, text=TEXT),
    st.builds(opinions.Keep, reason=TEXT),
    st.just(opinions.MergeOpinion(into="520603-o-2026-2")),
    st.just(opinions.AbsorbOpinion(matter="520603-o-2026-3")),
]
COMMANDS: dict[str, list[st.SearchStrategy[Command]]] = {
    "opinion": [*OPINIONS, *TRANSFER_COMMANDS],
    "visit": [st.builds(visits.WithdrawVisit, reason=TEXT)],
    "consultation": [
        st.builds(consultations.Organise, date=st.none() | DAYS),
        st.builds(consultations.Hold, participants=st.integers(0, 9), suggestions=st.just(("一", "二", "三"))),
        st.builds(AddSuggestions, suggestions=st.sampled_from([(), ("四", "五")])),
        st.builds(RewordSuggestion, number=st.integers(0, 4), text=TEXT),
        st.just(consultations.SendNotice()),
        st.just(consultations.SendPapers()),
        st.builds(consultations.ReferSuggestion, number=st.integers(0, 4), department=TEXT, until=DAYS),
        st.builds(consultations.AnswerSuggestion, number=st.integers(0, 4), department=TEXT, answer=TEXT),
        st.builds(research.FormGroups, groups=st.sampled_from([(), ("一组", "二组")])),
        st.builds(research.DraftReport, draft=TEXT),
        st.builds(research.SignOff, opinion=TEXT),
        st.builds(research.ReviewReport, held_by=st.sampled_from(HeldBy), conclusion=TEXT),
        st.builds(research.InstructOutcome, level=st.sampled_from(Level), text=TEXT),
        st.builds(research.ReportOnInstruction, text=TEXT, instruction=st.none() | st.integers(0, 2)),
        st.builds(follow_up.AddOutline, author=TEXT, outline=TEXT),
        st.builds(
            follow_up.RequestComments, addressees=st.sampled_from([(), ("甲镇", "乙局"), ("甲镇", "甲镇")]), until=DAYS
        ),
        st.builds(follow_up.RecordComment, number=st.integers(0, 3), comment=TEXT),
        st.builds(follow_up.Evaluate, scores=st.sampled_from([(), (1,)])),
        st.builds(follow_up.LinkDecision, body=st.sampled_from(DecidingBody), decided_on=DAYS, decision=TEXT),
        st.builds(consultations.SubmitOutcome, kind=st.sampled_from(OutcomeKind)),
        st.builds(Invite, invited_members=LISTED, invited_public=LISTED),
        st.builds(consultations.ReceiveFeedback, adopted=NUMBERS, done=NUMBERS),
        st.just(consultations.CloseConsultation()),
        st.builds(consultations.Cancel, reason=TEXT),
        st.builds(
            consultations.ConvertOutcome,
            to=st.sampled_from([None, "520603-p-2026-1", "520603-o-2026-1"]),
            begins=st.none() | st.sampled_from(consultations.ConversionTarget),
        ),
    ],
    "plan": [
        st.builds(
            plans.AddItem,
            topic=TEXT,
            activity=st.sampled_from(PlanClass),
            lead_leader=TEXT,
            department=st.just("住建局"),
            person=st.just("科长"),
            deadline=st.dates(TODAY, TODAY + timedelta(9)),
        ),
        st.builds(plans.Comment, text=TEXT),
        st.just(plans.ApprovePlan()),
        st.just(plans.Confirm()),
        st.builds(plans.Execute, item=st.integers(0, 3)),
        st.builds(plans.ChangeItem, item=st.integers(0, 3), reason=TEXT, topic=TEXT),
        st.builds(plans.DropItem, item=st.integers(0, 3), reason=TEXT),
        st.builds(plans.SendBack, reason=TEXT),
    ],
    "platform": [
        st.builds(platforms.RecordReception, visitors=st.integers(0, 9), note=TEXT),
        st.builds(platforms.RenamePlatform, title=TEXT, address=TEXT),
        st.builds(platforms.Appoint, head=TEXT, deputies=st.lists(TEXT, max_size=1).map(tuple)),
        st.just(platforms.FilePlatform()),
        st.builds(platforms.Regroup, townships=st.just(("520603001",))),
        st.builds(platforms.ClosePlatform, reason=TEXT),
    ],
}
CORRECTION = st.builds(Correct, step=st.integers(1, 12), day=DAYS, reason=TEXT)
BEGINNING = TODAY - timedelta(5)


@st.composite
def lives(draw: st.DrawFn) -> tuple[str, list[Command]]:
    kind = draw(st.sampled_from(list(COMMANDS)))
    return kind, draw(st.lists(st.one_of(*COMMANDS[kind], CORRECTION, st.just(RULES[kind].begin)), max_size=30))


def lived(rules: Rules, commands: list[Command]) -> list[tuple[Any, Any, Any]]:
    """Returns each step that happened: the state before it, the event, the state after it."""
    begin = _on(rules.begin)
    steps, state = [], None
    for command in [begin, *commands]:
        try:
            event = rules.decide(state, command, context=decision_context())
        except LianxiError:
            continue
        after = rules.evolve(state, event)
        steps.append((state, event, after))
        state = after
    return steps


def _on(command: Command) -> Command:
    given = {field.name: getattr(command, field.name) for field in fields(command)}
    return type(command)(**{**given, "on": BEGINNING})


@given(lives())
def test_whatever_is_tried_only_what_the_table_permits_happens(life: tuple[str, list[Command]]) -> None:
    rules = RULES[life[0]]
    first, *steps = lived(rules, life[1])
    assert first[2].sequence == 1
    for before, event, after in steps:
        assert after.status in rules.transitions.table[event.command.name][before.status]
        assert after.sequence == before.sequence + 1
        assert after.year == before.year
        days = [day for day, _ in after.facts().steps]
        assert days == sorted(days)
        assert after.facts().steps[-1].state == after.status


@given(lives())
def test_the_events_replay_to_the_state_and_the_state_survives_its_json(life: tuple[str, list[Command]]) -> None:
    rules = RULES[life[0]]
    steps, again = lived(rules, life[1]), None
    for _, event, _ in steps:
        again = rules.evolve(again, event)
    state = steps[-1][2]
    assert again == state
    kept = msgspec.json.decode(msgspec.json.encode(state), type=type(state))
    assert kept == state
    assert kept.facts() == state.facts()


@pytest.mark.full
@given(lives())
def test_every_dated_list_of_the_facts_is_in_the_order_of_its_days(life: tuple[str, list[Command]]) -> None:
    facts = lived(RULES[life[0]], life[1])[-1][2].facts()
    for sending in getattr(facts, "sendings", ()):
        assert [step.day for step in sending.steps] == sorted(step.day for step in sending.steps)
        assert all(limit.day <= limit.limit for limit in sending.limits)
    for name in ("adopted", "instructed"):
        recognitions = getattr(facts, name, ())
        assert [each.day for each in recognitions] == sorted(each.day for each in recognitions)
        assert len({each.level for each in recognitions}) == len(recognitions)
    assert list(getattr(facts, "fed_back", ())) == sorted(getattr(facts, "fed_back", ()))
    for suggestion in getattr(facts, "suggestions", ()):
        known: list[date] = [day for day in suggestion if day is not None]
        assert known == sorted(known)
        assert suggestion.adopted is not None or suggestion.done is None


@pytest.mark.parametrize("kind", RULES)
def test_a_matter_begins_once(kind: str) -> None:
    rules = RULES[kind]
    begun = rules.decide(None, rules.begin, context=decision_context())
    with pytest.raises(ConflictError, match="already-begun"):
        rules.decide(rules.evolve(None, begun), rules.begin, context=decision_context())


@pytest.mark.parametrize("kind", RULES)
def test_every_command_of_a_table_is_an_event_of_the_contract(kind: str) -> None:
    subject = Subject[kind.upper()]
    for command in RULES[kind].transitions.table:
        assert (subject, command) in TYPE_OF
    travels = set(transfers.COMMANDS) & set(RULES[kind].transitions.table)
    assert travels == (set(transfers.COMMANDS) if subject in TRANSFERABLE else set())

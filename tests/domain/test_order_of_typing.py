"""Days may be typed in any order that the states permit: the facts are the same."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.consultation_vocabulary import PlanClass
from shared.contracts.proposal_vocabulary import ContactForm
from shared.contracts.vocabulary import Answer, Level, Theme
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.command import Command, Correct
from shared.domain.consultations import commands as consultations
from shared.domain.errors import InvalidError
from shared.domain.log import Entry
from shared.domain.opinions import commands as opinions
from shared.domain.organizations import commands as organizations
from shared.domain.organizations.decisions import decide
from shared.domain.organizations.evolution import evolve
from shared.domain.plans import commands as plans
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.feedback_commands import Appraise, CloseProposal, Rate, Rehandle
from shared.domain.proposals.flag_commands import AnswerInstruction, InstructProposal, MarkKey, Supervise
from shared.domain.proposals.follow_up_commands import FollowSuggestions
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Countersign, Reply
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.reply_review_commands import DraftReply, ReviewReply
from shared.domain.proposals.review_commands import Absorb, CompletedSubmit, DraftProposal, File, Submit
from shared.domain.proposals.vocabulary import ReplyDecision, ReviewRecommendation
from shared.domain.transfers.commands import Send
from tests.support.matters import CITY, COUNTY, FIRST_DAY, TODAY, MatterBuilder, decision_context

DAY = timedelta(1)


class Step(NamedTuple):
    """A command with its day, counted from the first; `after`: the steps that must be typed before it."""

    command: Command
    day: int
    after: tuple[int, ...] = ()


def typed(steps: Sequence[Step], order: Iterable[int]) -> list[Step]:
    """Returns the steps in the possible order that is nearest to the one that was drawn."""
    waiting, done, found = list(order), set[int](), []
    while waiting:
        number = next(each for each in waiting if done.issuperset(steps[each].after))
        waiting.remove(number)
        done.add(number)
        found.append(steps[number])
    return found


def on(step: Step, day: int | None = None) -> Command:
    return type(step.command)(**{**vars(step.command), "on": FIRST_DAY + DAY * (step.day if day is None else day)})


days = st.integers


@st.composite
def handled(draw: st.DrawFn) -> list[list[Step]]:
    """Generates two rounds of a proposal: for each, its shared steps, and the steps of units and signatories in between."""
    shared = [Step(CompletedSubmit(suggestion_count=3), 0), Step(File(), 1)]
    if draw(st.booleans()):
        shared.append(Step(Assign(lead="甲局", co=("乙局", "丙局")), 1))
        first = [Step(Acknowledge(unit="甲局"), draw(days(1, 6)))]
        first += [Step(Acknowledge(unit=unit), draw(days(1, 3))) for unit in ("乙局", "丙局")]
        first += _countersigned(draw, 3, 5, after=(1, 2))
        first.append(Step(Reply(unit="甲局", text="答复", answer_class="B"), draw(days(6, 8)), (0, 3, 4)))
        again = _countersigned(draw, 12, 13)
        again.append(Step(Reply(unit="甲局", text="答复", answer_class="A"), draw(days(13, 16)), (0, 1)))
    else:
        units = ("甲局", "乙局", "丙局")
        shared.append(Step(Assign(separate=units), 1))
        begun = [draw(days(1, 8)) for _ in units]
        first = [Step(Acknowledge(unit=unit), day) for unit, day in zip(units, begun, strict=True)]
        first += [
            Step(
                Reply(unit=unit, text="答复", answer_class=draw(st.sampled_from("ABCD"))),
                draw(days(day, 8)),
                (number,),
            )
            for number, (unit, day) in enumerate(zip(units, begun, strict=True))
        ]
        again = [Step(Reply(unit=unit, text="答复", answer_class="A"), draw(days(12, 16))) for unit in units]
    first.append(Step(Send(to=CITY, transfer=f"{COUNTY}-t-2026-1"), draw(days(1, 8))))
    first.append(Step(Absorb(matter=f"{COUNTY}-p-2026-2", signatories=2), draw(days(1, 8))))
    first += [Step(RecordContact(unit="甲局", form=form), draw(days(1, 20))) for form in ContactForm]
    first += [Step(MarkKey(), draw(days(1, 16))), Step(Supervise(leader="主席"), draw(days(1, 16)))]
    first.append(Step(InstructProposal(level=Level.COUNTY, text="请办理"), draw(days(1, 9))))
    first.append(Step(AnswerInstruction(text="已办"), draw(days(9, 18)), (len(first) - 1,)))
    answers = draw(st.permutations([Answer.DISSATISFIED, draw(st.sampled_from(Charter().answers)), Answer.SATISFIED]))
    forms = [
        Step(Rate(process=Answer.SATISFIED, result=answer, signatory=number), draw(days(8, 11)))
        for number, answer in enumerate(answers, 1)
    ]
    forms.append(Step(Appraise(score=Decimal(70)), draw(days(8, 11))))
    forms.append(Step(Rate(process=Answer.SATISFIED, result=Answer.SATISFIED, signatory=5), draw(days(8, 11))))
    forms += _followed(draw, len(forms))
    later = [
        Step(Rate(process=Answer.SATISFIED, result=Answer.DISSATISFIED, signatory=number), draw(days(16, 20)))
        for number in (1, 2)
    ]
    later.append(Step(CloseProposal(), 18))
    rehandled = [Step(Rehandle(explanation="说明"), 11)]
    return [shared, first, forms, rehandled, again, later]


@st.composite
def returned(draw: st.DrawFn) -> list[list[Step]]:
    """Draws a proposal of three separate handlers, of which one is kept and one is replaced."""
    shared = [Step(Submit(), 0), Step(File(), 1), Step(Assign(separate=("甲局", "乙局", "丙局")), 1)]
    asked, kept, gone, replaced, begun = (draw(days(low, low + 1)) for low in (1, 3, 3, 5, 7))
    free = [
        Step(RequestReturn(unit="乙局", reason="不属职责"), asked),
        Step(KeepAssignment(unit="乙局", reason="属其职责"), kept, (0,)),
        Step(RequestReturn(unit="丙局", reason="不属职责"), asked),
        Step(AcceptReturn(unit="丙局"), gone, (2,)),
        Step(Reassign(unit="丙局", to="丁局"), replaced, (3,)),
    ]
    for unit, waits in (("甲局", ()), ("乙局", (1,)), ("丁局", (4,))):
        acknowledged = len(free)
        free.append(Step(Acknowledge(unit=unit), begun, waits))
        free.append(Step(Reply(unit=unit, text="答复", answer_class="A"), draw(days(begun, 9)), (acknowledged,)))
    return [shared, free]


def _followed(draw: st.DrawFn, first: int) -> list[Step]:
    """Draws the steps of two suggestions, of which one is adopted late. `first`: the number of the first step in its stage."""
    refused, adopted = draw(days(8, 12)), draw(days(12, 18))
    return [
        Step(FollowSuggestions(not_adopted=(2,)), refused),
        Step(FollowSuggestions(adopted=(2,), done=(2,)), adopted, (first,)),
        Step(FollowSuggestions(adopted=(1, 3)), draw(days(8, 18))),
    ]


@st.composite
def reviewed(draw: st.DrawFn) -> list[list[Step]]:
    """Draws a proposal with every optional stage, whose separate handlers draft their replies; one draft is sent back."""
    first = Step(PreReview(recommendation=ReviewRecommendation.FILE), 1)
    shared = [
        Step(Submit(), 0),
        first,
        Step(File(), 1),
        Step(Assign(separate=("甲局", "乙局", "丙局"), coordinator="督查室"), 1),
    ]
    free: list[Step] = []
    for unit in ("甲局", "乙局", "丙局"):
        begun = len(free) + 1
        free.append(Step(PassOn(unit=unit), 1))
        free.append(Step(Acknowledge(unit=unit), draw(days(1, 2)), (begun - 1,)))
        if unit == "甲局":
            free.append(Step(DraftReply(unit=unit, text="初稿", answer_class="B"), draw(days(2, 3)), (begun,)))
            sent_back = ReviewReply(unit=unit, decision=ReplyDecision.SEND_BACK, reason="请补充")
            free.append(Step(sent_back, draw(days(3, 4)), (begun + 1,)))
        last = len(free) - 1
        free.append(Step(DraftReply(unit=unit, text="答复", answer_class="A"), draw(days(4, 6)), (last,)))
        free.append(Step(ReviewReply(unit=unit, decision=ReplyDecision.APPROVE), draw(days(6, 9)), (last + 1,)))
    rated = [Step(Rate(process=Answer.SATISFIED, result=Answer.SATISFIED), draw(days(9, 12)))]
    return [shared, free, rated]


@st.composite
def cosigned(draw: st.DrawFn) -> list[list[Step]]:
    """Draws a draft that is edited, and to which members are invited: one accepts, one declines, one does not answer."""
    members = [f"{COUNTY}-m-{number}" for number in (1, 2, 3)]
    free = [Step(Cosign(member=member), draw(days(0, 3))) for member in members]
    free.append(Step(AcceptCosigning(member=members[0]), draw(days(3, 6)), (0,)))
    free.append(Step(DeclineCosigning(member=members[1]), draw(days(3, 6)), (1,)))
    free.append(Step(EditProposal(title="一", sector="教育界", theme=Theme.SOCIAL), draw(days(0, 6))))
    return [free, [Step(Submit(), 6), Step(File(), 7)]]


def _countersigned(draw: st.DrawFn, low: int, high: int, after: tuple[int, ...] = ()) -> list[Step]:
    waits: list[tuple[int, ...]] = [(each,) for each in after] or [(), ()]
    return [
        Step(Countersign(unit=unit), draw(days(low, high)), wait)
        for unit, wait in zip(("乙局", "丙局"), waits, strict=True)
    ]


@st.composite
def reported(draw: st.DrawFn) -> list[list[Step]]:
    """Generates an opinion report from its approval on."""
    free = [Step(opinions.Adopt(level=level), draw(days(2, 9))) for level in (Level.COUNTY, Level.CITY, Level.PROVINCE)]
    free += [Step(opinions.Instruct(level=level), draw(days(2, 9))) for level in (Level.COUNTY, Level.CITY)]
    free += [Step(opinions.CompletedIssue(issue="社情民意信息〔2026〕第1期"), draw(days(2, 9)))]
    free += [Step(opinions.Refer(unit="甲局"), draw(days(2, 9)))]
    free += [Step(opinions.AnswerReferral(text="已办"), draw(days(9, 9)), (len(free) - 1,))]
    free += [Step(opinions.FeedBack(text="答复"), draw(days(2, 9)), (len(free) - 2,))]
    free += [Step(Send(to=CITY, transfer=f"{COUNTY}-t-2026-1"), draw(days(2, 9)))]
    return [[Step(opinions.Edit(content="一"), 1), Step(opinions.ApproveOpinion(), 2)], free]


@st.composite
def consulted(draw: st.DrawFn) -> list[list[Step]]:
    """Generates an activity whose suggestions are adopted and done, each at its own time."""
    begun = [
        Step(consultations.Organise(), 0),
        Step(consultations.Hold(participants=9, suggestions=("一", "二", "三")), 1),
        Step(consultations.SubmitOutcome(kind=consultations.OutcomeKind.MINUTES), 2),
    ]
    adopted = [draw(days(2, 9)) for _ in range(3)]
    free = [Step(consultations.ReceiveFeedback(adopted=(number,)), day) for number, day in enumerate(adopted, 1)]
    free += [
        Step(consultations.ReceiveFeedback(done=(number,)), draw(days(day, 9)), (number - 1,))
        for number, day in enumerate(adopted, 1)
    ]
    free += [Step(consultations.ConvertOutcome(to="520603-o-2026-1"), draw(days(2, 9)))]
    return [begun, free, [Step(consultations.CloseConsultation(), 9)]]


@st.composite
def planned(draw: st.DrawFn) -> list[list[Step]]:
    """Generates a plan; its items have the numbers in which they were typed."""
    items = [
        plans.AddItem(
            topic="一", activity=activity, lead_leader="甲", department="乙", person="丙", deadline=TODAY + DAY
        )
        for activity in (PlanClass.SECTOR, PlanClass.PLENARY)
    ]
    drafted = [Step(items[0], draw(days(0, 4))), Step(items[1], draw(days(0, 4)), (0,))]
    drafted += [Step(plans.Comment(text="同意"), draw(days(0, 4))) for _ in range(2)]
    confirmed = [Step(plans.ApprovePlan(), 4), Step(plans.Confirm(), 5)]
    executed = [Step(plans.Execute(item=number), draw(days(5, 9))) for number in (1, 2)]
    return [drafted, confirmed, executed]


LIVES: dict[str, Callable[[], st.SearchStrategy[list[list[Step]]]]] = {
    "proposal": handled,
    "returned proposal": returned,
    "reviewed proposal": reviewed,
    "cosigned proposal": cosigned,
    "opinion": reported,
    "consultation": consulted,
    "plan": planned,
}


def begun(kind: str) -> MatterBuilder:
    begin: Command | None = None
    if kind.endswith("proposal"):
        begin = DraftProposal(signatories=3, on=FIRST_DAY)
    stages = tuple(Stage) if kind == "reviewed proposal" else ()
    return MatterBuilder(kind.rsplit(maxsplit=1)[-1], begin, context=decision_context(stages=stages))


def built(kind: str, stages: list[list[Step]]) -> Any:
    return begun(kind).execute(*(on(step) for stage in stages for step in stage)).facts


@pytest.mark.parametrize("kind", LIVES)
@settings(max_examples=40)
@given(st.data())
def test_any_order_of_typing_gives_the_same_facts(kind: str, data: st.DataObject) -> None:
    stages = data.draw(LIVES[kind]())
    in_order = [typed(stage, sorted(range(len(stage)), key=lambda n, s=stage: s[n].day)) for stage in stages]  # type: ignore[misc]
    shuffled = [
        typed(stage, data.draw(st.permutations(range(len(stage)))) if _is_free(stage) else range(len(stage)))
        for stage in stages
    ]
    assert built(kind, shuffled) == built(kind, in_order)


def _is_free(stage: list[Step]) -> bool:
    shared = (Submit, opinions.Edit, consultations.Organise, plans.ApprovePlan)
    return not isinstance(stage[0].command, shared)


@settings(max_examples=40)
@given(handled(), st.data())
def test_days_that_are_corrected_give_the_same_facts_as_days_that_were_right(
    stages: list[list[Step]], data: st.DataObject
) -> None:
    """Acknowledgements are typed too early, replies and forms too late."""
    wrong: dict[type[Command], int] = {Acknowledge: 1, Reply: 8, Rate: 11, Appraise: 11}
    matter, rights = begun("proposal"), []
    for stage in stages[:4]:
        for step in stage:
            matter.execute(on(step, wrong.get(type(step.command))))
            rights.append((matter.state.sequence, step))
    for number, step in data.draw(st.permutations(rights)):
        if type(step.command) in wrong:
            matter.execute(Correct(step=number, day=FIRST_DAY + DAY * step.day, reason="录错", on=TODAY))
    assert matter.facts == built("proposal", stages[:4])


@settings(max_examples=50)
@given(st.permutations(Charter().checklist), st.lists(st.integers(1, 9), min_size=5, max_size=5))
def test_items_of_the_checklist_are_met_in_any_order(order: list[str], met: list[int]) -> None:
    def record(items: Iterable[str]) -> Any:
        given_days = dict(zip(Charter().checklist, met, strict=True))
        state = None
        matter: list[organizations.OrganizationCommand] = [
            organizations.Enter(title="某镇", level=Level.TOWNSHIP, parent=COUNTY, on=FIRST_DAY),
            organizations.Establish(on=FIRST_DAY + DAY),
            *(organizations.Standardise(item=item, on=FIRST_DAY + DAY * given_days[item]) for item in items),
        ]
        for command in matter:
            event = decide(state, command, charter=Charter(), today=TODAY)
            state = evolve(state, event)
        assert state is not None
        return state.facts()

    assert record(order) == record(Charter().checklist)
    assert record(order).standardised[-1].day == FIRST_DAY + DAY * max(met)


def test_a_proposal_is_in_handling_from_the_first_acknowledgement_and_replied_with_the_last_reply() -> None:
    matter = begun("proposal").execute(*(Submit(), File(), Assign(separate=("甲局", "乙局"))))
    first = matter.day
    matter.execute(
        Acknowledge(unit="甲局", on=first + 4 * DAY),
        Acknowledge(unit="乙局", on=first + 1 * DAY),
        Reply(unit="甲局", text="答复", answer_class="A", on=first + 9 * DAY),
        Reply(unit="乙局", text="答复", answer_class="A", on=first + 6 * DAY),
    )
    assert [(day - first).days for day, _ in matter.facts.steps[-2:]] == [1, 9]
    matter.execute(Correct(step=5, day=first + 2 * DAY, reason="录错", on=TODAY))
    assert [(day - first).days for day, _ in matter.facts.steps[-2:]] == [1, 9]
    matter.execute(Correct(step=6, day=first + 3 * DAY, reason="录错", on=TODAY))
    assert [(day - first).days for day, _ in matter.facts.steps[-2:]] == [2, 9]


def test_a_refused_day_names_the_step_that_it_must_not_precede_or_follow() -> None:
    matter = begun("proposal").execute(Submit(), File(), Assign(sole="甲局"))
    matter.execute(Acknowledge(unit="甲局"))
    field, rule = matter.wrong_field(Reply(unit="甲局", text="答复", answer_class="A", on=FIRST_DAY))
    assert (field, rule) == ("on", f"不能早于上一步骤“承办单位已签收”的日期（{matter.day}）")
    with pytest.raises(InvalidError, match="不能晚于下一步骤“承办单位已签收”的日期"):
        matter.execute(Correct(step="assign", day=matter.day + DAY, reason="录错", on=TODAY))


def test_what_a_stored_step_concerns_keeps_its_name_in_the_database() -> None:
    entry = Entry(command="reply", on=date(2026, 3, 4), ordering_keys=("unit:甲局",))
    assert msgspec.json.encode(entry) == '{"command":"reply","on":"2026-03-04","parts":["unit:甲局"]}'.encode()

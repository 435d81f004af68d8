"""Random lives of a proposal keep to the transition table."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.proposal_vocabulary import ContactForm
from shared.contracts.vocabulary import UPWARDS, Answer, Channel, Ground, LookBackResult, ProposalState, Theme
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.command import Correct
from shared.domain.errors import LianxiError
from shared.domain.proposals import flag_commands, review_commands
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.assignments import ASSIGNMENT_COMMANDS
from shared.domain.proposals.commands import ProposalCommand
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.decisions import decide
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.evolution import evolve
from shared.domain.proposals.feedback_commands import Appraise, CloseProposal, Rate, Rehandle
from shared.domain.proposals.follow_up_commands import FollowSuggestions, LookBack
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Countersign, Extend, Reply, Urge
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.reply_review_commands import DraftReply, ReviewReply
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.proposals.vocabulary import ConversionKind, ReplyDecision, ReviewRecommendation
from tests.domain.proposal_builder import charter_context

TODAY = date(2026, 11, 23)
CHARTERS = st.sampled_from(
    [Charter(appraisal_threshold_tenths=800), Charter(contacts_before_reply=1), Charter(stages=tuple(Stage))]
)
MEMBERS = st.sampled_from(["522625-m-1", "522625-m-2"])
UNITS = st.sampled_from(["甲局", "乙局", "丙局"])
NUMBERS = st.lists(st.integers(0, 4), max_size=2).map(tuple)
COMMANDS: st.SearchStrategy[ProposalCommand] = st.one_of(
    st.builds(Cosign, member=MEMBERS),
    st.builds(AcceptCosigning, member=st.none() | MEMBERS),
    st.builds(DeclineCosigning, member=st.none() | MEMBERS),
    st.sampled_from([review_commands.Submit(), review_commands.CompletedSubmit(suggestion_count=3)]),
    st.builds(EditProposal, title=st.sampled_from(["", "一"]), content=st.sampled_from([None, "", "一"])),
    st.builds(EditProposal, channel=st.sampled_from(Channel), signatories=st.none() | st.integers(0, 3)),
    st.builds(
        EditProposal, kind=st.sampled_from(["session", "ordinary"]), proposers=st.sampled_from([(), ("甲", "乙")])
    ),
    st.builds(EditProposal, sector=st.sampled_from(["", "教育界"]), theme=st.sampled_from(["", *Theme])),
    st.just(review_commands.File()),
    st.builds(
        PreReview,
        recommendation=st.sampled_from([ReviewRecommendation.FILE, *ReviewRecommendation]),
        ground=st.none() | st.sampled_from(Ground),
    ),
    st.builds(review_commands.Refuse, ground=st.sampled_from(Ground)),
    st.just(review_commands.MergeProposal(into="522625-p-2026-2")),
    st.builds(
        review_commands.Absorb,
        matter=st.sampled_from(["522625-p-2026-3", "522625-p-2026-4"]),
        signatories=st.integers(1, 600),
    ),
    st.builds(review_commands.ConvertProposal, to=st.sampled_from(ConversionKind)),
    st.builds(review_commands.WithdrawProposal, reason=st.sampled_from(["撤回", " "])),
    st.just(Assign(sole="甲局")),
    st.just(Assign(lead="甲局", co=("乙局",))),
    st.just(Assign(separate=("甲局", "乙局", "丙局"))),
    st.just(Assign(separate=("甲局", "乙局"), coordinator="督查室")),
    st.builds(PassOn, unit=UNITS),
    st.builds(Acknowledge, unit=UNITS),
    st.builds(RequestReturn, unit=UNITS, reason=st.just("不属职责")),
    st.builds(AcceptReturn, unit=UNITS),
    st.builds(KeepAssignment, unit=UNITS, reason=st.just("属其职责")),
    st.builds(Reassign, unit=UNITS, to=UNITS),
    st.builds(Countersign, unit=UNITS),
    st.builds(Reply, unit=UNITS, text=st.just("答复"), answer_class=st.sampled_from("ABCD")),
    st.builds(
        Extend,
        until=st.dates(TODAY, TODAY + timedelta(200)),
        reason=st.sampled_from(["情况复杂", " "]),
        unit=st.none() | UNITS,
    ),
    st.builds(Urge, text=st.sampled_from(["请按期答复", " "]), unit=st.none() | UNITS),
    st.builds(DraftReply, unit=UNITS, text=st.just("答复"), answer_class=st.sampled_from("ABCD")),
    st.builds(ReviewReply, unit=UNITS, decision=st.sampled_from(ReplyDecision), reason=st.just("请补充")),
    st.builds(RecordContact, unit=UNITS, form=st.sampled_from(ContactForm)),
    st.builds(Rate, process=st.sampled_from(Answer), result=st.sampled_from(Answer), signatory=st.integers(1, 3)),
    st.builds(Appraise, score=st.decimals(0, 100, places=1)),
    st.builds(Rehandle, explanation=st.sampled_from(["说明", " "])),
    st.just(CloseProposal()),
    st.builds(LookBack, result=st.sampled_from(LookBackResult), finding=st.just("已建成")),
    st.sampled_from(
        [
            flag_commands.MarkKey(),
            flag_commands.Publish(),
            flag_commands.Unpublish(reason="题目有误"),
            flag_commands.MarkOutstanding(),
            flag_commands.Supervise(leader="主席"),
            flag_commands.Supervise(leader=" "),
        ]
    ),
    st.builds(flag_commands.InstructProposal, level=st.sampled_from(UPWARDS), text=st.sampled_from(["请办理", " "])),
    st.builds(flag_commands.AnswerInstruction, text=st.just("已办"), instruction=st.none() | st.integers(0, 3)),
    st.builds(FollowSuggestions, adopted=NUMBERS, not_adopted=NUMBERS, done=NUMBERS),
    st.builds(Correct, step=st.integers(1, 12), day=st.dates(TODAY - timedelta(9), TODAY), reason=st.just("录错")),
)


def kept_to_table(command: ProposalCommand, before: Proposal, after: Proposal) -> None:
    """Checks that the state of an assignment changes as its table permits, and that no unit is in force twice.

    Also that every reply has as many contacts before it as its charter required, and that a first review precedes the filing.
    """
    for old, new in zip(before.assignments, after.assignments, strict=False):
        if old.state is not new.state:
            assert ASSIGNMENT_COMMANDS[command.name][old.state] is new.state
    if after.status is ProposalState.FILED and before.status is ProposalState.UNDER_REVIEW:
        assert after.first_review or Stage.PRE_REVIEW not in after.stages
    for reply in after.replies:
        day = after.log[reply.entry - 1].on
        assert after.contacts_by(reply.unit, day, before=reply.entry) >= reply.contacts
    in_force = [each.unit for each in after.assignments if each.in_force]
    assert len(in_force) == len(set(in_force))


@given(CHARTERS, st.lists(COMMANDS, max_size=40))
def test_whatever_is_tried_only_what_the_table_permits_happens(
    charter: Charter, commands: list[ProposalCommand]
) -> None:
    drafted = decide(None, review_commands.DraftProposal(on=TODAY - timedelta(5)), context=charter_context(charter))
    state = evolve(None, drafted)
    for command in commands:
        try:
            event = decide(state, command, context=charter_context(charter))
        except LianxiError:
            continue
        after = evolve(state, event)
        assert command.name in (*TRANSITIONS.allowed(state.status), review_commands.Absorb.name)
        assert after.status in TRANSITIONS.table[command.name][state.status]
        assert after.sequence == state.sequence + 1
        kept_to_table(command, state, after)
        days = [day for day, _ in after.facts().steps]
        assert days == sorted(days)
        assert all(each.day <= each.limit for each in after.facts().limits)
        assert all(each.day <= (each.answered or each.day) for each in after.facts().instructed)
        assert all(each.day <= each.limit for each in after.facts().instructed)
        state = after


@given(CHARTERS, st.lists(COMMANDS, max_size=40))
def test_the_facts_agree_with_the_state_and_replay_to_it(charter: Charter, commands: list[ProposalCommand]) -> None:
    events = []
    state = None
    for command in [review_commands.DraftProposal(on=TODAY - timedelta(5)), *commands]:
        try:
            event = decide(state, command, context=charter_context(charter))
        except LianxiError:
            continue
        state = evolve(state, event)
        events.append(event)
    assert state is not None
    facts = state.facts()
    assert facts.steps[-1].state == state.status
    replied = [day for day, step in facts.steps if step == ProposalState.FEEDBACK_REQUESTED]
    assert [each.day for each in facts.outcomes] == replied
    again = None
    for event in events:
        again = evolve(again, event)
    assert again == state

"""The flags of a proposal: given once and dated, independent of the handling, and counted where they are recorded."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.contracts.dated import Instruction
from shared.contracts.vocabulary import Level, Recorded
from shared.domain.charters.charter import Charter
from shared.domain.charters.public_texts import PublicText
from shared.domain.command import Command, Correct
from shared.domain.errors import ConflictError
from shared.domain.proposals import flag_commands
from shared.domain.proposals.feedback_commands import CloseProposal
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Reply
from tests.domain.proposal_builder import ProposalBuilder, closed_proposal
from tests.support.matters import FIRST_DAY, TODAY

ONCE = (flag_commands.MarkKey(), flag_commands.Publish(), flag_commands.MarkOutstanding())
WHILE_OPEN = (
    flag_commands.MarkKey(),
    flag_commands.Supervise(leader="主席"),
    flag_commands.InstructProposal(level=Level.COUNTY, text="请办理"),
)


def day(number: int) -> date:
    """Returns the day so many days after the first."""
    return FIRST_DAY + timedelta(number)


def instructed(on: int = 5, **fields: object) -> flag_commands.InstructProposal:
    return replace(flag_commands.InstructProposal(level=Level.COUNTY, text="请办理", on=day(on)), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("flag", ONCE, ids=lambda flag: flag.name)
def test_a_flag_is_given_once(flag: Command) -> None:
    assert isinstance(ProposalBuilder().filed().execute(flag).refusal(flag), ConflictError)
    assert not ProposalBuilder().filed().execute(flag).proposal.can(flag.name)


@pytest.mark.parametrize("flag", WHILE_OPEN, ids=lambda flag: flag.name)
def test_a_proposal_is_marked_supervised_and_instructed_only_while_it_is_open(flag: Command) -> None:
    assert isinstance(ProposalBuilder().submitted().refusal(flag), ConflictError)
    assert isinstance(closed_proposal().refusal(flag), ConflictError)
    ProposalBuilder().filed().execute(flag)


@pytest.mark.parametrize("flag", [flag_commands.Publish(), flag_commands.MarkOutstanding()], ids=lambda flag: flag.name)
def test_a_closed_proposal_is_still_published_and_chosen_as_outstanding(flag: Command) -> None:
    assert closed_proposal().execute(flag).status == "closed"
    assert isinstance(ProposalBuilder().submitted().refusal(flag), ConflictError)


def test_each_flag_is_a_dated_fact() -> None:
    flagged = ProposalBuilder().filed()
    flagged.execute(
        flag_commands.MarkKey(on=day(3)), flag_commands.Publish(on=day(9)), flag_commands.MarkOutstanding(on=day(9))
    )
    assert (flagged.facts.key, flagged.facts.published, flagged.facts.outstanding) == ((day(3),), (day(9),), (day(9),))


def test_a_publication_is_taken_back_with_a_reason_from_any_later_state_and_given_again() -> None:
    taken = ProposalBuilder().filed().execute(flag_commands.Publish(on=day(3)))
    assert isinstance(ProposalBuilder().filed().refusal(flag_commands.Unpublish(reason="题目有误")), ConflictError)
    assert taken.wrong_field(flag_commands.Unpublish(reason=" "))[0] == "reason"
    assert taken.wrong_field(flag_commands.Unpublish(reason="题目有误", on=day(2)))[0] == "on"
    taken.execute(flag_commands.Unpublish(reason="题目有误", on=day(5)), flag_commands.Publish(on=day(6)))
    assert (taken.facts.published, taken.facts.unpublished) == ((day(3), day(6)), (day(5),))
    assert taken.proposal.can("unpublish")
    closed = closed_proposal().execute(flag_commands.Publish(), flag_commands.Unpublish(reason="题目有误"))
    assert (closed.status, closed.proposal.flags.published) == ("closed", None)


def test_the_days_of_a_publication_and_of_its_taking_back_keep_their_order_when_they_are_corrected() -> None:
    taken = (
        ProposalBuilder()
        .filed()
        .execute(flag_commands.Publish(on=day(3)), flag_commands.Unpublish(reason="题目有误", on=day(5)))
    )
    assert taken.wrong_field(Correct(step="unpublish", day=day(2), reason="录错"))[0] == "day"
    assert taken.wrong_field(Correct(step="publish", day=day(6), reason="录错"))[0] == "day"
    assert taken.execute(Correct(step="publish", day=day(4), reason="录错")).facts.published == (day(4),)


def test_a_publication_keeps_the_texts_that_the_charter_of_its_day_makes_public() -> None:
    published = ProposalBuilder(Charter(public_texts=(PublicText.REPLIES,))).filed().execute(flag_commands.Publish())
    assert published.proposal.flags.published is not None
    assert published.proposal.flags.published.texts == (PublicText.REPLIES,)


def test_several_leaders_may_supervise_and_the_days_come_in_any_order() -> None:
    supervised = (
        ProposalBuilder()
        .filed()
        .execute(flag_commands.Supervise(leader="主席", on=day(9)), flag_commands.Supervise(leader="副主席", on=day(4)))
    )
    assert supervised.facts.supervised == (day(4), day(9))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (flag_commands.Supervise(leader=" "), "leader"),
        (flag_commands.Supervise(leader="主\n席"), "leader"),
        (instructed(text=" "), "text"),
        (instructed(level=Level.TOWNSHIP), "level"),
        (instructed(level=Level.CONFERENCE), "level"),
        (instructed(reply_by=day(4)), "reply_by"),
        (instructed(reply_by=date.max), "reply_by"),
        (instructed(on=1), "on"),
    ],
)
def test_what_a_flag_lacks_is_named(wrong: Command, field: str) -> None:
    assert ProposalBuilder().filed().wrong_field(wrong)[0] == field


def test_an_instruction_is_to_be_answered_within_the_days_of_the_charter_or_by_the_typed_day() -> None:
    under = ProposalBuilder(Charter(instruction_answer_days=10)).filed()
    under.execute(instructed(), instructed(on=6, level=Level.PROVINCE, reply_by=day(7)))
    assert under.facts.instructed == (
        Instruction(day(5), Level.COUNTY, day(15)),
        Instruction(day(6), Level.PROVINCE, day(7)),
    )


def test_an_answer_is_for_the_first_open_instruction_or_for_the_one_it_names() -> None:
    given = ProposalBuilder().filed().execute(instructed(), instructed(on=6), instructed(on=7))
    given.execute(
        flag_commands.AnswerInstruction(text="已办", instruction=2, on=day(8)),
        flag_commands.AnswerInstruction(text="已办", on=day(9)),
    )
    assert [each.answered for each in given.facts.instructed] == [day(9), day(8), None]
    assert isinstance(given.refusal(flag_commands.AnswerInstruction(text="已办", instruction=2)), ConflictError)
    for number in (0, 4):
        assert given.wrong_field(flag_commands.AnswerInstruction(text="已办", instruction=number))[0] == "instruction"
    assert given.wrong_field(flag_commands.AnswerInstruction(text=" "))[0] == "text"
    given.execute(flag_commands.AnswerInstruction(text="已办"))
    assert isinstance(given.refusal(flag_commands.AnswerInstruction(text="已办")), ConflictError)


def test_an_answer_does_not_precede_its_instruction_and_may_follow_the_closing() -> None:
    given = ProposalBuilder().assigned().execute(instructed()).acknowledged().replied().closed()
    assert given.wrong_field(flag_commands.AnswerInstruction(text="已办", on=day(4)))[0] == "on"
    assert given.execute(flag_commands.AnswerInstruction(text="已办")).facts.instructed[0].answered is not None


def test_flags_do_not_block_the_steps_that_are_typed_later_for_earlier_days() -> None:
    late = (
        ProposalBuilder()
        .filed()
        .execute(flag_commands.MarkKey(on=TODAY), flag_commands.Supervise(leader="主席", on=TODAY), instructed(on=20))
    )
    late.execute(Assign(sole="甲局", on=day(2)), Acknowledge(unit="甲局", on=day(3)))
    late.execute(Reply(unit="甲局", text="答复", answer_class="A", on=day(4)))
    assert late.status == "feedback_requested"
    assert late.wrong_field(CloseProposal(on=day(4)))[0] == "on", "it was open when it was marked"
    late.execute(flag_commands.Publish(on=day(3)))


def test_the_day_of_a_flag_is_corrected_between_the_filing_and_the_closing() -> None:
    flagged = ProposalBuilder().filed().execute(flag_commands.MarkKey(on=day(3)), Assign(sole="甲局", on=day(4)))
    flagged.acknowledged().replied().closed()
    corrected = Correct(step="mark_key", day=day(5), reason="录错")
    assert flagged.execute(corrected).facts.key == (day(5),)
    for wrong in (day(0), TODAY):
        assert flagged.wrong_field(replace(corrected, day=wrong))[0] == "day"


def test_a_corrected_instruction_moves_the_limit_of_the_charter_and_not_a_typed_one() -> None:
    given = ProposalBuilder(Charter(instruction_answer_days=10)).filed()
    given.execute(instructed(), instructed(on=5, reply_by=day(8)))
    for step in (4, 5):
        given.execute(Correct(step=step, day=day(7), reason="录错"))
    assert [each.limit for each in given.facts.instructed] == [day(17), day(8)]
    assert given.wrong_field(Correct(step=5, day=day(9), reason="录错"))[0] == "day"


def test_a_proposal_records_what_its_place_recorded_on_the_day_of_the_draft() -> None:
    recording = (Recorded.PROPOSALS_KEY,)
    drafted = ProposalBuilder(Charter(records=recording))
    assert drafted.filed().facts.records == recording
    drafted.context = replace(drafted.context, corrected=Charter())
    assert drafted.execute(Correct(step=3, day=day(3), reason="录错")).facts.records == recording
    assert drafted.execute(Correct(step=1, day=day(0), reason="录错")).facts.records == ()

"""Replies in two stages: the unit drafts, the committee approves or sends back."""

from datetime import timedelta

import pytest

from shared.contracts.vocabulary import Answer, ProposalState
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.command import Correct
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.proposals.assignment_commands import Reassign
from shared.domain.proposals.handling_commands import Extend, Reply, Urge
from shared.domain.proposals.reply_review_commands import DraftReply, ReviewReply
from shared.domain.proposals.vocabulary import ReplyDecision
from tests.domain.proposal_builder import ProposalBuilder, charter_context
from tests.support.matters import TODAY

DAY = timedelta(1)
REVIEWED = Charter(stages=(Stage.REPLY_REVIEW,))


def draft(unit: str = "甲局", **given: object) -> DraftReply:
    return DraftReply(unit=unit, **{"text": "答复", "answer_class": "A", **given})  # type: ignore[arg-type]


def approved(unit: str = "甲局", **given: object) -> ReviewReply:
    return ReviewReply(unit=unit, decision=ReplyDecision.APPROVE, **given)  # type: ignore[arg-type]


def sent_back(unit: str = "甲局", reason: str = "请补充") -> ReviewReply:
    return ReviewReply(unit=unit, decision=ReplyDecision.SEND_BACK, reason=reason)


def acknowledged(charter: Charter = REVIEWED) -> ProposalBuilder:
    return ProposalBuilder(charter).assigned().acknowledged()


def test_a_reply_counts_on_the_day_of_its_approval() -> None:
    built = acknowledged()
    drafted = built.execute(draft()).day
    assert built.proposal.replies == ()
    built.execute(approved(on=drafted + 3 * DAY))
    assert built.proposal.status == ProposalState.FEEDBACK_REQUESTED
    assert built.proposal.facts().steps[-1].day == drafted + 3 * DAY
    assert [each.outcome for each in built.proposal.facts().outcomes] == ["resolved"]


def test_where_replies_are_reviewed_no_unit_replies_without_a_draft() -> None:
    built = acknowledged()
    with pytest.raises(ConflictError, match="按章程，答复须经审核，请先提交答复稿"):
        built.replied()
    assert not built.proposal.can("reply")
    assert built.proposal.can("draft_reply")


def test_where_replies_are_not_reviewed_no_unit_drafts_one() -> None:
    built = acknowledged(Charter())
    with pytest.raises(ConflictError, match="按章程，答复不须审核，请直接答复"):
        built.execute(draft())
    assert not built.proposal.can("draft_reply")


def test_the_charter_of_the_day_of_the_assignment_decides_whether_replies_are_reviewed() -> None:
    built = ProposalBuilder(REVIEWED).filed()
    assert built.proposal.stages == ()
    assert acknowledged().proposal.stages == (Stage.REPLY_REVIEW,)
    plain = acknowledged(Charter())
    plain.context = charter_context(REVIEWED)
    assert plain.replied().proposal.status == ProposalState.FEEDBACK_REQUESTED


def test_a_draft_that_is_sent_back_with_a_reason_is_drafted_again() -> None:
    built = acknowledged().execute(draft(answer_class="B"))
    with pytest.raises(ConflictError, match="“甲局”的答复稿尚待审核"):
        built.execute(draft())
    with pytest.raises(InvalidError, match="reason"):
        built.execute(sent_back(reason=" "))
    built.execute(sent_back())
    with pytest.raises(ConflictError, match="“甲局”没有待审核的答复稿"):
        built.execute(approved())
    built.execute(draft(), approved())
    assert [(each.answer_class, each.entry) for each in built.proposal.replies] == [("A", built.proposal.sequence)]


def test_the_rules_of_a_reply_apply_to_its_draft() -> None:
    built = ProposalBuilder(Charter(stages=(Stage.REPLY_REVIEW,), scheme="ABC", contacts_before_reply=1))
    built.assigned(lead="甲局", co=("乙局",)).acknowledged("甲局", "乙局")
    with pytest.raises(ConflictError, match="会办单位尚未会签：乙局"):
        built.execute(draft())
    built.countersigned("乙局")
    with pytest.raises(InvalidError, match="answer_class"):
        built.execute(draft(answer_class="D"))
    with pytest.raises(ConflictError, match="按章程须至少1次"):
        built.execute(draft())
    with pytest.raises(InvalidError, match="会办单位不单独答复"):
        built.execute(draft("乙局"))


def test_a_unit_whose_draft_is_under_review_is_neither_urged_nor_extended_by_itself() -> None:
    built = acknowledged().execute(draft())
    assert built.proposal.units_pending == ()
    with pytest.raises(ConflictError, match="“甲局”的答复稿尚待审核"):
        built.execute(Urge(unit="甲局", text="请按期答复"))
    limit = built.proposal.limit
    assert limit is not None
    assert isinstance(built.refusal(Extend(unit="甲局", until=limit + DAY, reason="情况复杂")), ConflictError)


def test_the_draft_of_a_unit_that_was_replaced_is_never_approved_even_if_the_unit_returns() -> None:
    built = acknowledged().execute(draft(), Reassign(unit="甲局", to="乙局"), Reassign(unit="乙局", to="甲局"))
    built.acknowledged("甲局")
    with pytest.raises(ConflictError, match="没有待审核的答复稿"):
        built.execute(approved())
    built.execute(draft(), approved())
    assert built.proposal.status == ProposalState.FEEDBACK_REQUESTED


def test_each_round_is_reviewed_and_a_form_judges_the_approved_reply() -> None:
    built = acknowledged().execute(draft(), approved()).rated(Answer.DISSATISFIED).rehandled()
    with pytest.raises(ConflictError, match="没有待审核的答复稿"):
        built.execute(approved())
    built.execute(draft(), approved()).rated(Answer.SATISFIED).closed()
    assert built.proposal.status == ProposalState.CLOSED


def test_an_approval_is_not_corrected_to_a_day_before_the_draft() -> None:
    built = acknowledged()
    drafted = built.execute(draft()).day
    built.execute(approved(on=drafted + 5 * DAY))
    with pytest.raises(InvalidError, match="不能早于上一步骤“承办单位已提交答复稿”的日期"):
        built.execute(Correct(step="review_reply", day=drafted - DAY, reason="录错", on=TODAY))
    built.execute(Correct(step="review_reply", day=drafted + DAY, reason="录错", on=TODAY))
    assert built.proposal.facts().outcomes[0].day == drafted + DAY


def test_a_direct_reply_names_its_rule() -> None:
    assert "答复须经审核" in str(acknowledged().refusal(Reply(unit="甲局", text="答复", answer_class="A")))

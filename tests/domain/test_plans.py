"""The rules of annual plans."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.contracts.consultation_vocabulary import PlanClass
from shared.contracts.dated import DroppedItem, PlanItem
from shared.domain.charters.charter import Charter
from shared.domain.charters.plan_stages import PlanStage
from shared.domain.command import Command, Correct
from shared.domain.plans import commands as plans
from tests.support.matters import PLAN_ITEM, TODAY, MatterBuilder, decision_context

DEADLINE = date(2026, 12, 31)
ITEM = replace(PLAN_ITEM, deadline=DEADLINE)
CONFIRMED = (ITEM, plans.ApprovePlan(), plans.Confirm())
MANDATORY = ["lead_leader", "department", "person"]


def built(*commands: Command) -> MatterBuilder:
    return MatterBuilder("plan").execute(*commands)


def test_the_way_of_a_plan() -> None:
    plan = built(
        ITEM, plans.Comment(text="再列一项"), ITEM, plans.ApprovePlan(), plans.Confirm(), plans.Execute(item=2)
    )
    assert [state for _, state in plan.facts.steps] == ["draft", "commented", "approved", "confirmed"]
    assert plan.facts.items == (
        PlanItem(PlanClass.SPECIAL_COMMITTEE, date(2026, 11, 2)),
        PlanItem(PlanClass.SPECIAL_COMMITTEE, date(2026, 11, 4), date(2026, 11, 7)),
    )


@pytest.mark.parametrize("field", [*MANDATORY, "topic"])
@pytest.mark.parametrize("empty", ["", "  ", "一\n二"])
def test_an_item_without_one_of_its_mandatory_fields_is_refused_naming_the_field(field: str, empty: str) -> None:
    changed: dict[str, Any] = {field: empty}
    assert built().wrong_field(replace(ITEM, **changed))[0] == field


def test_an_item_has_a_class_of_the_charter_such_as_the_interview_by_the_chairperson() -> None:
    interview = replace(ITEM, activity=PlanClass.INTERVIEW)
    field, rule = built().wrong_field(interview)
    assert (field, rule.partition("：")[0]) == ("class", "章程规定的类别为")
    context = decision_context(plan_classes=(PlanClass.INTERVIEW,))
    plan = MatterBuilder("plan", context=context).execute(interview)
    assert [each.activity for each in plan.facts.items] == [PlanClass.INTERVIEW]
    assert plan.wrong_field(ITEM) == ("class", "章程规定的类别为：主席约谈")


def test_its_deadline_is_not_before_the_day_it_is_added() -> None:
    late = replace(ITEM, on=date(2026, 11, 5), deadline=date(2026, 11, 4))
    assert built().wrong_field(late) == ("deadline", "不能早于列入日期（2026-11-05）")


def test_an_empty_plan_is_not_agreed_to() -> None:
    refused = built().refusal(plans.ApprovePlan())
    assert (refused.code, refused.extra["status"]) == ("not-allowed-now", "draft")


def by_charter(*stages: PlanStage) -> MatterBuilder:
    return MatterBuilder("plan", context=decision_context(plan_stages=stages)).execute(ITEM)


def test_a_plan_that_needs_no_confirmation_is_confirmed_by_its_approval() -> None:
    plan = by_charter(PlanStage.REVIEW)
    refused = plan.refusal(plans.Confirm())
    assert refused.detail.startswith(
        "按章程，计划不经“党委确定”，当前状态是“草案”，不能“党委确定”。这一状态下可以：征求意见、审议通过"
    )
    assert not plan.state.can("confirm")
    assert plan.execute(plans.ApprovePlan(), plans.Execute(item=1)).status == "confirmed"


def test_a_plan_without_a_review_is_confirmed_from_its_draft_or_after_comments() -> None:
    assert by_charter(PlanStage.CONFIRMATION).refusal(plans.ApprovePlan()).detail.startswith("按章程，计划不经“审议”")
    assert by_charter(PlanStage.CONFIRMATION).execute(plans.Confirm()).status == "confirmed"
    assert by_charter(PlanStage.CONFIRMATION).execute(plans.Comment(text="同意"), plans.Confirm()).status == "confirmed"


@pytest.mark.parametrize(
    ("stages", "following"),
    [(tuple(PlanStage), plans.ApprovePlan()), ((PlanStage.COMMENTS, PlanStage.CONFIRMATION), plans.Confirm())],
)
def test_where_the_charter_says_so_comments_come_first_again_after_each_sending_back(
    stages: tuple[PlanStage, ...], following: Command
) -> None:
    plan = by_charter(*stages)
    for _ in range(2):
        assert plan.refusal(following).detail.startswith("按章程，计划须先征求意见")
        assert not plan.state.can(following.name)
        plan.execute(plans.Comment(text="再列一项"), plans.SendBack(reason="补充依据"))
    assert plan.execute(plans.Comment(text="同意"), following).status in {"approved", "confirmed"}


def test_by_default_a_plan_is_confirmed_after_its_review_only() -> None:
    assert built(ITEM).refusal(plans.Confirm()).detail.startswith("按章程，计划须先审议，当前状态是“草案”")
    assert built(ITEM, plans.Comment(text="同意")).refusal(plans.Confirm()).code == "not-allowed-now"


def test_a_plan_keeps_its_stages_until_it_is_sent_back() -> None:
    plan = built(ITEM)
    plan.context = replace(plan.context, charter=Charter(plan_stages=(PlanStage.CONFIRMATION,)))
    assert plan.refusal(plans.Confirm()).code == "not-allowed-now"
    plan.execute(plans.Comment(text="再列一项"), plans.SendBack(reason="补充依据"), plans.Confirm())
    assert plan.status == "confirmed"


def test_items_are_added_before_the_council_and_after_the_confirmation() -> None:
    assert built(ITEM, plans.ApprovePlan()).refusal(ITEM).code == "not-allowed-now"
    assert len(built(*CONFIRMED, ITEM).facts.items) == 2


def test_an_item_is_executed_once_and_only_of_a_confirmed_plan() -> None:
    assert built(ITEM).refusal(plans.Execute(item=1)).code == "not-allowed-now"
    plan = built(*CONFIRMED, plans.Execute(item=1, consultation="520603-c-2026-1"))
    assert plan.state.items[0].consultation == "520603-c-2026-1"
    assert plan.refusal(plans.Execute(item=1)).code == "already-recorded"
    for number in (0, 2, -1):
        assert plan.wrong_field(plans.Execute(item=number)) == ("item", f"没有第{number}项；共1项")


def test_an_open_item_is_linked_with_the_activity_that_executes_it_unless_another_one_does() -> None:
    first, second = (
        plans.LinkActivity(item=1, consultation="520603-c-2026-1"),
        plans.LinkActivity(item=1, consultation="520603-c-2026-2"),
    )
    assert built(ITEM).refusal(first).code == "not-allowed-now"
    linked = (*CONFIRMED, first, second)
    assert built(*linked).state.activities() == ("520603-c-2026-2",)
    plan = built(*linked, plans.Execute(item=1))
    assert plan.state.items[0].consultation == "520603-c-2026-2"
    assert plan.refusal(first).code == "already-recorded"
    other = built(*linked, plans.Execute(item=1, consultation="520603-c-2026-3"))
    assert other.state.items[0].consultation == "520603-c-2026-3"


def test_a_plan_is_sent_back_at_every_stage_before_its_confirmation() -> None:
    assert built(ITEM).refusal(plans.SendBack(reason="再议")).code == "not-allowed-now"
    assert built(*CONFIRMED).refusal(plans.SendBack(reason="再议")).code == "not-allowed-now"
    assert built(ITEM, plans.ApprovePlan()).wrong_field(plans.SendBack(reason=" ")) == ("reason", "必须填写")
    plan = built(
        ITEM,
        plans.Comment(text="一"),
        plans.SendBack(reason="再议"),
        ITEM,
        plans.Comment(text="二"),
        plans.ApprovePlan(),
    )
    plan.execute(plans.SendBack(reason="项目太多"), plans.ApprovePlan(), plans.Confirm())
    assert [state for _, state in plan.facts.steps] == [
        *("draft", "commented", "draft", "commented", "approved", "draft", "approved", "confirmed"),
    ]
    assert [day for day, _ in plan.facts.steps] == sorted(day for day, _ in plan.facts.steps)


def test_an_item_is_changed_with_a_reason_and_dropped_with_one() -> None:
    plan = built(*CONFIRMED, plans.ChangeItem(item=1, reason="分工调整", person="副科长"))
    assert plan.state.items[0].deadline == DEADLINE
    plan.execute(
        plans.ChangeItem(item=1, reason="推迟", deadline=date(2027, 1, 31)),
        plans.DropItem(item=1, reason="并入其他工作"),
    )
    assert plan.state.items[0].deadline == date(2027, 1, 31)
    assert plan.facts.dropped == (DroppedItem(1, date(2026, 11, 7)),)
    assert plan.refusal(plans.Execute(item=1)).code == "already-recorded"


@pytest.mark.parametrize(
    ("command", "field", "rule"),
    [
        (plans.ChangeItem(item=2, reason="一", topic="一"), "item", "没有第2项；共1项"),
        (plans.ChangeItem(item=1, reason=" ", topic="一"), "reason", "必须填写"),
        (plans.ChangeItem(item=1, reason="一"), "deadline", "至少调整一项：议题、牵头领导、责任部门、责任人或完成时限"),
        (plans.DropItem(item=0, reason="一"), "item", "没有第0项；共1项"),
        (plans.DropItem(item=1, reason=""), "reason", "必须填写"),
    ],
)
def test_a_change_names_an_item_a_reason_and_something_new(command: Command, field: str, rule: str) -> None:
    assert built(*CONFIRMED).wrong_field(command) == (field, rule)


def test_a_plan_of_dropped_items_is_empty() -> None:
    assert built(ITEM, plans.DropItem(item=1, reason="一")).refusal(plans.ApprovePlan()).code == "not-allowed-now"


def test_a_comment_says_something() -> None:
    assert built().wrong_field(plans.Comment(text=" ")) == ("text", "必须填写")


def test_a_plan_has_an_end() -> None:
    plan = built(*[ITEM] * 300)
    assert plan.wrong_field(ITEM) == ("topic", "一个计划最多300项")


def test_a_corrected_day_moves_the_item_but_not_behind_its_deadline() -> None:
    soon = replace(ITEM, deadline=date(2026, 11, 2))
    plan = built(soon)
    assert plan.wrong_field(Correct(step=2, day=date(2026, 11, 3), reason="一"))[1] == (
        "不能晚于该步骤确定的期限（2026-11-02）"
    )
    plan.execute(Correct(step=2, day=date(2026, 11, 1), reason="录错", on=TODAY))
    assert plan.facts.items[0].added == date(2026, 11, 1)

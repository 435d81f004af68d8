"""What the list and the page of an annual plan show."""

from shared.committee.matters.layout import YEAR, Column, KindLayout, Listed, ListLink, ProgressStep
from shared.contracts.consultation_vocabulary import PlanState as S
from shared.domain.charters.plan_stages import PlanStage

LAYOUT = KindLayout(
    title="年度协商计划",
    short="协商计划",
    begin="起草计划",
    unfolded=("year",),  # a plan is often drafted in the year before
    links=(
        ListLink("议题征集", "/topic-suggestions", permission="topic_suggestions.read"),
        ListLink("导入Excel", "/imports/plan-items", permission="plans.add_item"),
    ),
    empty="每年一个计划：列入项目、征求意见、审议通过、党委确定（各阶段按章程），再登记执行。",
    columns=(Column("confirmed_on", "确定"), Column("items", "项目"), Column("executed", "已执行"), Column("limit", "最近时限")),
    facts=(YEAR, Column("confirmed_on", "确定"), Column("items", "项目"), Column("executed", "已执行"), Column("dropped", "已取消"),
        Column("limit", "最近时限")),
    lists=(
        Listed(name="contents", title="项目", columns=(
            Column("number", "序号"), Column("topic", "议题"), Column("class_title", "类别"), Column("state_title", "状态"),
            Column("source", "来源"),
            Column("lead_leader", "牵头领导"), Column("department", "责任部门"), Column("person", "责任人"),
            Column("deadline", "时限"), Column("executed_on", "执行"), Column("consultation", "协商活动"),
            Column("activity_title", "活动名称"), Column("activity_state", "活动进展"),
            Column("changed_on", "调整"), Column("change_reason", "调整原因"), Column("dropped_on", "取消"),
            Column("drop_reason", "取消原因"),
        )),
    ),
    progress=(
        ProgressStep("起草"),
        ProgressStep("征求意见", (S.DRAFT,)),
        ProgressStep("审议", (S.COMMENTED,), stage=PlanStage.REVIEW),
        ProgressStep("确定", (S.APPROVED,), "confirmed_on", (S.CONFIRMED,), stage=PlanStage.CONFIRMATION),
    ),
)  # fmt: skip

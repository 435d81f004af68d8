"""The stages that an annual plan 年度协商计划 passes before its items count, by the charter."""

from shared.contracts.titled import Titled


class PlanStage(Titled):
    """A stage of an annual plan after its draft."""

    COMMENTS = "comments", "征求意见"
    REVIEW = "review", "审议"
    CONFIRMATION = "confirmation", "党委确定"


USUAL = (PlanStage.REVIEW, PlanStage.CONFIRMATION)
"""The stages by default: comments may be recorded, and nothing waits for them."""

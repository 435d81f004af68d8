"""The command of the first of two reviews of a proposal."""

from typing import ClassVar

from shared.contracts.vocabulary import Ground
from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import COMMITTEE
from shared.domain.proposals.vocabulary import ReviewRecommendation


class PreReview(Command, name="pre_review", title_zh="初审", event=("pre_reviewed", "提案已初审")):
    """Records the first review of the proposal 初审, where the charter has two: a recommendation for the final review 复审, which decides.

    `ground`: of a recommendation to refuse it.
    """

    permitted = COMMITTEE
    texts = ("text",)
    labels: ClassVar[Labels] = {
        "recommendation": Label("初审建议"),
        "ground": Label("不予立案的理由", "只有建议不予立案时填写"),
        "text": Label("初审意见", "只在本系统内保存"),
    }

    recommendation: ReviewRecommendation
    ground: Ground | None = None
    text: str = ""

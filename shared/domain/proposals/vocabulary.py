"""The types of a proposal, and what one is converted to."""

from typing import Literal

from shared.contracts.titled import Titled

ProposalType = Literal["session", "ordinary"]
"""The type of a proposal: session proposal 大会提案 or ordinary proposal 平时提案."""


class ConversionKind(Titled):
    """What a proposal that is not handled as one is converted to 转化."""

    OPINION = "opinion", "社情民意信息"
    LETTER = "letter", "来信"
    SUGGESTION = "suggestion", "意见建议"

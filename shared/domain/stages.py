"""The optional stages of the life of a proposal; a charter names those that a place has."""

from shared.contracts.titled import Titled


class Stage(Titled):
    """An optional stage of the life of a proposal."""

    PRE_REVIEW = "pre_review", "初审和复审"
    COORDINATION = "coordination", "督查机构转办"
    REPLY_REVIEW = "reply_review", "答复审核"

"""The types of a proposal, and the grounds on which one is not filed."""

from typing import Literal

from shared.contracts.titled import Titled

ProposalType = Literal["session", "ordinary"]
"""The type of a proposal: session proposal 大会提案 or ordinary proposal 平时提案."""


class Ground(Titled):
    """The grounds on which a proposal is not filed 不予立案, from the national rules on proposals."""

    STATE_SECRET = "state_secret", "涉及国家秘密"
    PARTY_DISCIPLINE = "party_discipline", "涉及违纪违法案件"
    PARTY_INTERNAL = "party_internal", "中共党员对党内有关组织、人事安排等方面有意见"
    ORGANISATION_INTERNAL = "organisation_internal", "民主党派、团体成员反映本组织内部问题"
    LEGAL_PROCEDURE = "legal_procedure", "已进入诉讼、仲裁、复议或信访程序"
    ACADEMIC = "academic", "属于学术研讨"
    PROMOTION = "promotion", "宣传、推介具体作品、产品"
    PERSONAL = "personal", "为本人或亲属解决个人问题"
    ACCUSATION = "accusation", "指名举报"
    NO_SUGGESTION = "no_suggestion", "内容空泛，没有具体建议"

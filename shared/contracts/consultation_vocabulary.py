"""The vocabulary of consultations, other activities and annual plans."""

from shared.contracts.titled import Titled


class ConsultationState(Titled):
    """The state of a consultation 协商 or another activity: 议题提出, 活动组织, 成果报送, 意见反馈."""

    TOPIC_RAISED = "topic_raised", "已提出议题"
    ORGANISED = "organised", "已组织"
    HELD = "held", "已开展"
    OUTCOME_SUBMITTED = "outcome_submitted", "已报送成果"
    FEEDBACK_RECEIVED = "feedback_received", "已收到反馈"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class ActivityClass(Titled):
    """The class of an activity; each class is counted separately."""

    CONSULTATION = "consultation", "协商"
    RESEARCH = "research", "调研"
    INSPECTION = "inspection", "视察"
    APPRAISAL = "appraisal", "民主评议"
    HEARING = "hearing", "党委听取汇报"


class ActivityForm(Titled):
    """The form of a consultation."""

    THEMATIC = "thematic", "专题协商"
    COUNTERPART = "counterpart", "对口协商"
    SECTOR = "sector", "界别协商"
    PROPOSAL_HANDLING = "proposal_handling", "提案办理协商"
    REMOTE = "remote", "网络议政"
    INTERVIEW = "interview", "主席约谈"
    QUARTERLY_SECTOR_MEETING = "quarterly_sector_meeting", "季度界别议政会"
    PUBLIC_INVITATION = "public_invitation", "请你来协商"
    OTHER = "other", "其他"


class PlanState(Titled):
    """The state of an annual plan 年度协商计划."""

    DRAFT = "draft", "草案"
    COMMENTED = "commented", "已征求意见"
    APPROVED = "approved", "已审议"
    CONFIRMED = "confirmed", "已确定"


class PlanClass(Titled):
    """The class of an item of an annual plan, by the body that holds the consultation."""

    PLENARY = "plenary", "全体会议协商"
    STANDING_COMMITTEE = "standing_committee", "常务委员会会议协商"
    CHAIRPERSONS_COUNCIL = "chairpersons_council", "主席会议协商"
    SPECIAL_COMMITTEE = "special_committee", "专门委员会协商"
    SECTOR = "sector", "界别协商"
    INTERVIEW = "interview", "主席约谈"


class HeldBy(Titled):
    """The body that holds a consultation or another activity."""

    PLENARY = "plenary", "全体会议"
    STANDING_COMMITTEE = "standing_committee", "常务委员会会议"
    CHAIRPERSONS_COUNCIL = "chairpersons_council", "主席会议"
    SPECIAL_COMMITTEE = "special_committee", "专门委员会"
    SECTOR = "sector", "界别"
    MAYOR_MEETING = "mayor_meeting", "市长（县长）与委员座谈会"
    TOWNSHIP = "township", "乡镇（街道）"
    INTERVIEW = "interview", "主席约谈"


class DecidingBody(Titled):
    """The body that took the decision which an activity preceded."""

    PARTY_COMMITTEE = "party_committee", "党委"
    PEOPLES_CONGRESS = "peoples_congress", "人大"
    GOVERNMENT = "government", "政府"


class Setting(Titled):
    """Whether an activity takes place in a meeting room or on site."""

    MEETING_ROOM = "meeting_room", "会场"
    ON_SITE = "on_site", "现场"


class Mobility(Titled):
    """Whether an activity always takes place at the same venue."""

    FIXED = "fixed", "固定"
    MOBILE = "mobile", "移动"


class Gathering(Titled):
    """Whether the participants of an activity meet at one venue or at several."""

    CONCENTRATED = "concentrated", "集中"
    DISPERSED = "dispersed", "分散"

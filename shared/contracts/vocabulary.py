"""Enumerations that cross a process boundary: levels, states, channels, outcomes, answers, with their Chinese titles."""

from shared.contracts.titled import Titled


class Level(Titled):
    """The level of an organization. The system has no organization on the national level, but reports can be adopted there."""

    NATION = "nation", "全国"
    PROVINCE = "province", "省"
    CITY = "city", "市（州）"
    COUNTY = "county", "县（市、区）"
    TOWNSHIP = "township", "乡镇（街道）"
    CONFERENCE = "conference", "联席会"


UPWARDS = (Level.TOWNSHIP, Level.COUNTY, Level.CITY, Level.PROVINCE, Level.NATION)
"""The levels on which a report can be adopted or instructed, in ascending order."""


class ProposalState(Titled):
    """The state of a proposal 提案. The first two apply only to a proposal from another organization."""

    DELIVERED = "delivered", "待接收"
    RETURNED = "returned", "已退回"
    DRAFT = "draft", "草稿"
    UNDER_REVIEW = "under_review", "审查中"
    FILED = "filed", "已立案"
    NOT_FILED = "not_filed", "不予立案"
    MERGED = "merged", "已并案"
    CONVERTED = "converted", "已转化"
    WITHDRAWN = "withdrawn", "已撤回"
    ASSIGNED = "assigned", "已交办"
    IN_HANDLING = "in_handling", "办理中"
    FEEDBACK_REQUESTED = "feedback_requested", "待反馈"
    REHANDLING = "rehandling", "重新办理"
    CLOSED = "closed", "已办结"


class ProposerType(Titled):
    """The type of a proposal by its proposers."""

    INDIVIDUAL = "individual", "个人提案"
    JOINT = "joint", "联名提案"
    COLLECTIVE = "collective", "集体提案"
    SPECIAL_COMMITTEE = "special_committee", "专门委员会提案"
    SECTOR = "sector", "界别提案"


class Theme(Titled):
    """The theme of a proposal; a charter names those it uses."""

    ECONOMIC = "economic", "经济建设"
    POLITICAL = "political", "政治建设"
    CULTURAL = "cultural", "文化建设"
    SOCIAL = "social", "社会建设"
    ECOLOGICAL = "ecological", "生态文明建设"


class HandlingRole(Titled):
    """The role of a unit in the handling of a proposal."""

    LEAD = "lead", "主办"
    SOLE = "sole", "独办"
    SEPARATE = "separate", "分办"
    CO = "co", "会办"


class OpinionState(Titled):
    """The state of an opinion report 社情民意信息. The first two apply only to a report from another organization."""

    DELIVERED = "delivered", "待接收"
    RETURNED = "returned", "已退回"
    COLLECTED = "collected", "已收集"
    EDITED = "edited", "已编辑"
    APPROVED = "approved", "已审签"
    FORWARDED = "forwarded", "已报送"
    ADOPTED = "adopted", "已采用"
    INSTRUCTED = "instructed", "已批示"
    REFERRED = "referred", "已转办"
    FED_BACK = "fed_back", "已反馈"
    KEPT = "kept", "留存备查"
    MERGED = "merged", "已并入"


class VisitState(Titled):
    """The state of a visit to a service window 服务窗口."""

    RECORDED = "recorded", "已登记"
    WITHDRAWN = "withdrawn", "已撤销"


class OpinionFlag(Titled):
    """What has become of an opinion report, by which the list is filtered."""

    ADOPTED = "adopted", "已采用"
    INSTRUCTED = "instructed", "有批示"
    FED_BACK = "fed_back", "已反馈反映人"


class VisitOutcome(Titled):
    """The outcome of a visit; one visit may have several."""

    REPORT = "report", "形成社情民意信息"
    DISPUTE_SETTLED = "dispute_settled", "调解纠纷"
    ADVICE = "advice", "政策咨询"


class TransferState(Titled):
    """The state of the transfer of a matter to another organization; there is no state for an overdue answer."""

    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"


class Channel(Titled):
    """The channel by which a matter was received; `online_channels` of the charter lists those that count as online."""

    PAPER = "paper", "书面"
    WEBSITE = "website", "网站"
    WECHAT = "wechat", "微信"
    QQ_GROUP = "qq_group", "QQ群"
    OFFICE_NETWORK = "office_network", "办公网"
    PHONE = "phone", "电话"
    LETTER = "letter", "来信"
    VISIT = "visit", "走访"
    WINDOW = "window", "服务窗口"
    MEETING = "meeting", "会议"


class Recorded(Titled):
    """An optional measure; `records` of the charter lists those that an organization records, from a day on."""

    OPINIONS_INSTRUCTED = "opinions_instructed", "社情民意信息批示"
    PROPOSALS_KEY = "proposals_key", "重点提案"
    PROPOSALS_SUPERVISED = "proposals_supervised", "提案督办"
    PROPOSALS_INSTRUCTED = "proposals_instructed", "提案批示"
    PROPOSALS_PUBLISHED = "proposals_published", "提案公开"
    PROPOSALS_OUTSTANDING = "proposals_outstanding", "优秀提案"
    LOOKBACK_DUE = "lookback_due", "提案回头看"
    PROPOSAL_SUGGESTIONS = "proposal_suggestions", "提案建议的采纳和落实"
    CONTACTS = "contacts", "与提案人联系"
    EXTENSIONS = "extensions", "提案延期"


class Outcome(Titled):
    """The canonical outcome of a proposal, from the most to the least favourable."""

    RESOLVED = "resolved", "已解决或采纳"
    PLANNED = "planned", "正在解决或列入计划"
    CONSTRAINED = "constrained", "因条件限制暂不能解决"
    FOR_REFERENCE = "for_reference", "留作参考"


class LookBackResult(Titled):
    """The result of the look-back 回头看 at a proposal whose answer was planned."""

    RESOLVED = "resolved", "已解决或采纳"
    STILL_PLANNED = "still_planned", "仍在计划中"
    NOT_POSSIBLE = "not_possible", "不能解决"


class Answer(Titled):
    """An answer on a feedback form, from the best to the worst; three answers by default, a charter may use five."""

    VERY_SATISFIED = "very_satisfied", "非常满意"
    SATISFIED = "satisfied", "满意"
    MOSTLY_SATISFIED = "mostly_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    VERY_DISSATISFIED = "very_dissatisfied", "非常不满意"


class Role(Titled):
    """The role in which an account acts."""

    MEMBER = "member", "委员"
    SECRETARIAT = "secretariat", "办公室"
    PROPOSALS_COMMITTEE = "proposals_committee", "提案委员会"
    LEADER = "leader", "领导"
    HANDLING_UNIT = "handling_unit", "承办单位"
    AUDITOR = "auditor", "审计员"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDIT_ADMINISTRATOR = "audit_administrator", "审计管理员"


class Ground(Titled):
    """The grounds on which a proposal is not filed 不予立案, from the national rules on proposals; a charter names those it uses."""

    STATE_SECRET = "state_secret", "涉及国家秘密"
    FORBIDDEN = "forbidden", "国家法律法规和政策明令禁止的"
    PARTY_INTERNAL = "party_internal", "中共党员对党内有关组织、人事安排等方面有意见"
    ORGANISATION_INTERNAL = "organisation_internal", "民主党派、团体成员反映本组织内部问题"
    LEGAL_PROCEDURE = "legal_procedure", "已进入诉讼、仲裁、复议或信访程序"
    ACADEMIC = "academic", "属于学术研讨"
    PROMOTION = "promotion", "宣传、推介具体作品、产品"
    PERSONAL = "personal", "为本人或亲属解决个人问题"
    ACCUSATION = "accusation", "指名举报"
    NO_SUGGESTION = "no_suggestion", "内容空泛，没有具体建议"
    PARTY_DISCIPLINE = "party_discipline", "涉及违纪违法案件"  # older than `forbidden`


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""The roles that administer a service 三员; they exclude each other and every other role."""


class DirectorRole(Titled):
    """How the director 主任 of a township body holds the office."""

    FULL_TIME = "full_time", "专职主任"
    CONCURRENT = "concurrent", "兼职主任"
    ACTING = "acting", "临时负责人"

"""What the list and the page of a consultation or another activity show."""

from shared.committee.matters.layout import YEAR, Column, KindLayout, Listed, ListLink, ProgressStep
from shared.contracts.consultation_vocabulary import ConsultationState as S

LAYOUT = KindLayout(
    title="协商活动",
    short="协商活动",
    begin="提出议题",
    links=(
        ListLink("调研报告汇编", "/consultations/compilation.docx", filtered=True),
        ListLink("收到的征求意见", "/comment-requests", permission="comment_requests.read"),
    ),
    empty="协商、调研、视察和民主评议都从提出议题开始，再组织、开展、报送成果、登记反馈。",
    columns=(
        Column("activity", "类别"), Column("form", "形式"), Column("held_by", "主办"), Column("held_on", "开展"),
        Column("participants", "人数"),
        Column("made", "建议"), Column("adopted", "采纳"), Column("done", "落实"),
    ),
    facts=(
        YEAR, Column("activity", "类别"), Column("form", "形式"), Column("held_by", "主办"), Column("sector", "界别"),
        Column("planned_on", "计划日期"),
        Column("notice_due", "通知期限"), Column("notice_sent_on", "通知发出"), Column("papers_due", "材料期限"),
        Column("papers_sent_on", "材料送达"),
        Column("held_on", "开展"), Column("venue", "地点"), Column("setting", "会场或现场"), Column("mobility", "固定或移动"),
        Column("gathering", "集中或分散"), Column("participants", "参加人数"), Column("members", "其中委员"),
        Column("departments", "其中部门"),
        Column("public", "其中群众"), Column("experts", "其中专家"), Column("questions", "问"), Column("answers", "答"),
        Column("rejoinders", "辩"), Column("outcome", "成果"), Column("converted_to", "转化为"),
        Column("groups", "调研小组"), Column("reviewed_by", "审议会议"), Column("reviewed_on", "会议审议"),
        Column("appraises", "评议的调研"), Column("appraised_by", "次年评议"), Column("planned_in", "列入计划"),
        Column("comments_until", "意见截止"), Column("comments_received", "意见反馈"), Column("score", "质量得分"),
    ),
    texts=(
        Column("content", "内容"), Column("report_draft", "报告送审稿"), Column("outcome_text", "成果正文"),
        Column("conclusion", "审议意见"),
        Column("attendees", "出席名单"), Column("absentees", "缺席名单"),
    ),
    lists=(
        Listed(name="invited", title="参加人员", columns=(
            Column("kind", "类别"), Column("name", "名称"), Column("attended", "出席"),
        )),
        Listed(name="suggestions", title="建议", columns=(
            Column("number", "序号"), Column("text", "建议"), Column("made_on", "提出"), Column("adopted_on", "采纳"),
            Column("done_on", "落实"), Column("referred_to", "转办"), Column("answer_until", "答复期限"),
            Column("answered_on", "答复"), Column("department", "答复部门"), Column("answer", "答复内容"),
        )),
        Listed(name="sign_offs", title="报告审签", columns=(
            Column("on", "日期"), Column("signer", "审签人"), Column("account", "账号"), Column("opinion", "意见"),
        )),
        Listed(name="instructions", title="批示", columns=(
            Column("number", "序号"), Column("on", "日期"), Column("level_title", "层级"), Column("text", "内容"),
            Column("reply_by", "回复期限"), Column("answered_on", "回复"), Column("answer", "办理情况"),
        )),
        Listed(name="outlines", title="发言提纲和体会", columns=(
            Column("on", "日期"), Column("author", "发言人"), Column("outline", "内容"),
        )),
        Listed(name="comments", title="征求意见", columns=(
            Column("number", "序号"), Column("addressee", "对象"), Column("received_on", "反馈"), Column("comment", "意见"),
        )),
        Listed(name="evaluation", title="质量评价", columns=(
            Column("criterion", "评价内容"), Column("points", "满分"), Column("score", "得分"),
        )),
        Listed(name="decisions", title="对应决策", columns=(
            Column("decided_on", "日期"), Column("body", "决策机关"), Column("decision", "事项"),
        )),
    ),
    opened=("sign_off", "review_report", "draft_report"),
    progress=(
        ProgressStep("提出议题"),
        ProgressStep("组织", (S.TOPIC_RAISED,)),
        ProgressStep("开展", (S.ORGANISED,), "held_on"),
        ProgressStep("报送成果", (S.HELD,)),
        ProgressStep("反馈", (S.OUTCOME_SUBMITTED,)),
        ProgressStep("办结", (S.FEEDBACK_RECEIVED,), "", (S.CLOSED,)),
    ),
)  # fmt: skip

"""What the list and the page of a proposal 提案 show."""

from shared.committee.matters.layout import YEAR, Column, KindLayout, Listed, ListLink, ProgressStep
from shared.contracts.vocabulary import ProposalState as S

LAYOUT = KindLayout(
    title="提案",
    short="提案",
    begin="起草提案",
    empty="提案由委员、界别或专门委员会提出，提交后由提案委员会审查立案。",
    links=(
        ListLink("提案汇编", "/proposals/compilation.docx", filtered=True),
        ListLink("导入Excel", "/imports/proposals", permission="proposals.import"),
    ),
    columns=(
        Column("filing_number", "立案号"), Column("channel", "渠道"), Column("received_on", "收到"), Column("limit", "期限"),
        Column("outcome", "结果"), Column("flags", "标记"),
    ),
    facts=(
        YEAR, Column("plenary_session", "届次"), Column("filing_number", "立案号"), Column("kind", "类型"),
        Column("type", "提案者类型"), Column("sector", "界别"), Column("theme", "主题"),
        Column("channel", "渠道"), Column("signatories", "联名人数"),
        Column("received_on", "收到"), Column("filed_on", "立案"), Column("assigned_on", "交办"), Column("limit", "办理期限"),
        Column("limit_note", "期限说明"), Column("replied_on", "答复"), Column("closed_on", "办结"), Column("outcome", "办理结果"),
        Column("pre_reviewed_on", "初审"), Column("recommendation", "初审建议"),
        Column("recommended_ground", "初审建议的理由"),
        Column("ground", "不予立案的理由"), Column("merged_into", "并入"),
        Column("key_on", "列为重点提案"), Column("published_on", "公开"), Column("outstanding_on", "评为优秀提案"),
        Column("converted_to", "转化为"), Column("converted_matter", "转化的信息"),
        Column("outcome_of", "由协商成果转化"),
    ),
    texts=(Column("content", "内容"), Column("suggestions", "建议"), Column("keywords", "关键词"), Column("proposers", "提案人"),
           Column("pre_review", "初审意见"), Column("refusal", "告知提案人"), Column("conversion", "转化说明")),
    lists=(
        Listed(name="invitations", title="附议邀请", columns=(
            Column("name", "委员"), Column("on", "邀请"), Column("state", "状态"), Column("answered_on", "答复"),
        )),
        Listed(name="merged", title="并入的提案", columns=(
            Column("matter", "提案"), Column("title", "标题"), Column("on", "并案"), Column("proposers", "提案人"),
            Column("first", "提案人序号自"), Column("last", "至"),
        )),
        Listed(name="assignments", title="承办单位", columns=(
            Column("unit", "单位"), Column("part", "分工"), Column("state", "状态"), Column("offered_on", "交办"),
            Column("coordinator", "督查机构"), Column("passed_on", "转办"),
            Column("acknowledged_on", "签收"), Column("countersigned_on", "会签"), Column("limit", "期限"),
            Column("return_requested_on", "申请退办"),
            Column("ended_on", "结束"), Column("reason", "理由"),
        )),
        Listed(name="urgings", title="催办", columns=(Column("on", "日期"), Column("unit", "单位"), Column("text", "催办内容"))),
        Listed(name="contacts", title="与提案人联系", columns=(
            Column("on", "日期"), Column("unit", "单位"), Column("form_title", "形式"), Column("text", "联系情况"),
        )),
        Listed(name="reply_drafts", title="答复稿", columns=(
            Column("unit", "单位"), Column("on", "日期"), Column("answer_class", "类别"), Column("text", "内容"),
            Column("reviewed_on", "审核"), Column("sent_back", "退回修改"), Column("reason", "退回原因"),
        )),
        Listed(name="replies", title="答复", columns=(
            Column("unit", "单位"), Column("on", "日期"), Column("answer_class", "类别"), Column("outcome", "结果"),
            Column("text", "答复内容"),
        )),
        Listed(name="forms", title="反馈", columns=(
            Column("signatory", "提案人"), Column("on", "日期"), Column("process", "对过程"), Column("result", "对结果"),
            Column("comment", "意见"),
        )),
        Listed(name="appraisals", title="评分", columns=(
            Column("on", "日期"), Column("score", "分数"), Column("returned", "退回重新办理"),
        )),
        Listed(name="rehandlings", title="重新办理", columns=(
            Column("on", "日期"), Column("limit", "办理期限"), Column("explanation", "承办单位的书面说明"),
        )),
        Listed(name="followed_suggestions", title="建议的采纳和落实", columns=(
            Column("number", "序号"), Column("text", "建议"), Column("state_title", "状态"), Column("adopted_on", "采纳"),
            Column("not_adopted_on", "未采纳"), Column("done_on", "落实"), Column("explanation", "说明"),
        )),
        Listed(name="supervisions", title="督办", columns=(
            Column("on", "日期"), Column("leader", "督办领导"), Column("reason", "原因"),
        )),
        Listed(name="instructions", title="批示", columns=(
            Column("number", "序号"), Column("level_title", "层级"), Column("on", "日期"), Column("text", "批示内容"),
            Column("reply_by", "回复期限"), Column("answered_on", "回复"), Column("answer", "办理情况"),
        )),
        Listed(name="publications", title="公开", columns=(
            Column("on", "公开"), Column("texts", "题目以外公开的内容"), Column("ended_on", "撤回公开"), Column("reason", "撤回的原因"),
        )),
        Listed(name="look_backs", title="回头看", columns=(
            Column("on", "日期"), Column("result_title", "结果"), Column("finding", "情况"),
        )),
    ),
    marks=(
        Column("key_on", "重点"), Column("supervisions", "督办"), Column("instructions", "批示"), Column("published_on", "公开"),
        Column("outstanding_on", "优秀"),
    ),
    progress=(
        ProgressStep("提交", (S.DELIVERED, S.DRAFT), "received_on"),
        ProgressStep("立案", (S.UNDER_REVIEW,), "filed_on"),
        ProgressStep("交办", (S.FILED,), "assigned_on"),
        ProgressStep("答复", (S.ASSIGNED, S.IN_HANDLING, S.REHANDLING), "replied_on", limited=True),
        ProgressStep("反馈", (S.FEEDBACK_REQUESTED,)),
        ProgressStep("办结", (), "closed_on", (S.CLOSED,)),
    ),
    documents=True,
)  # fmt: skip

"""What the list and the page of an opinion report 社情民意信息 show."""

from shared.committee.matters.layout import YEAR, Column, KindLayout, Listed, ListLink, ProgressStep
from shared.contracts.vocabulary import OpinionState as S

LEVELS = (Column("level_title", "层级"), Column("on", "日期"), Column("basis_title", "依据"))

SUBMISSIONS = (Column("level_title", "层级"), Column("on", "日期"), Column("letter", "文号"))

REFERRALS = (
    Column("unit", "转办单位"), Column("on", "转办"), Column("limit", "回复期限"), Column("answered_on", "回复"),
    Column("text", "回复内容"), Column("overdue", "逾期"),
)  # fmt: skip

OTHERS = (Column("matter", "编号"), Column("title", "标题"), Column("authors", "撰稿人"))

LAYOUT = KindLayout(
    title="社情民意信息",
    short="社情民意",
    begin="登记社情民意",
    empty="从窗口、走访、电话、网络等渠道收到的意见，都在这里登记、编辑、审签和报送。",
    links=(
        ListLink("约稿", "/opinion-calls", permission="opinion_calls.read"),
        ListLink("采用计分", "/opinions/points", permission="opinions.read"),
    ),
    columns=(
        Column("channel", "渠道"), Column("came", "下级报来"), Column("received_on", "收到"), Column("limit", "期限"),
        Column("issue", "刊期"),
    ),
    facts=(
        YEAR, Column("channel", "渠道"), Column("received_on", "收到"), Column("answer_limit", "答复期限"),
        Column("fed_back_on", "反馈"), Column("source", "反映人"), Column("authors", "撰稿人"), Column("issue", "刊期"),
        Column("converted_from", "由提案转化"), Column("visit", "来自来访"), Column("outcome_of", "由协商成果转化"),
        Column("opinion_call", "约稿"),
        Column("merged_into", "并入"),
    ),
    texts=(Column("content", "内容"),),
    lists=(
        Listed(name="adopted", title="采用", columns=LEVELS),
        Listed(name="instructed", title="批示", columns=LEVELS),
        Listed(name="submitted", title="呈报", columns=SUBMISSIONS),
        Listed(name="merged", title="并入的信息", columns=OTHERS),
        Listed(name="printed_with", title="同期编发", columns=OTHERS),
        Listed(name="referrals", title="转办", columns=REFERRALS),
    ),
    progress=(
        ProgressStep("收集", (S.DELIVERED,), "received_on"),
        ProgressStep("编辑", (S.COLLECTED,)),
        ProgressStep("审签", (S.EDITED,)),
        ProgressStep("报送采用", (S.APPROVED, S.FORWARDED)),
        ProgressStep("反馈", (S.ADOPTED, S.INSTRUCTED, S.REFERRED), "fed_back_on", (S.FED_BACK,), limited=True),
    ),
)  # fmt: skip

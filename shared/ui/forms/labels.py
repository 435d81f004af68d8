"""The labels of form fields, as one table; `command.field` where the label differs for one command."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.domain.charter import Charter
from shared.measures.reported.bodies import ITEM_TITLES
from shared.web.titles import title_of


class Label(NamedTuple):
    """The title of a field and a hint for filling it in; `{…}` in the hint is replaced by a number of the charter."""

    title: str
    hint: str = ""


LABELS: Mapping[str, Label] = {
    "create_account.name": Label("账号", "小写字母、数字、横线，如 522625-secretariat"),
    "create_account.organization": Label("单位代码", "如 522625；管理员留空"),
    "roles": Label("角色"),
    "create_account.unit": Label("承办单位", "只有承办单位账号填写"),
    "change_roles.unit": Label("承办单位", "只有承办单位账号填写"),
    "activity": Label("类别"),
    "adopted": Label("已采纳的建议", "勾选本次得到采纳的建议"),
    "advice": Label("政策咨询"),
    "answer": Label("答复"),
    "answer_class": Label("答复类别"),
    "by": Label("审议机构"),
    "channel": Label("来源渠道"),
    "class": Label("类别"),
    "co": Label("会办单位", "每行一个单位；只有主办时填写"),
    "code": Label("代码", "国家统计局区划代码；没有则留空"),
    "comment": Label("意见"),
    "consultation": Label("对应的协商活动", "已开展的活动；可不填"),
    "content": Label("内容"),
    "correct.reason": Label("更正原因"),
    "correct.step": Label("要更正的步骤"),
    "date": Label("计划活动日期"),
    "day": Label("正确日期"),
    "deadline": Label("完成时限"),
    "department": Label("责任部门"),
    "done": Label("已落实的建议", "勾选已经落实的建议；须已采纳"),
    "reinstate.reason": Label("恢复原因", "说明当时误登的情况"),
    "explanation": Label("承办单位的书面说明", "说明提案人不满意的原因和重新办理的安排"),
    "feed_back.text": Label("答复内容"),
    "form": Label("协商形式", "只有协商活动填写"),
    "forward.limit": Label("答复期限", "对方应在此日前接收或退回；不填按章程"),
    "forward.to": Label("报送单位"),
    "ground": Label("不予立案的理由"),
    "instruct.text": Label("批示内容"),
    "into": Label("并入的提案", "本单位已立案的提案"),
    "item": Label("项目"),
    "keep.reason": Label("留存备查的原因"),
    "kept": Label("留存备查的原因"),
    "kind": Label("类型"),
    "late_reason": Label("补录原因", "早于{backdating_days}天的日期须说明"),
    "lead": Label("主办单位"),
    "lead_leader": Label("牵头领导"),
    "letter_number": Label("来文字号"),
    "level": Label("层级"),
    "limit": Label("期限", "不填按章程计算"),
    "member": Label("成员单位"),
    "merge.into": Label("并入"),
    "note": Label("来访记录"),
    "on": Label("办理日期"),
    "opinion": Label("会签意见"),
    "outcomes": Label("结果", "可选多项"),
    "parent": Label("上级单位"),
    "participants": Label("参加人数"),
    "person": Label("责任人"),
    "process": Label("对办理过程"),
    "proposers": Label("提案人", "每行一位；只在本系统内保存"),
    "reason": Label("原因"),
    "reply.text": Label("答复内容"),
    "report": Label("社情民意信息"),
    "resend.limit": Label("答复期限", "不填按章程"),
    "result": Label("对办理结果"),
    "return.reason": Label("退回原因", "会告知报送单位"),
    "separate": Label("分办单位", "每行一个单位"),
    "signatory": Label("第几位提案人", "按提案人的次序，从1开始"),
    "sole": Label("独办单位", "主办、独办、分办只填一种"),
    "source": Label("反映人", "只在本系统内保存，不随信息报送"),
    "submit_outcome.kind": Label("成果形式"),
    "suggestions": Label("建议", "每行一条，按次序编号"),
    "text": Label("内容"),
    "title": Label("标题"),
    "to": Label("转化为", "本单位的社情民意信息或提案"),
    "topic": Label("议题"),
    "transfer": Label("报送记录"),
    "unit": Label("承办单位"),
    "venue": Label("地点"),
    "year": Label("年度", "不填为办理日期所在年度"),
    "add_item.source": Label("议题来源"),
    "rehandle.limit": Label("重新办理期限", "不填按章程计算"),
    "rename.title": Label("新名称"),
    "enter.title": Label("名称"),
    "standardise.item": Label("规范化项目"),
}

LONG = frozenset({"comment", "content", "explanation", "note", "opinion", "reason", "text"})
"""Fields with a text area of several lines."""

UNASKED = frozenset({"organization", "scheme", "signatories"})
"""Fields that forms omit: the account determines the organization, the charter determines the scheme."""

FINAL: Mapping[str, str] = {
    "withdraw": "撤回后不能恢复，须重新登记。",
    "refuse": "不予立案后不能恢复，提案人会得到告知。",
    "merge": "并入后不再单独办理。",
    "return": "退回后由报送单位处理，退回原因会告知各来源单位。",
    "keep": "留存备查后不再办理。",
    "cancel": "取消后不能恢复，须重新提出议题。",
    "close": "办结后不再办理。",
    "remove": "移出名册后不再提出新的事项；误登的可以“恢复在册”。",
    "dissolve": "撤销后该单位不再计入机构覆盖。",
    "reset_password": "原密码立即失效，该账号的所有登录随即结束。",
    "disable_account": "停用后该账号立即退出，不能再登录；以后可以恢复。",
    "release": "退出后其数字不再计入联席会。",
}
"""Commands that cannot be undone -> the consequence that the user has to confirm."""


def label(name: str, *, command: str = "", charter: Charter | None = None) -> Label:
    """Returns the label of a field of a command, with the numbers of the charter in its hint; without an entry, the name is the title."""
    found = LABELS.get(f"{command}.{name}") or LABELS.get(name) or Label(name)
    return found._replace(hint=found.hint.format(**vars(charter or Charter())))


def field_title(field: str) -> str:
    """Returns the title of a field in an error message, for forms and for bodies of the API."""
    return title_of(field, known=_plain_title)


def _plain_title(name: str) -> str:
    """Returns the title of a field whose command is unknown: the general one, else the first that a command has for it."""
    known = LABELS.get(name) or next((each for key, each in LABELS.items() if key.endswith(f".{name}")), None)
    return known.title if known else name


WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {"session": "大会提案", "ordinary": "平时提案"},
    "part": {"lead": "主办", "sole": "独办", "separate": "分办", "co": "会办"},
    "by": {"chairpersons_council": "主席会议", "standing_committee": "常务委员会会议"},
    "item": ITEM_TITLES,
}
"""Field -> code -> title, for codes whose type has no titles."""

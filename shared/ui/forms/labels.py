"""The general labels of form fields. A command declares the labels that differ from them (`Command.labels`)."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from shared.domain.catalogue import COMMAND_SETS
from shared.domain.charters.charter import Charter
from shared.domain.command import Command, Label
from shared.domain.proposals.vocabulary import PROPOSAL_TYPE_TITLES
from shared.domain.transfers.commands import COMMANDS as OF_TRANSFERS
from shared.measures.reported.bodies import ITEM_TITLES
from shared.web.titles import title_of

LABELS: Mapping[str, Label] = {
    "create_account.name": Label("账号", "小写字母、数字、横线，如 522625-secretariat"),
    "create_account.organization": Label("单位代码", "如 522625；管理员留空"),
    "roles": Label("角色", "办公室、领导、审计员和三种管理员须由安全管理员确认后生效"),
    "create_account.unit": Label("承办单位", "只有承办单位账号填写"),
    "change_roles.unit": Label("承办单位", "只有承办单位账号填写"),
    "subject": Label("统一身份标识", "该人员用统一身份认证登录被拒绝时，页面上显示的标识"),
    "make_accounts.organization": Label("单位", "只包括名册中还没有账号的在任委员和使用中的承办单位"),
    "make_accounts.format": Label("首次密码", "只显示一次；使用者首次登录时须自行修改"),
    "enter_unit.on": Label("启用日期"),
    "enter_member.name": Label("姓名"),
    "change_member.name": Label("姓名"),
    "link_member.account": Label("委员账号", "该账号起草的提案以这位委员为第一提案人"),
    "unlink_member.account": Label("委员账号"),
    "leave_member.on": Label("离任日期"),
    "record_session.term": Label("届", "数字，如 10"),
    "record_session.session": Label("次", "数字，如 3"),
    "record_session.first_day": Label("开幕日期"),
    "record_session.last_day": Label("闭幕日期"),
    "record_session.deadline": Label("大会提案截止日期", "之后提交的提案为平时提案；可不填"),
    "record_session.year": Label("年度", "不填为开幕日期所在年度"),
    "remove_session.key": Label("届次", "期间已提交提案的不能删除"),
    "rename_unit.name": Label("新名称", "旧名称保留为曾用名"),
    "rename_unit.on": Label("更名日期"),
    "retire_unit.on": Label("停用日期"),
    "enter_opinion_call.deadline": Label("截止日期", "不填按章程计算"),
    "enter_opinion_call.members": Label("约请的委员", "委员和单位都不选，则约请全体委员"),
    "enter_opinion_call.organizations": Label(
        "约请的下级单位", "只列直接下级；收到后在其首页和通知中列出，再往下由其转发约稿"
    ),
    "pass_on_opinion_call.members": Label("约请的委员", "委员和单位都不选，则约请全体委员"),
    "pass_on_opinion_call.organizations": Label("约请的下级单位", "只列直接下级；按本次约稿的要求和截止日期"),
    "enter_opinion_call.name": Label("约稿主题"),
    "enter_opinion_call.text": Label("要求"),
    "change_opinion_call.deadline": Label("截止日期"),
    "change_opinion_call.name": Label("约稿主题"),
    "change_opinion_call.text": Label("要求"),
    "enter_topic_suggestion.name": Label("议题"),
    "enter_topic_suggestion.text": Label("理由"),
    "enter_topic_suggestion.suggester": Label("提出人", "不填为本账号的委员或单位；来信来函的填写来信人"),
    "accept_topic_suggestion.plan": Label("列入的计划"),
    "accept_topic_suggestion.topic": Label("议题", "不改则按征集的议题列入"),
    "decline_topic_suggestion.reason": Label("不予列入的理由"),
    "absentees": Label("缺席名单", "每行一位；只在本系统内保存"),
    "activity": Label("类别"),
    "aliases": Label("别名", "每行一个；交办时填写别名，按名录上的名称登记"),
    "adopted": Label("已采纳的建议", "勾选本次得到采纳的建议"),
    "advice": Label("政策咨询"),
    "answer": Label("答复"),
    "answers": Label("答（次）", "只有协商活动填写"),
    "attendees": Label("出席名单", "每行一位；只在本系统内保存"),
    "answer_class": Label("答复类别"),
    "by": Label("审议机构"),
    "channel": Label("来源渠道"),
    "class": Label("类别"),
    "authors": Label("撰稿人", "每行一位；只在本系统内保存，随信息报送，印在刊物上"),
    "awaits": Label("待决定事项"),
    "co": Label("会办单位", "每行一个单位；只有主办时填写"),
    "code": Label("代码", "国家统计局区划代码；没有则留空"),
    "comment": Label("意见"),
    "contact_form": Label("联系点类型", "只有委员联系点填写"),
    "contact": Label("联系方式", "只在本系统内保存"),
    "consultation": Label("对应的协商活动", "已开展的活动；可不填"),
    "content": Label("内容"),
    "date": Label("计划活动日期"),
    "cosigner": Label("附议委员"),
    "day": Label("正确日期"),
    "deadline": Label("完成时限"),
    "department": Label("责任部门"),
    "departments": Label("其中部门人员"),
    "deputies": Label("副职", "每行一位；只有村级协商站填写，{station_deputies[0]}至{station_deputies[1]}位"),
    "done": Label("已落实的建议", "勾选已经落实的建议；须已采纳"),
    "experts": Label("其中专家"),
    "explanation": Label("承办单位的书面说明", "说明提案人不满意的原因和重新办理的安排"),
    "files_not_received": Label("没有收到的附件"),
    "finding": Label("回头看的情况"),
    "form": Label("协商形式", "只有协商活动填写"),
    "gathering": Label("集中或分散"),
    "ground": Label("不予立案的理由"),
    "appraises": Label("评议的调研", "次年回访、评议时选"),
    "held_by": Label("主办", "开展活动的会议、委员会、界别或乡镇"),
    "head": Label("负责人", "站长、组长、召集人或联系片区的副主席；只在本系统内保存"),
    "address": Label("地址", "只有委员联系点填写，如“城关镇文化站一楼”"),
    "household": Label("户号", "只有户级协商召集人填写；一户只属于一个组"),
    "holidays": Label("放假", "每行一天，如 2027-10-01；周六、周日可以不填"),
    "into": Label("并入的提案", "本单位已立案的提案"),
    "adoption_letter": Label("采用来函文号"),
    "instruction_letter": Label("批示来函文号"),
    "instruction_text": Label("批示内容"),
    "instruction": Label("批示", "不选为最早的未回复批示"),
    "item": Label("项目"),
    "kept": Label("留存备查的原因"),
    "keywords": Label("关键词", "每行一个，最多10个"),
    "kind": Label("类型"),
    "late_reason": Label("补录原因", "早于{backdating_days}天的日期须说明"),
    "lead": Label("主办单位"),
    "lead_leader": Label("牵头领导"),
    "leader": Label("督办领导", "只在本系统内保存"),
    "letter_number": Label("函件字号"),
    "letter_reference": Label("届次和立案号"),
    "level": Label("层级"),
    "limit": Label("期限", "不填按章程计算"),
    "member": Label("成员单位"),
    "members": Label("其中委员"),
    "mobility": Label("固定或移动"),
    "name": Label("名称"),
    "not_adopted": Label("未采纳的建议", "勾选明确不采纳的建议；以后仍可登记为采纳"),
    "note": Label("来访记录"),
    "notice_due": Label("通知期限", "不填按章程计算；有计划活动日期的协商才有"),
    "on": Label("办理日期"),
    "opinion": Label("会签意见"),
    "opinion_call": Label("约稿", "按约稿报来的才选"),
    "outcomes": Label("结果", "可选多项"),
    "papers_due": Label("材料期限", "不填按章程计算；有计划活动日期的协商才有"),
    "parent": Label("上级单位"),
    "register.parent": Label("所属平台", "组级协商点填写所属的站，户级协商召集人填写所属的点"),
    "participants": Label("参加人数"),
    "person": Label("责任人"),
    "process": Label("对办理过程"),
    "proposers": Label("提案人", "每行一位；只在本系统内保存"),
    "public": Label("其中群众"),
    "questions": Label("问（次）", "只有协商活动填写"),
    "reason": Label("原因"),
    "rejoinders": Label("辩（次）", "只有协商活动填写"),
    "reply_by": Label("回复期限", "不填为{instruction_answer_days}日内"),
    "report": Label("社情民意信息"),
    "result": Label("对办理结果"),
    "sector": Label("界别"),
    "separate": Label("分办单位", "每行一个单位"),
    "setting": Label("会场或现场"),
    "signatory": Label("第几位提案人", "按提案人的次序，从1开始"),
    "sole": Label("独办单位", "主办、独办、分办只填一种"),
    "source": Label("反映人", "只在本系统内保存，不随信息报送"),
    "special_committee": Label("联系的专门委员会", "只有片区填写"),
    "suggestions": Label("建议", "每行一条，按次序编号"),
    "signatories": Label("联名人数"),
    "term": Label("届次", "如：第十届"),
    "text": Label("内容"),
    "theme": Label("主题"),
    "title": Label("标题"),
    "topic": Label("议题"),
    "townships": Label("乡镇（街道）", "每行一个，名称或代码；只有片区填写"),
    "transfer": Label("报送记录"),
    "type": Label("提案者类型", "不选则按提案人数：一位为个人提案，多位为联名提案"),
    "unit": Label("承办单位"),
    "venue": Label("地点"),
    "visitors": Label("接待人数"),
    "working_days": Label("调休上班", "每行一天，只填周六、周日"),
    "year": Label("年度", "不填为办理日期所在年度"),
}

LONG = frozenset(
    {"comment", "content", "disclosed", "draft", "explanation", "finding", "note", "opinion", "reason", "text"}
)
"""Fields with a text area of several lines."""

UNASKED = frozenset({"organization", "scheme", "signatories"})
"""Fields that forms omit: the account determines the organization, the charter determines the scheme."""


def label(name: str, *, body: type[Any] | None = None, command: str = "", charter: Charter | None = None) -> Label:
    """Returns the label of a field, with the numbers of the charter in its hint; without a label, the name is the title.

    `body`: the dataclass of the form, `command`: its name.
    """
    own = body.labels.get(name) if body is not None and issubclass(body, Command) else None
    found = own or LABELS.get(f"{command}.{name}") or LABELS.get(name) or Label(name)
    return found._replace(hint=found.hint.format(**vars(charter or Charter())))


def field_title(field: str, /, *, command: str = "") -> str:
    """Returns the title of a field in an error message, for forms and for bodies of the API."""
    return title_of(field, command=command, known=_plain_title)


def _plain_title(name: str, /, *, command: str = "") -> str:
    """Returns the title of a field: that of the form of its command, else the general one, else the first that a command has for it."""
    kind, _, given = command.rpartition(".")
    found = label(name, body=_commands().get((kind, given)) or OF_TRANSFERS.get(given), command=given)
    if found.title == name:
        return next((each.title for key, each in _special() if key == name), name)
    return found.title


@cache
def _commands() -> Mapping[tuple[str, str], type[Command]]:
    """Returns the commands by kind and name."""
    return {(kind.name, name): each for kind in COMMAND_SETS.values() for name, each in kind.every_by_name.items()}


def _special() -> Iterator[tuple[str, Label]]:
    """Yields the labels of fields that differ between commands, by the name of the field."""
    yield from ((key.partition(".")[2], each) for key, each in LABELS.items())
    for commands in COMMAND_SETS.values():
        for command in commands.every:
            yield from command.labels.items()


WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": PROPOSAL_TYPE_TITLES,
    "format": {"page": "打印页", "csv": "CSV文件"},
    "by": {"chairpersons_council": "主席会议", "standing_committee": "常务委员会会议"},
    "item": ITEM_TITLES,
}
"""Field -> code -> title, for codes whose type has no titles."""

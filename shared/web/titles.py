"""The titles of the fields and parameters that all services have. Those of matters are in `shared.ui.forms.labels`."""

from collections.abc import Mapping
from typing import Protocol


class TitleOf(Protocol):
    """A function that returns the Chinese title of a field, which is named as in `errors[].field` (`suggestions.0`).

    `command`: the command that gives the field, with its kind (`opinions.forward`), where it is known.
    """

    def __call__(self, field: str, /, *, command: str = "") -> str: ...


TITLES: Mapping[str, str] = {
    "Content-Type": "内容类型",
    "Idempotency-Key": "重复提交标识",
    "If-Match": "版本标记",
    "accept": "确认的提示",
    "account": "账号",
    "again": "再填一次的新密码",
    "as_of": "截至日期",
    "body": "内容",
    "code": "验证码",
    "days": "天数",
    "decimals": "小数位数",
    "dry_run": "试导入",
    "from": "起始日期",
    "id": "编号",
    "key": "单位代码",
    "level": "层级",
    "name": "名称",
    "new": "新密码",
    "old": "原密码",
    "on": "日期",
    "organization": "单位",
    "overdue": "是否逾期",
    "page": "页码",
    "password": "密码",
    "purpose": "用途",
    "q": "查找内容",
    "roles": "角色",
    "scheme": "答复分类办法",
    "scope": "范围",
    "scopes": "范围",
    "sheet": "工作表",
    "side": "来件或去件",
    "signatories": "提案人数",
    "since": "起始修订号",
    "size": "每页件数",
    "status": "状态",
    "subject": "统一身份标识",
    "token": "令牌",
    "under": "上级单位",
    "unit": "承办单位",
    "year": "年度",
}


def title_of(field: str, /, *, command: str = "", known: TitleOf | None = None) -> str:
    """Returns the title of a field with its item numbers, or its name when there is no title. `known`: returns further titles."""
    parts = field.split(".")
    name = next((part for part in reversed(parts) if not part.isdigit()), field)
    title = known(name, command=command) if known is not None else name
    title = TITLES.get(name, name) if title == name else title
    return title + "".join(f"第{int(part) + 1}项" for part in parts[1:] if part.isascii() and part.isdigit())

"""The commands that follow an activity: outlines of members, a comment round, its evaluation, and the decision that it preceded."""

import datetime as dt
from typing import ClassVar

from shared.contracts.consultation_vocabulary import DecidingBody
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import Role
from shared.domain.command import SECRETARIAT, Command, Grant, Label, Labels

_AUTHOR = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.MEMBER: "own", Role.LEADER: "own"})


class AddresseeGroup(Titled):
    """Organizations that are all asked for comments at once."""

    BELOW = "below", "全部下级单位（乡镇、街道）"
    UNITS = "units", "全部承办单位"


class FollowUpStep(Command):
    """A command that changes what follows an activity, and not its state."""


class AddOutline(FollowUpStep, name="add_outline", title_zh="提交发言提纲", event=("outline_added", "发言提纲已提交")):
    """Adds the outline 发言提纲 of a member, or a reflection 体会 afterwards. `author`, `outline`: stay in the service."""

    permitted = _AUTHOR
    texts = ("author", "outline")
    labels: ClassVar[Labels] = {"author": Label("发言人"), "outline": Label("提纲或体会")}

    author: str
    outline: str


class RequestComments(
    FollowUpStep, name="request_comments", title_zh="征求意见", event=("comments_requested", "已征求意见")
):
    """Sends the outcome round for comments. `addressees`: townships and departments; `until`: the last day for comments.

    `addressee_groups`: all organizations below on the roster, all units of the register that are in use; the service adds their names.
    `draft`: the text to comment on, by default that of the outcome, or the suggestions. Units with an account, and organizations below with
    a service, are asked there and answer themselves. It may be repeated until the first comment has come, and then replaces the round
    before it.
    """

    permitted = SECRETARIAT
    texts = ("addressees", "draft")
    labels: ClassVar[Labels] = {
        "addressees": Label("征求意见对象", "每行一个：乡镇（街道）、部门"),
        "addressee_groups": Label("一并征求", "不必逐个选择；与上面重复的只征求一次"),
        "until": Label("反馈截止日期"),
        "draft": Label("征求意见稿", "不填的，用成果正文；没有成果正文的，用建议"),
    }

    addressees: tuple[str, ...] = ()
    addressee_groups: tuple[AddresseeGroup, ...] = ()
    until: dt.date
    draft: str = ""


class CompletedRequestComments(RequestComments):
    """The command with the names of its groups and its draft. `organizations`: the keys of addressees that are asked by an event.

    They are in the order of the addressees; the key of every other addressee is empty.
    """

    organizations: tuple[str, ...]


class RecordComment(
    FollowUpStep, name="record_comment", title_zh="登记反馈意见", event=("comment_recorded", "反馈意见已登记")
):
    """Records the comment of an addressee, in place of an earlier one; not after the last day. `number`: that of the addressee."""

    permitted = SECRETARIAT
    texts = ("comment",)
    labels: ClassVar[Labels] = {"number": Label("反馈单位"), "comment": Label("意见", "无意见的写“无意见”")}

    number: int
    comment: str


class Evaluate(FollowUpStep, name="evaluate", title_zh="评价协商质量", event=("evaluated", "协商质量已评价")):
    """Evaluates the activity by the sheet of the charter; a later evaluation replaces it. `scores`: in the order of its criteria."""

    permitted = SECRETARIAT
    texts = ("comment",)
    labels: ClassVar[Labels] = {"scores": Label("得分"), "comment": Label("评语")}

    scores: tuple[int, ...]
    comment: str = ""


class CompletedEvaluate(Evaluate):
    """The command after the decision. `criteria`: those of the charter of the day, each with its full score."""

    criteria: tuple[tuple[str, int], ...]


class LinkDecision(
    FollowUpStep, name="link_decision", title_zh="登记对应决策", event=("decision_linked", "对应决策已登记")
):
    """Records the decision that the activity preceded. `body`: who decided; `decided_on`: not before the activity."""

    permitted = SECRETARIAT
    texts = ("decision",)
    labels: ClassVar[Labels] = {
        "body": Label("决策机关"),
        "decided_on": Label("决策日期"),
        "decision": Label("决策事项", "如会议议题、文件名称"),
    }

    body: DecidingBody
    decided_on: dt.date
    decision: str


FollowUpCommand = AddOutline | RequestComments | RecordComment | Evaluate | LinkDecision

"""The sorts of notifications, and to whom they are addressed."""

from enum import StrEnum
from typing import NamedTuple

from shared.contracts.titled import Titled

ORGANIZATIONS = "organizations"
"""The kind of notifications about an organization itself and no matter; their `matter` is its key."""


OPINION_CALLS = "opinion-calls"
"""The kind of notifications about a call for opinion reports 约稿, as in addresses; their `matter` is its id."""


TOPICS = "topic-suggestions"
"""The kind of notifications about a topic that was suggested for a plan, as in addresses; their `matter` is its id."""


COMMENT_REQUESTS = "comment-requests"
"""The kind of notifications about a request for comments 征求意见, as in addresses; their `matter` is its id."""


class NotificationSort(Titled):
    """What a notification is about; accounts choose by it what is sent to them."""

    ASSIGNED = "assigned", "交办和改交"
    RETURN = "return", "退办"
    URGED = "urged", "催办和延期"
    REMINDER = "reminder", "期限提醒"
    REPLIED = "replied", "答复和审核"
    FEEDBACK = "feedback", "征询意见和反馈"
    INVITED = "invited", "邀请和附议"
    DECIDED = "decided", "审查和办理结果"
    TRANSFER = "transfer", "报送"
    CONFERENCE = "conference", "联席会邀请"
    CALL = "call", "约稿"


class Recipient(StrEnum):
    """Who a notification is for: the accounts of a unit, one or every member, the proposers of a matter, the office, its heads.

    `AUTHOR`: an account that began a matter which was merged into this one.
    """

    UNIT = "unit"
    MEMBER = "member"
    MEMBERS = "members"
    PROPOSERS = "proposers"
    AUTHOR = "author"
    OFFICE = "office"
    SECRETARIAT = "secretariat"
    LEADER = "leader"


class Occasion(NamedTuple):
    """What a step of a matter notifies of. `addressee`: the key of the unit or the id of the member.

    `detail`: for users, without names of persons.
    """

    sort: NotificationSort
    recipient: Recipient
    addressee: str = ""
    detail: str = ""

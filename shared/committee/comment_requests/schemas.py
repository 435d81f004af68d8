"""Request and response bodies of the requests for comments 征求意见 that a unit or an organization has received."""

from dataclasses import dataclass
from datetime import date

from shared.committee.bodies import StrictBody, Text


@dataclass(frozen=True, kw_only=True)
class SubmitComment(StrictBody):
    """The comment on the draft, or 无意见: once, until the deadline; or the answer to a suggestion, which may be late."""

    comment: Text


@dataclass(frozen=True, kw_only=True)
class CommentRequestSummary:
    """A row of the list. `name`: the title of the activity, `document`: its outcome; `asked_by`: the organization that asks.

    `open`: the comment is missing; `overdue`: and its deadline has passed. `commented_on`: the day on which the comment was recorded here;
    `withdrawn_on`: since when no comment is needed. `suggestion`: the number of the suggestion that is answered, 0 for a comment.
    """

    id: str
    organization: str
    name: str
    document: str
    asked_by: str
    asked_on: date
    deadline: date
    open: bool
    overdue: bool
    commented_on: date | None
    withdrawn_on: date | None
    suggestion: int


@dataclass(frozen=True, kw_only=True)
class CommentRequestView(CommentRequestSummary):
    """A request with the text to comment on, and the comment. `may_comment`: the account may give it now.

    `addressee`: the name under which the unit or the organization is asked.
    """

    addressee: str
    draft: str
    comment: str
    may_comment: bool

"""The rules on the texts and the proposers of a draft. Pure: no clock, no ids, no I/O."""

from shared.domain.comparison import is_blank
from shared.domain.errors import EntryCount, invalid
from shared.domain.lines import LONGEST_LINE, LONGEST_TEXT, is_line
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.feedback import MOST_SIGNATORIES
from shared.domain.proposals.state import Proposal

MOST_SUGGESTIONS = 100
MOST_KEYWORDS = 10
LONGEST_KEYWORD = 20


def check_edit(command: EditProposal) -> None:
    """Refuses an edit without any field, and texts that a new draft could not have either."""
    if command.is_empty:
        raise invalid("title", None, "至少修改一项")
    if command.title and (len(command.title) > LONGEST_LINE or is_blank(command.title) or not is_line(command.title)):
        raise invalid("title", command.title[:LONGEST_LINE], f"须为一行文字，最多{LONGEST_LINE}字")
    if len(command.content or "") > LONGEST_TEXT:
        raise invalid("content", None, f"最多{LONGEST_TEXT}字")
    suggestions = command.suggestions or ()
    if len(suggestions) > MOST_SUGGESTIONS:
        raise invalid("suggestions", EntryCount(len(suggestions)), f"最多{MOST_SUGGESTIONS}条")
    if any(is_blank(each) or len(each) > LONGEST_TEXT for each in suggestions):
        raise invalid("suggestions", None, f"每条须有文字，最多{LONGEST_TEXT}字")
    _check_keywords(command.keywords or ())
    _check_names(command.proposers or ())


def _check_keywords(keywords: tuple[str, ...]) -> None:
    if len(keywords) > MOST_KEYWORDS:
        raise invalid("keywords", EntryCount(len(keywords)), f"最多{MOST_KEYWORDS}个")
    if any(is_blank(each) or len(each) > LONGEST_KEYWORD or not is_line(each) for each in keywords):
        raise invalid("keywords", None, f"每个须为一行文字，最多{LONGEST_KEYWORD}字")


def _check_names(names: tuple[str, ...]) -> None:
    for number, name in enumerate(names):
        if is_blank(name) or len(name) > LONGEST_LINE or not is_line(name):
            raise invalid(f"proposers.{number}", None, f"须为一行文字，最多{LONGEST_LINE}字")


def signatories_after(state: Proposal, command: EditProposal) -> int:
    """Returns the number of proposers after an edit; refuses one that is too high, or lower than that of the members who have co-signed."""
    count = command.signatories
    if count is None:
        count = state.signatories if command.proposers is None else max(1, len(command.proposers))
    cosigned = sum(each.accepted is not None for each in state.invitations)
    if not max(1, cosigned) <= count <= MOST_SIGNATORIES - len(state.open_invitations):
        rule = f"联名人数须在{max(1, cosigned)}至{MOST_SIGNATORIES}之间，含已同意附议和已受邀附议的委员"
        raise invalid("proposers" if command.signatories is None else "signatories", EntryCount(count), rule)
    return count

"""The rules on the texts of a draft. Pure: no clock, no ids, no I/O."""

from shared.domain.comparison import is_blank
from shared.domain.errors import EntryCount, invalid
from shared.domain.lines import LONGEST_LINE, LONGEST_TEXT, is_line
from shared.domain.proposals.draft_commands import EditProposal

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


def _check_keywords(keywords: tuple[str, ...]) -> None:
    if len(keywords) > MOST_KEYWORDS:
        raise invalid("keywords", EntryCount(len(keywords)), f"最多{MOST_KEYWORDS}个")
    if any(is_blank(each) or len(each) > LONGEST_KEYWORD or not is_line(each) for each in keywords):
        raise invalid("keywords", None, f"每个须为一行文字，最多{LONGEST_KEYWORD}字")

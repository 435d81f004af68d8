"""The rules on the texts and the proposers of a draft. Pure: no clock, no ids, no I/O."""

from dataclasses import replace

from shared.domain.comparison import is_blank
from shared.domain.errors import EntryCount, invalid
from shared.domain.lines import LONGEST_LINE, LONGEST_TEXT, line_in, line_of
from shared.domain.proposals.draft_commands import CompletedEdit, EditProposal
from shared.domain.proposals.feedback import MOST_SIGNATORIES
from shared.domain.proposals.state import Proposal

MOST_SUGGESTIONS = 100
MOST_KEYWORDS = 10
LONGEST_KEYWORD = 20


def checked_edit(command: EditProposal) -> EditProposal:
    """Returns the edit with its lines as they are stored; refuses one without any field, and texts that a new draft could not have."""
    if command.is_empty:
        raise invalid("title", None, "至少修改一项")
    if len(command.content or "") > LONGEST_TEXT:
        raise invalid("content", None, f"最多{LONGEST_TEXT}字")
    suggestions = command.suggestions or ()
    if len(suggestions) > MOST_SUGGESTIONS:
        raise invalid("suggestions", EntryCount(len(suggestions)), f"最多{MOST_SUGGESTIONS}条")
    if any(is_blank(each) or len(each) > LONGEST_TEXT for each in suggestions):
        raise invalid("suggestions", None, f"每条须有文字，最多{LONGEST_TEXT}字")
    if len(command.keywords or ()) > MOST_KEYWORDS:
        raise invalid("keywords", EntryCount(len(command.keywords or ())), f"最多{MOST_KEYWORDS}个")
    if len(command.proposers or ()) > MOST_SIGNATORIES:
        raise invalid("proposers", EntryCount(len(command.proposers or ())), f"最多{MOST_SIGNATORIES}位")
    return replace(
        command,
        title=line_in("title", command.title) if command.title else "",
        keywords=_lines("keywords", command.keywords, longest=LONGEST_KEYWORD),
        proposers=_lines("proposers", command.proposers, longest=LONGEST_LINE),
    )


def _lines(field: str, given: tuple[str, ...] | None, *, longest: int) -> tuple[str, ...] | None:
    return None if given is None else tuple(_line(f"{field}.{at}", each, longest) for at, each in enumerate(given))


def _line(field: str, text: str, longest: int) -> str:
    """Returns the line as it is stored; raises `InvalidError`, which does not repeat it, because it may be a name."""
    try:
        line = line_of(text)
    except ValueError as error:
        raise invalid(field, None, str(error)) from error
    if len(line) > longest:
        raise invalid(field, None, f"最多{longest}字")
    return line


def signatories_after(state: Proposal, command: EditProposal) -> int:
    """Returns the number of proposers after an edit; those whose names are not recorded stay, unless the edit gives another number."""
    before = command.named if isinstance(command, CompletedEdit) else 0
    named = before if command.proposers is None else len(command.proposers)
    count = command.signatories
    if count is None:
        unnamed = max(0, state.signatories - before)
        count = max(1, named + unnamed) if before else max(state.signatories, named)
    cosigned = sum(each.accepted is not None for each in state.invitations)
    field = "proposers" if command.signatories is None else "signatories"
    check_signatories(count, named=max(named, cosigned), invited=len(state.open_invitations), field=field)
    return count


def check_signatories(count: int, *, named: int, invited: int = 0, field: str = "signatories") -> None:
    """Refuses a number of proposers below that of the names, and one that leaves no room for the members who are `invited`."""
    most = MOST_SIGNATORIES - invited
    waiting = f"，受邀附议而未答复的委员另有{invited}位" if invited else ""
    if named > most:
        raise invalid("proposers", EntryCount(named), f"最多{most}位{waiting}")
    if not max(1, named) <= count <= most:
        known = f"，已填写姓名的提案人有{named}位" if named else ""
        raise invalid(field, EntryCount(count), f"联名人数须在{max(1, named)}至{most}之间{known}{waiting}")

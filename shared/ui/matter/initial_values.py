"""The values that the forms on the page of a matter begin with."""

from collections.abc import Mapping

from shared.contracts.vocabulary import Role
from shared.domain.comparison import name_key
from shared.domain.consultations.participant_commands import Invite, ParticipantKind
from shared.domain.proposals.reply_review_commands import DraftReply
from shared.ui.forms.situation import MatterSituation

_EDITED = [
    *("title", "content", "authors", "suggestions", "keywords", "proposers"),
    *("type", "sector", "theme", "kind", "channel", "opinion_call"),
]
_PREFILLED: Mapping[str, Mapping[str, str]] = {
    "edit": {each: each for each in _EDITED},
    "report": {"title": "title", "content": "note"},
    "submit_outcome": {"outcome_text": "report_draft"},
    "rename": {"title": "title", "address": "address"},
    "convert_outcome": {"title": "title", "content": "outcome_text"},
}
"""Command -> field of its form -> the field of the view that it begins with; those of `edit` keep what is unchanged."""


def initial_values(command: str, here: MatterSituation) -> dict[str, str]:
    """Returns the initial values of a form: today, the texts of `_PREFILLED`, a draft to change, the first signatory whose form is due."""
    kept = {name: getattr(here.view, shown, None) or "" for name, shown in _PREFILLED.get(command, {}).items()}
    texts = {name: text if isinstance(text, str) else "\n".join(text) for name, text in kept.items()}
    if command == "convert_outcome":
        texts["content"] = "\n".join([*filter(None, [texts["content"]]), *_numbered_suggestions(here)])
    if command == Invite.name:
        texts = {kind.field: _invited(here, kind) for kind in ParticipantKind}
    if command == DraftReply.name:
        texts = _sent_back(here)
    return {"on": here.today.isoformat(), **texts, **(_signatory_due(here) if command == "rate" else {})}


def _sent_back(here: MatterSituation) -> dict[str, str]:
    """Returns the newest draft of a reply that was sent back to a unit of the account, which changes it."""
    keys, units = here.account.unit_keys, here.state.units_to_draft
    drafts = [
        each for each in here.view.reply_drafts if each.unit in units and (not keys or name_key(each.unit) in keys)
    ]
    newest = drafts[-1] if drafts and drafts[-1].sent_back else None
    return {name: getattr(newest, name) for name in ("unit", "text", "answer_class")} if newest else {}


def _invited(here: MatterSituation, kind: ParticipantKind) -> str:
    return "\n".join(each.name for each in here.view.invited if each.kind is kind)


def _numbered_suggestions(here: MatterSituation) -> list[str]:
    return [f"{each.number}. {each.text}" for each in here.view.suggestions]


def _signatory_due(here: MatterSituation) -> dict[str, str]:
    """Returns the number of the proposer whose form is due: of a member its own, else the first."""
    due: tuple[int, ...] = here.state.signatories_to_rate
    if Role.MEMBER in here.account.roles and here.signatories:
        due = tuple(sorted(here.signatories.intersection(due) or here.signatories))
    return {"signatory": str(due[0])} if due else {}

"""The documents of a proposal 提案文书: their titles, the state that each needs, and the units that some are addressed to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.committee.documents.source import ProposalSource
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import ProposalState
from shared.domain.errors import ConflictError, invalid

_UNREVIEWED = (ProposalState.DELIVERED, ProposalState.RETURNED, ProposalState.DRAFT, ProposalState.UNDER_REVIEW)


class DocumentForm(Titled):
    """A document of a proposal."""

    PROPOSAL = "proposal", "提案表"
    FILING_NOTICE = "filing_notice", "立案通知书"
    ASSIGNMENT_NOTICE = "assignment_notice", "交办通知"
    REPLY = "reply", "答复函"
    OPINION_FORM = "opinion_form", "征询意见表"
    URGING = "urging", "催办函"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What a document needs. `unmet`: the reason in Chinese for which it cannot be made; `units`: those of which it takes one."""

    unmet: Callable[[ProposalSource], str | None]
    units: Callable[[ProposalSource], Sequence[str]] | None = None


def _not_submitted(source: ProposalSource) -> str | None:
    return None if source.view.received_on else "提案尚未提交，提交后才能打印提案表"


def _not_decided(source: ProposalSource) -> str | None:
    if source.view.filed_on or source.view.status is ProposalState.NOT_FILED:
        return None
    undecided = source.view.status in _UNREVIEWED
    return "提案尚未决定是否立案" if undecided else f"提案{source.view.status.title_zh}，没有立案，也没有不予立案的决定"


def _not_assigned(source: ProposalSource) -> str | None:
    return None if source.assignments else "提案尚未交办承办单位"


def _not_replied(source: ProposalSource) -> str | None:
    return None if source.view.replies else "承办单位尚未答复"


def _not_pending(source: ProposalSource) -> str | None:
    if reason := _not_assigned(source):
        return reason
    return None if pending(source) else "没有尚未答复的承办单位，不需要催办"


def assigned(source: ProposalSource) -> Sequence[str]:
    """Returns the units that handle the proposal."""
    return [each.unit for each in source.assignments]


def replied(source: ProposalSource) -> Sequence[str]:
    """Returns the units that have replied."""
    return list(dict.fromkeys(each.unit for each in source.view.replies))


def pending(source: ProposalSource) -> Sequence[str]:
    """Returns the units whose reply or countersignature is missing."""
    open_ = source.view.status in (ProposalState.ASSIGNED, ProposalState.IN_HANDLING, ProposalState.REHANDLING)
    return source.state.units_pending if open_ else ()


REQUIREMENTS: Mapping[DocumentForm, Requirement] = {
    DocumentForm.PROPOSAL: Requirement(unmet=_not_submitted),
    DocumentForm.FILING_NOTICE: Requirement(unmet=_not_decided),
    DocumentForm.ASSIGNMENT_NOTICE: Requirement(unmet=_not_assigned, units=assigned),
    DocumentForm.REPLY: Requirement(unmet=_not_replied, units=replied),
    DocumentForm.OPINION_FORM: Requirement(unmet=_not_replied),
    DocumentForm.URGING: Requirement(unmet=_not_pending, units=pending),
}


def title_of(form: DocumentForm, source: ProposalSource) -> str:
    """Returns the title of a document in this state: a refusal has a notice of its own name."""
    refused = form is DocumentForm.FILING_NOTICE and source.view.status is ProposalState.NOT_FILED
    return "不予立案通知书" if refused else form.title_zh


def offered(source: ProposalSource) -> list[tuple[DocumentForm, str, str | None]]:
    """Returns the documents that can be made now: form, title, and the unit of each that is addressed to one."""
    found: list[tuple[DocumentForm, str, str | None]] = []
    for form, requirement in REQUIREMENTS.items():
        if requirement.unmet(source) is None:
            units = requirement.units(source) if requirement.units else (None,)
            found += [(form, title_of(form, source), unit) for unit in units]
    return found


def units_of(form: DocumentForm, source: ProposalSource) -> Sequence[str | None]:
    """Returns the units for which a document can be made now, or None once; raises `ConflictError` `document-not-ready`."""
    requirement = REQUIREMENTS[form]
    if reason := requirement.unmet(source):
        raise ConflictError("document-not-ready", reason)
    return requirement.units(source) if requirement.units else (None,)


def unit_of(form: DocumentForm, source: ProposalSource, unit: str | None) -> str | None:
    """Returns the unit that a document is for: the named one, or the only one there is.

    Raises `ConflictError` `document-not-ready` in a state without what the document needs, and `InvalidError` for a wrong unit.
    """
    units = units_of(form, source)
    if units == (None,):
        return None
    if unit is None and len(units) == 1:
        return units[0]
    if unit not in units:
        raise invalid("unit", unit, f"{form.title_zh}每个单位一份，须为{'、'.join(filter(None, units))}之一")
    return unit

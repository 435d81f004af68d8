"""The classification of a proposal: its type by its proposers, its sector 界别 and its theme. Pure: no clock, no ids, no I/O."""

from dataclasses import replace

from msgspec import structs

from shared.contracts.vocabulary import ProposerType, Theme
from shared.domain.charters.charter import Charter
from shared.domain.charters.sectors import check_sector
from shared.domain.errors import invalid
from shared.domain.proposals.draft_commands import CompletedEdit, EditProposal
from shared.domain.proposals.draft_rules import signatories_after
from shared.domain.proposals.review_commands import DraftProposal
from shared.domain.proposals.state import Proposal
from shared.domain.transfers.commands import Deliver


def complete_classification(command: DraftProposal, *, charter: Charter) -> DraftProposal:
    """Returns the draft with its type and the charter's name of its sector; refuses what the charter does not list."""
    _check_type(command.type, command.signatories)
    _check_theme(command.theme, charter=charter)
    return replace(
        command, type=command.type or _usual(command.signatories), sector=check_sector(command.sector, charter=charter)
    )


def complete_edit(state: Proposal, command: EditProposal, *, charter: Charter) -> CompletedEdit:
    """Returns the edit with the number of proposers, a type that fits it, whether another channel is online, and the charter's sector.

    Refuses what the charter does not list, unless the draft has it already.
    """
    count = signatories_after(state, command)
    type = _type_after(state, command, count)
    _check_type(type, count)
    if command.theme and command.theme != state.theme:
        _check_theme(command.theme, charter=charter)
    sector = command.sector
    if sector and sector != state.sector:
        sector = check_sector(sector, charter=charter)
    online = None if command.channel in (None, state.channel) else command.channel in charter.online_channels
    given = vars(command) | {"type": type, "sector": sector, "online": online}
    return CompletedEdit(**given | {"signatories": count if count != state.signatories else None})


def _type_after(state: Proposal, command: EditProposal, count: int) -> ProposerType | None:
    """Returns the type that an edit gives: another one that is named, or the usual one where the number of proposers changes it."""
    named = command.type if command.type != state.type else None
    by_number = state.type in (ProposerType.INDIVIDUAL, ProposerType.JOINT) and count != state.signatories
    return _usual(count) if named is None and by_number else named


def _usual(signatories: int) -> ProposerType:
    return ProposerType.JOINT if signatories > 1 else ProposerType.INDIVIDUAL


def with_edit(state: Proposal, command: EditProposal) -> Proposal:
    """Returns the draft with what an edit changes of it."""
    online = command.online if isinstance(command, CompletedEdit) else None
    return structs.replace(
        with_classification(state, command),
        kind=command.kind or state.kind,
        channel=command.channel or state.channel,
        online=state.online if online is None else online,
        signatories=command.signatories or state.signatories,
    )


def with_classification(state: Proposal, command: EditProposal | Deliver) -> Proposal:
    """Returns the proposal with the type, the sector and the theme that an edit or a further delivery gives."""
    return structs.replace(
        state,
        type=command.type or state.type,
        sector=state.sector if command.sector is None else command.sector or None,
        theme=state.theme if command.theme is None else command.theme or None,
    )


def _check_type(type: ProposerType | None, signatories: int) -> None:
    if type is ProposerType.INDIVIDUAL and signatories > 1:
        raise invalid("type", str(type), f"提案人有{signatories}位，不能是{type.title_zh}")


def _check_theme(theme: Theme | None, *, charter: Charter) -> None:
    if theme is not None and theme not in charter.themes:
        titles = "、".join(each.title_zh for each in charter.themes)
        raise invalid("theme", str(theme), f"按章程须为：{titles}")

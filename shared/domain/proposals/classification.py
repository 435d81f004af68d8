"""The classification of a proposal: its type by its proposers, its sector 界别 and its theme. Pure: no clock, no ids, no I/O."""

from dataclasses import replace

from msgspec import structs

from shared.contracts.vocabulary import ProposerType, Theme
from shared.domain.charter import Charter
from shared.domain.errors import invalid
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.review_commands import DraftProposal
from shared.domain.proposals.state import Proposal
from shared.domain.sectors import check_sector
from shared.domain.transfers.commands import Deliver


def complete_classification(command: DraftProposal, *, charter: Charter) -> DraftProposal:
    """Returns the draft with its type and the charter's name of its sector; refuses what the charter does not list."""
    _check_type(command.type, command.signatories)
    _check_theme(command.theme, charter=charter)
    usual = ProposerType.JOINT if command.signatories > 1 else ProposerType.INDIVIDUAL
    return replace(command, type=command.type or usual, sector=check_sector(command.sector, charter=charter))


def complete_edit(state: Proposal, command: EditProposal, *, charter: Charter) -> EditProposal:
    """Returns the edit with the charter's name of its sector; refuses what the charter does not list, unless the draft has it already."""
    _check_type(command.type, state.signatories)
    if command.theme and command.theme != state.theme:
        _check_theme(command.theme, charter=charter)
    if not command.sector or command.sector == state.sector:
        return command
    return replace(command, sector=check_sector(command.sector, charter=charter))


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

"""The classification of a new proposal: its type by its proposers, its sector 界别 and its theme. Pure: no clock, no ids, no I/O."""

from dataclasses import replace

from shared.contracts.vocabulary import ProposerType
from shared.domain.charter import Charter
from shared.domain.comparison import name_key
from shared.domain.errors import invalid
from shared.domain.proposals.review_commands import DraftProposal

_ENDING = "界"
"""The end of the names of most sectors, which clerks often omit."""


def complete_classification(command: DraftProposal, *, charter: Charter) -> DraftProposal:
    """Returns the draft with its type and the charter's name of its sector; refuses what the charter does not list."""
    several = command.signatories > 1
    if command.type is ProposerType.INDIVIDUAL and several:
        raise invalid("type", str(command.type), f"提案人有{command.signatories}位，不能是{command.type.title_zh}")
    if command.theme is not None and command.theme not in charter.themes:
        titles = "、".join(each.title_zh for each in charter.themes)
        raise invalid("theme", str(command.theme), f"按章程须为：{titles}")
    usual = ProposerType.JOINT if several else ProposerType.INDIVIDUAL
    return replace(command, type=command.type or usual, sector=_sector(command.sector, charter=charter))


def sector_named(word: str, *, charter: Charter) -> str | None:
    """Returns the charter's name of a sector, which may be given without its last character 界; None for a sector that it does not list."""
    key = _key(word)
    return next((each for each in charter.sectors if _key(each) == key), None)


def _sector(word: str | None, *, charter: Charter) -> str | None:
    if not word:
        return None
    found = sector_named(word, charter=charter)
    if found is None:
        raise invalid("sector", word, f"须为章程所列的界别之一：{'、'.join(charter.sectors)}")
    return found


def _key(name: str) -> str:
    return name_key(name).removesuffix(_ENDING)

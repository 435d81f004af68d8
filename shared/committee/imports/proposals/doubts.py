"""The warnings about the rows of a table of proposals that are valid but doubtful."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from shared.committee.imports.proposals.columns import ProposalLine
from shared.committee.imports.proposals.title_index import TitleIndex
from shared.committee.imports.warnings import RowWarning, hidden_row
from shared.contracts.vocabulary import ProposerType
from shared.domain.charters.charter import Charter
from shared.domain.charters.sectors import sector_named
from shared.domain.comparison import name_key

_FORMULA = ("=", "+", "-", "@")
_OF_PERSONS = (None, ProposerType.INDIVIDUAL, ProposerType.JOINT)


@dataclass(frozen=True, kw_only=True)
class ComparisonData:
    """What the rows are compared with: the keys of the names of present members, the charter, the titles of stored proposals."""

    members: Collection[str]
    charter: Charter
    titles: TitleIndex


def with_known_words(row: ProposalLine, charter: Charter) -> ProposalLine:
    """Returns the row without a sector or a theme that the charter does not list; a warning informs the user."""
    given = row.proposal
    sector = sector_named(given.sector, charter=charter) if given.sector else None
    theme = given.theme if given.theme in charter.themes else None
    return replace(row, proposal=replace(given, sector=sector, theme=theme))


def doubts(rows: Sequence[ProposalLine], known: ComparisonData) -> list[RowWarning]:
    """Returns the warnings of all rows, and adds their titles to the index, so that rows are compared with each other too."""
    found: list[RowWarning] = []
    for row in rows:
        found.extend(_doubts_of(row, known))
        known.titles.add(row.proposal.title, f"第{row.number}行")
    return found


def _doubts_of(row: ProposalLine, known: ComparisonData) -> Iterator[RowWarning]:
    new = row.proposal
    if row.hidden:
        yield hidden_row(row.number)
    if new.title.startswith(_FORMULA):
        yield RowWarning(row=row.number, field="title", value=new.title, rule="像是公式，请核对")
    if other := known.titles.equal_to(new.title):
        yield RowWarning(row=row.number, field="title", value=new.title, rule=f"与{other}标题相同，请核对是否重复")
    elif other := known.titles.similar_to(new.title):
        yield RowWarning(row=row.number, field="title", value=new.title, rule=f"与{other}标题相近，请核对是否重复")
    if new.sector and sector_named(new.sector, charter=known.charter) is None:
        rule = "章程没有列出这个界别，导入时不填界别"
        yield RowWarning(row=row.number, field="sector", value=new.sector, rule=rule)
    if new.theme and new.theme not in known.charter.themes:
        yield RowWarning(
            row=row.number, field="theme", value=new.theme.title_zh, rule="章程没有这个主题，导入时不填主题"
        )
    if not new.proposers:
        yield RowWarning(row=row.number, field="proposers", value="", rule="没有提案人，请核对")
    if known.members and new.type in _OF_PERSONS:
        unknown = [each for each in new.proposers if name_key(each) not in known.members]
        if unknown:
            rule = "委员名册中没有这位在任委员，按填写的姓名登记"
            yield RowWarning(row=row.number, field="proposers", value="、".join(unknown), rule=rule)

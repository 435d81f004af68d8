"""The collection 汇编 of the proposals of a year or of a plenary session, by theme, with the replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from shared.committee.documents.source import ProposalSource, class_title
from shared.committee.documents.volume import Chapter, Volume, VolumeSection, volume_document
from shared.committee.word.official import OfficialDocument, chinese_day

NO_THEME = "未分主题"


@dataclass(frozen=True, kw_only=True)
class Compilation:
    """What is collected. `period`: 第十届第三次会议, or 2026年度; `proposals`: in the order in which they are printed."""

    committee: str
    period: str
    day: date
    proposals: Sequence[ProposalSource]

    def by_theme(self) -> list[tuple[str, list[ProposalSource]]]:
        """Returns the proposals of each theme, in the order of the themes' titles; those without a theme last."""
        found: dict[str, list[ProposalSource]] = {}
        for each in self.proposals:
            found.setdefault(each.view.theme.title_zh if each.view.theme else NO_THEME, []).append(each)
        return sorted(found.items(), key=lambda pair: (pair[0] == NO_THEME, pair[0]))


def compilation_document(compilation: Compilation) -> OfficialDocument:
    """Returns the document: title page, table of contents, and the proposals with their replies."""
    chapters = [
        Chapter(theme, [VolumeSection(each.view.title, partial(_add_proposal, source=each)) for each in proposals])
        for theme, proposals in compilation.by_theme()
    ]
    title = f"{compilation.period}提案汇编"
    return volume_document(Volume(committee=compilation.committee, title=title, day=compilation.day, chapters=chapters))


def _add_proposal(page: OfficialDocument, source: ProposalSource) -> None:
    view = source.view
    units = "、".join(f"{each.unit}（{each.part.title_zh}）" for each in source.assignments)
    page.line(f"编号：{source.number}　状态：{view.status_title}")
    page.line(f"提案人：{source.proposers}")
    if units:
        page.line(f"承办单位：{units}")
    page.text(view.content)
    if view.suggestions:
        page.text("建议：")
    for number, text in enumerate(view.suggestions, 1):
        page.text(f"{number}. {text}")
    for reply in view.replies:
        page.line(f"【答复】{reply.unit}　{chinese_day(reply.on)}　{class_title(reply)}")
        page.text(reply.text)

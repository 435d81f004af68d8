"""The columns of a table of proposals, and the rows in which they are read."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, Repeats, RowError, read_rows
from shared.committee.imports.columns import FileHeader
from shared.committee.imports.dates import day_of
from shared.committee.imports.values import lines_in, word_of
from shared.committee.kinds.proposals.drafts import NewProposal
from shared.committee.plenary_sessions.repository import PlenarySession
from shared.contracts.vocabulary import ProposerType, Theme
from shared.domain.comparison import comparison_key, name_key
from shared.domain.lines import line_of, text_of
from shared.domain.proposals.vocabulary import ProposalType

PROPOSAL_HEADER = FileHeader(
    titles={
        "number": ("编号", "序号", "案号", "提案编号"),
        "title": ("标题", "案由", "题目", "提案标题"),
        "proposers": ("提案人", "提案者", "第一提案人", "联名人"),
        "type": ("类型", "提案类型", "提案形式"),
        "kind": ("大会或平时", "提案类别"),
        "sector": ("界别", "所属界别"),
        "theme": ("主题", "分类", "提案分类"),
        "content": ("内容", "正文", "提案内容", "情况和分析"),
        "suggestions": ("建议", "意见建议", "建议内容"),
        "keywords": ("关键词",),
        "year": ("年度", "年份"),
        "session": ("届次", "会议", "届次会议"),
        "on": ("提交日期", "日期", "收到日期"),
    },
    required=frozenset({"title"}),
)

LONGEST_KEYWORD = 20
MOST_SUGGESTIONS = 100

_NUMBERED = re.compile(r"^(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）.．、]\s*)+")
_KINDS: dict[str, ProposalType] = {"大会": "session", "大会提案": "session", "平时": "ordinary", "平时提案": "ordinary"}


@dataclass(frozen=True, kw_only=True)
class ProposalLine:
    """One proposal of a file. `key`: the digest of its content, by which a repeated import recognizes it."""

    number: int
    hidden: bool
    proposal: NewProposal
    key: str


def read_proposals(
    tables: list[FileTable], *, sessions: Sequence[PlenarySession], sheet: str = ""
) -> tuple[list[ProposalLine], list[RowError]]:
    """Returns all rows and the errors in their cells; the same number or the same content twice is an error."""
    return read_rows(tables, PROPOSAL_HEADER, partial(_row, sessions=sessions, repeats=Repeats()), sheet=sheet)


def _row(cells: Cells, sessions: Sequence[PlenarySession], repeats: Repeats) -> ProposalLine:
    line = cells.line
    cells.take("number", line_of, "")
    proposal = NewProposal(
        title=cells.take("title", line_of, "", needed=True),
        proposers=cells.take("proposers", lines_in, ()),
        type=cells.take("type", word_of(ProposerType), None),
        kind=cells.take("kind", _kind, "session"),
        sector=cells.take("sector", line_of, None),
        theme=cells.take("theme", word_of(Theme), None),
        content=cells.take("content", text_of, ""),
        suggestions=cells.take("suggestions", _suggestions, ()),
        keywords=cells.take("keywords", _keywords, ()),
        year=_year(cells, sessions),
        on=cells.take("on", lambda text: day_of(text, from_1904=line.from_1904), None),
    )
    row = ProposalLine(number=line.number, hidden=line.hidden, proposal=proposal, key=content_key(proposal))
    if number := name_key(line.cells.get("number", "")):
        repeats.check(cells, "number", number, "编号与第{}行重复")
    if proposal.title:
        repeats.check(cells, "title", row.key, "内容与第{}行重复")
    return row


def content_key(proposal: NewProposal) -> str:
    """Returns the digest of what makes two rows the same proposal: title, proposers, texts and year, whatever their characters' form."""
    words = [proposal.title, *proposal.proposers, proposal.content, *proposal.suggestions, str(proposal.year or "")]
    document = json.dumps([comparison_key(word) for word in words], ensure_ascii=False)
    return hashlib.sha256(document.encode()).hexdigest()


def _year(cells: Cells, sessions: Sequence[PlenarySession]) -> int | None:
    """Returns the session year that the columns of the year and of the session name."""
    year = cells.take("year", _year_of, None)
    session = cells.take("session", lambda text: _session_named(text, sessions), None)
    if session is None or year in (None, session.year):
        return session.year if session else year
    cells.wrong("session", f"{session.title}是{session.year}年度的会议，与年度{year}不符")
    return year


def _session_named(text: str, sessions: Sequence[PlenarySession]) -> PlenarySession:
    wanted = name_key(text)
    for each in sessions:
        if wanted in {name_key(title) for title in (each.title, each.short_title, f"{each.short_title}会议", each.key)}:
            return each
    known = "、".join(each.short_title for each in sessions[:5])
    raise ValueError(f"须为已登记的届次：{known}" if known else "还没有登记届次，请先登记，或只填写年度")


def _year_of(text: str) -> int:
    plain = text.removesuffix("年度").removesuffix("年")
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", plain, re.ASCII):
        raise ValueError("须为四位年份，如 2026")
    return int(plain)


def _kind(text: str) -> ProposalType:
    if text not in _KINDS:
        raise ValueError("须为大会提案或平时提案")
    return _KINDS[text]


def _keywords(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(lines_in(text)))
    if len(found) > 10 or any(len(each) > LONGEST_KEYWORD for each in found):  # noqa: PLR2004 - as in `NewProposal`
        raise ValueError(f"最多10个关键词，每个最多{LONGEST_KEYWORD}字")
    return found


def _suggestions(text: str) -> tuple[str, ...]:
    """Returns the suggestions, one from each line, without the number that the line begins with."""
    found = tuple(text_of(_NUMBERED.sub("", line.strip())) for line in text.splitlines() if line.strip())
    if len(found) > MOST_SUGGESTIONS:
        raise ValueError(f"最多{MOST_SUGGESTIONS}条建议")
    return found

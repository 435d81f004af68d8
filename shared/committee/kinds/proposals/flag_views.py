"""The flags in the response body of a proposal."""

from dataclasses import dataclass
from datetime import date

from shared.committee.matters.record import MatterDetails
from shared.contracts.vocabulary import Level, LookBackResult
from shared.domain.log import day_of
from shared.domain.proposals.state import Proposal


@dataclass(frozen=True, kw_only=True)
class SupervisionView:
    """A supervision 督办 by a leader."""

    on: date
    leader: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class InstructionView:
    """An instruction 批示. `answered_on`, `answer`: the report of what was done, which is due on `reply_by`."""

    number: int
    level: Level
    level_title: str
    on: date
    text: str
    reply_by: date
    answered_on: date | None
    answer: str


@dataclass(frozen=True, kw_only=True)
class LookBackView:
    """A look-back 回头看 at a planned answer."""

    on: date
    result: LookBackResult
    result_title: str
    finding: str


@dataclass(frozen=True, kw_only=True)
class PublicationView:
    """A publication 公开. `texts`: the titles of the texts that are public beside the title; `ended_on`, `reason`: taken back."""

    on: date
    texts: list[str]
    ended_on: date | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class FlagsView:
    """The flags, each with its day, and the look-backs."""

    key_on: date | None
    published_on: date | None
    publications: list[PublicationView]
    outstanding_on: date | None
    supervisions: list[SupervisionView]
    instructions: list[InstructionView]
    look_backs: list[LookBackView]


def flags_view(details: MatterDetails[Proposal]) -> FlagsView:
    """Returns the flags and the look-backs, with their texts."""
    log, flags, text = details.state.log, details.state.flags, details.text

    def day(entry: int | None) -> date | None:
        return None if entry is None else day_of(log, entry)

    return FlagsView(
        key_on=day(flags.key),
        published_on=day(flags.published.entry) if flags.published else None,
        publications=[
            PublicationView(
                on=day_of(log, each.entry),
                texts=[shown.title_zh for shown in each.texts],
                ended_on=day(each.ended),
                reason=text(each.ended, "reason"),
            )
            for each in flags.publications
        ],
        outstanding_on=day(flags.outstanding),
        supervisions=[
            SupervisionView(on=day_of(log, entry), leader=text(entry, "leader"), reason=text(entry, "reason"))
            for entry in flags.supervisions
        ],
        instructions=[
            InstructionView(
                number=number,
                level=each.level,
                level_title=each.level.title_zh,
                on=day_of(log, each.entry),
                text=text(each.entry),
                reply_by=each.due.limit(log),
                answered_on=day(each.answer),
                answer=text(each.answer),
            )
            for number, each in enumerate(flags.instructions, 1)
        ],
        look_backs=[
            LookBackView(
                on=day_of(log, each.entry),
                result=each.result,
                result_title=each.result.title_zh,
                finding=text(each.entry, "finding"),
            )
            for each in details.state.look_backs
        ],
    )

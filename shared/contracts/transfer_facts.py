"""The facts of messages between organizations: dispatches, chunks of files, notices, calls, comment rounds. They are not counted."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from shared.contracts import dated


class DispatchFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The dispatch of a matter to another organization. `chain`: the matters it was made from, the first origin first, the sent one last.

    `sealed`: its content, readable only by `to` (X25519 sealed box).
    """

    to: str
    kind: str
    chain: tuple[str, ...]
    sent: date
    limit: date
    sealed: bytes


class ChunkFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A chunk of a file that is sent with a message; its sealed bytes follow the event in the record.

    `message`: the subject of the message that lists the file first: the transfer of a dispatch, or the derived matter of a notice;
    `sequence`: that of the message, in the same epoch; `file`: the number of the file in it; `chunk`: from 1 to `chunks`.
    """

    to: str
    message: str
    sequence: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    file: Annotated[int, Meta(ge=1, le=9999)]
    chunk: Annotated[int, Meta(ge=1, le=99_999)]
    chunks: Annotated[int, Meta(ge=1, le=99_999)]


class NoticeFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A notice of the progress of a matter, for all matters of its chain and those derived from it. Each contains the complete progress.

    `transfer`: by which the matter was received, empty for one that began here; `onward`: the matters that others derived from it.
    `state`: a state of its own kind; `steps`: the steps of the transfer; `sealed`: texts, sealed for each organization: for one of the
    chain the reason of a return and the answer, for one that received the matter its states here. `answers`: of the rounds of a proposal
    that its own units answered; `closed`: the day it was closed. `states`: every state of a derived matter.
    """

    transfer: str = ""
    chain: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    state: str
    steps: tuple[dated.TransferStep, ...] = ()
    adopted: tuple[dated.DatedLevel, ...] = ()
    instructed: tuple[dated.DatedLevel, ...] = ()
    fed_back: tuple[date, ...] = ()
    sealed: dict[str, bytes] = {}
    answers: tuple[dated.DatedAnswer, ...] = ()
    closed: date | None = None
    states: tuple[dated.StateStep, ...] = ()


class CallFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A call for opinion reports 约稿 to the organizations `to` below. Each event contains the whole call.

    `ended`: since when no report answers it; `sealed`: its topic and what is asked for, sealed for each organization that is called.
    """

    to: tuple[str, ...]
    opened: date
    deadline: date
    ended: date | None = None
    sealed: dict[str, bytes] = {}


class CommentRoundFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A comment round 征求意见 among the organizations `to` below. Each event contains the whole round.

    `received`: those of them whose comment was recorded; `withdrawn`: those that are not asked any more. `content`: the title of the
    activity, the kind of its outcome and the draft, sealed with a key, which `sealed` contains, sealed for each organization that is asked.
    `round`: the sequence of the step of the activity that began the round; a later one replaces it.
    """

    to: tuple[str, ...]
    asked: date
    deadline: date
    round: int = 0
    received: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    content: bytes = b""
    sealed: dict[str, bytes] = {}


class CommentFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The comment of an organization, given on the day `given`, for the organization above that asked for it.

    `matter`: the activity of that organization; `round`: that of the round that it answers; `sealed`: the comment, readable only by it.
    """

    matter: str
    given: date
    round: int = 0
    sealed: bytes = b""

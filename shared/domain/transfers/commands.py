"""The commands of a matter that travels between organizations. `Deliver` and `Note` are given by the inbox alone."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from shared.contracts.dated import DatedLevel, TransferStep
from shared.contracts.vocabulary import Channel
from shared.domain.command import Command


@dataclass(frozen=True, kw_only=True)
class Send(Command):
    """Sends the matter to another organization, in a transfer of this id; an answer is due by `limit` (default: the charter's)."""

    name = "forward"
    title_zh = "报送"

    to: str
    transfer: str
    limit: date | None = None


@dataclass(frozen=True, kw_only=True)
class Resend(Command):
    """Sends the matter again in the same transfer, after it was returned or while there is no answer."""

    name = "resend"
    title_zh = "重新报送"

    transfer: str
    limit: date | None = None


@dataclass(frozen=True, kw_only=True)
class Deliver(Command):
    """It has come from another organization: a derived matter begins, or a returned one comes again.

    `chain`: the matters it was made of, the first origin first.
    """

    name = "deliver"
    title_zh = "送达"

    transfer: str
    chain: tuple[str, ...]
    year: int
    channel: Channel
    online: bool
    signatories: int = 1
    sort: Literal["session", "ordinary"] = "ordinary"


@dataclass(frozen=True, kw_only=True)
class Accept(Command):
    """Accepts the matter that was sent."""

    name = "accept"
    title_zh = "接收"


@dataclass(frozen=True, kw_only=True)
class Return(Command):
    """Returns the matter that was sent, with a reason."""

    name = "return"
    title_zh = "退回"
    papers = ("reason",)
    told: ClassVar[dict[str, str]] = {"reason": "reason"}

    reason: str


@dataclass(frozen=True, kw_only=True)
class Note(Command):
    """What became of it elsewhere, the whole of it: the newest notice of the derived matter `matter`."""

    name = "note"
    title_zh = "进展"

    matter: str
    transfer: str
    version: tuple[int, int]
    state: str
    steps: tuple[TransferStep, ...] = ()
    adopted: tuple[DatedLevel, ...] = ()
    instructed: tuple[DatedLevel, ...] = ()
    fed_back: tuple[date, ...] = ()


OF_A_TRANSFER = frozenset({Accept.name, Return.name, Resend.name})
"""Commands that are given at the address of a transfer: a matter may have several of them."""

TravelCommand = Send | Resend | Deliver | Accept | Return | Note

COMMANDS: dict[str, type[Command]] = {
    command.name: command for command in (Send, Resend, Deliver, Accept, Return, Note)
}

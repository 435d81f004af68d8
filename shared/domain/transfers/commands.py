"""The commands of a matter that is transferred between organizations. Only the inbox gives `Deliver`, `Note` and `NoteUrging`."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from shared.contracts.dated import DatedAnswer, DatedLevel, TransferStep
from shared.contracts.vocabulary import Channel, ProposerType, Role, Theme
from shared.domain.command import Command, Grant, Label, Labels, ReasonedCommand

NOBODY = Grant(Role.SECRETARIAT, {})
"""The inbox gives these commands; they are recorded for the secretariat. Who may give the others is declared by each kind."""


class Send(Command, name="forward", title_zh="报送", event=("forwarded", "已报送其他单位")):
    """Sends the matter to another organization. `transfer`: the id of the transfer; `limit`: its due day (default: the charter's)."""

    labels: ClassVar[Labels] = {
        "to": Label("报送单位"),
        "limit": Label("答复期限", "对方应在此日前接收或退回；不填按章程"),
    }

    to: str
    transfer: str
    limit: date | None = None


class Resend(Command, name="resend", title_zh="重新报送", event=("resent", "已重新发送")):
    """Sends the matter again in the same transfer, after it was returned or while there is no answer. `limit`: its new due day."""

    labels: ClassVar[Labels] = {"limit": Label("答复期限", "不填按章程")}

    transfer: str
    limit: date | None = None


class UrgeTransfer(Command, name="urge_transfer", title_zh="催办收件单位", event=("transfer_urged", "已催办收件单位")):
    """Urges the addressee 催办, who received the matter and has neither accepted nor returned it within the limit."""

    texts = ("text",)
    labels: ClassVar[Labels] = {"text": Label("催办内容", "会告知收件单位")}

    transfer: str
    text: str


class Deliver(Command, name="deliver", title_zh="送达", event=("delivered", "已由其他单位送达")):
    """Records that the matter was received from another organization: a derived matter begins, or a returned one is received again.

    `chain`: the matters that it is derived from, the first origin first; `opinion_call`: the call 约稿 that an opinion report answers.
    """

    permitted = NOBODY

    transfer: str
    chain: tuple[str, ...]
    year: int
    channel: Channel
    online: bool
    signatories: int = 1
    proposal_type: Literal["session", "ordinary"] = "ordinary"
    type: ProposerType | None = None
    sector: str | None = None
    theme: Theme | None = None
    opinion_call: str | None = None


class Accept(Command, name="accept", title_zh="接收", event=("accepted", "已接收")):
    """Accepts the matter that another organization sent."""


class Return(ReasonedCommand, name="return", title_zh="退回", event=("returned", "已退回")):
    """Returns the matter to the organization that sent it, with a reason."""

    notice_texts: ClassVar[Mapping[str, str]] = {"reason": "reason"}
    labels: ClassVar[Labels] = {"reason": Label("退回原因", "会告知报送单位")}
    irreversible_warning = "退回后由报送单位处理，退回原因会告知各来源单位。"


class Note(Command, name="note", title_zh="进展", event=("noted", "其他单位有新进展")):
    """Records the newest notice of the derived matter `matter`, which contains the whole progress there."""

    permitted = NOBODY

    matter: str
    transfer: str
    version: tuple[int, int]
    state: str
    steps: tuple[TransferStep, ...] = ()
    adopted: tuple[DatedLevel, ...] = ()
    instructed: tuple[DatedLevel, ...] = ()
    fed_back: tuple[date, ...] = ()
    answers: tuple[DatedAnswer, ...] = ()
    closed: date | None = None


class NoteUrging(Command, name="note_urging", title_zh="被催办", event=("urging_noted", "报送单位已催办")):
    """Records that the organization that sent the matter urges 催办 this one to accept or return it."""

    permitted = NOBODY
    texts = ("text",)
    labels: ClassVar[Labels] = {"text": Label("催办内容")}

    text: str


OF_A_TRANSFER = frozenset({Accept.name, Return.name, Resend.name, UrgeTransfer.name})
"""Commands whose route names a transfer, because a matter may have several transfers."""

TransferCommand = Send | Resend | UrgeTransfer | Deliver | Accept | Return | Note | NoteUrging

COMMANDS: dict[str, type[Command]] = {
    command.name: command for command in (Send, Resend, UrgeTransfer, Deliver, Accept, Return, Note, NoteUrging)
}

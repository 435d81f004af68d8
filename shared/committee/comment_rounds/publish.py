"""Publishes comment rounds to the organizations below that are asked, and the comment of an organization to the one above that asked."""

from dataclasses import dataclass
from datetime import date

from shared.committee.comment_rounds.repository import COMMENT, CommentRequest
from shared.committee.context import TransactionContext
from shared.committee.encryption.sealed_payload import pack, seal
from shared.committee.events.outbox_event import outbox_event
from shared.committee.events.version import epoch_of
from shared.committee.file_transfers.sealing import new_key, seal_chunk
from shared.committee.matters.record import MatterRecord
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.envelope import Change
from shared.contracts.subjects import Subject, organization_of
from shared.contracts.transfer_facts import CommentFacts, CommentRoundFacts
from shared.contracts.vocabulary import Role
from shared.domain.consultations.state import Consultation
from shared.messaging.outbox.table import append_to_outbox
from shared.storage.attributes import from_attributes

_OPEN, _COMMENT = "open_round", "comment_on_round"
NAME, DOCUMENT, TEXT, KEY = "name", "document", "text", "key"
"""The names of the sealed texts, and of the key with which they are sealed."""

NUMBER = 1
"""The number of the only chunk that the key of a round seals."""


@dataclass(frozen=True, kw_only=True)
class PublishedRound:
    """A comment round after a step. `organizations`: the keys of the addressees, empty for those that are not asked by an event.

    `entry`: the sequence of the step that began the round.
    """

    organizations: tuple[str, ...]
    withdrawn: tuple[str, ...]
    received: tuple[str, ...] = ()
    asked_on: date
    deadline: date
    draft: str
    entry: int


def document_title(state: Consultation) -> str:
    """Returns the title of the outcome by its kind, such as 建议案 or 代拟稿."""
    return state.outcome.title_zh if state.outcome else "成果"


async def publish_round(tx: TransactionContext, record: MatterRecord[Consultation], round: PublishedRound) -> None:
    """Publishes the round at the version of the step of the activity; nothing where no organization is concerned.

    The title and the draft are not sealed for an organization that has no confirmed key any more: it can read the days only.
    """
    asked = [each for each in round.organizations if each]
    to = tuple(sorted({*asked, *round.withdrawn}))
    if not to:
        return
    texts = {NAME: record.title, DOCUMENT: document_title(record.state), TEXT: round.draft}
    key, key_of = new_key(), tx.context.directory.key_of
    keys = {each: public_key for each in asked if (public_key := key_of(each)) is not None}
    facts = from_attributes(
        CommentRoundFacts,
        round,
        to=to,
        asked=round.asked_on,
        round=round.entry,
        content=seal_chunk(key, NUMBER, pack(texts)),
        sealed={each: seal(public_key, pack({KEY: key.hex()})) for each, public_key in keys.items()},
    )
    event = outbox_event(
        TYPE_OF[Subject.COMMENT_ROUND, _OPEN],
        record.id,
        producer=record.organization,
        version=(await epoch_of(tx.connection), record.state.sequence + 1),
        facts=facts,
        change=Change(command=_OPEN, on=tx.context.today(), role=Role.SECRETARIAT),
        now=tx.context.now(),
    )
    await append_to_outbox(tx.connection, [event])


async def publish_comment(tx: TransactionContext, request: CommentRequest, comment: str) -> None:
    """Publishes the comment of an organization for the one that asked; raises `no-public-key` while that has none."""
    public_key = tx.context.directory.public_key(organization_of(request.matter))
    today = tx.context.today()
    event = outbox_event(
        TYPE_OF[Subject.COMMENT, _COMMENT],
        request.id,
        producer=request.organization,
        version=(request.epoch, request.sequence),
        facts=CommentFacts(
            matter=request.matter,
            given=today,
            round=request.round_entry,
            sealed=seal(public_key, pack({COMMENT: comment})),
        ),
        change=Change(command=_COMMENT, on=today, role=Role.SECRETARIAT),
        now=tx.context.now(),
    )
    await append_to_outbox(tx.connection, [event])

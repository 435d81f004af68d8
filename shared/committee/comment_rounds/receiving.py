"""Stores the request of a comment round of the organization above, and changes it with each version of the round."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from shared.committee import matter_texts
from shared.committee.comment_rounds.notify import ASK, WITHDRAW, notify_asked
from shared.committee.comment_rounds.publish import DOCUMENT, KEY, NAME, NUMBER, TEXT
from shared.committee.comment_rounds.repository import (
    COMMENT,
    DRAFT,
    CommentRequest,
    add,
    received_request,
    save,
    texts_of,
)
from shared.committee.context import TransactionContext
from shared.committee.encryption.sealed_payload import SealedError, unpack_texts
from shared.committee.events.version import epoch_of
from shared.committee.file_transfers.sealing import open_chunk
from shared.committee.matters.repository import next_number
from shared.committee.messages.message import OpenedRound
from shared.contracts.subjects import Subject, id_of
from shared.domain.errors import ConflictError

_INBOX = ":inbox"
_UNOPENED = "（题目未能打开）"


async def receive_round(tx: TransactionContext, opened: OpenedRound, to: str, texts: Mapping[str, str]) -> bool:
    """Stores or changes the request to `to`, an organization of this service; returns whether the version is new.

    `texts`: the key of the content. A round that replaces the one before it needs a comment of its own. The version of the request rises
    only if the request itself changes, and not with the comments of others. Raises `foreign-asker` for a first request of another
    organization than the parent.
    """
    known, today = await received_request(tx.connection, to, opened.id), tx.context.today()
    if known is None:
        if to not in opened.facts.withdrawn and opened.facts.deadline >= today:
            await _enter(tx, opened, to, texts)
        return True
    if opened.version <= (known.round_epoch or 0, known.round_sequence or 0):
        return False
    changed, new_texts = await _changed(tx, known, opened, to, _content(opened, texts))
    if changed != known or new_texts:
        changed = replace(changed, epoch=await epoch_of(tx.connection), sequence=known.sequence + 1)
        await matter_texts.put(tx.connection, changed.id, changed.sequence, new_texts)
    await save(tx.connection, _at_version(changed, opened))
    if changed.withdrawn_on and not known.withdrawn_on:
        await notify_asked(tx, changed, WITHDRAW, account=_INBOX)
    elif changed.open and changed.deadline >= today and _is_asked_again(known, opened, to):
        await notify_asked(tx, changed, ASK, account=_INBOX)
    return True


def _is_asked_again(known: CommentRequest, opened: OpenedRound, to: str) -> bool:
    """Returns whether a round asks the organization that replaces the one before it, or after its request was withdrawn."""
    replaced = opened.facts.round != known.round_entry or known.withdrawn_on is not None
    return replaced and to not in opened.facts.withdrawn


async def _changed(
    tx: TransactionContext, known: CommentRequest, opened: OpenedRound, to: str, content: Mapping[str, str]
) -> tuple[CommentRequest, dict[str, str]]:
    """Returns the request after a newer version of its round, and its new texts."""
    today, draft = tx.context.today(), content.get(TEXT, "")
    if to in opened.facts.withdrawn:
        return replace(known, withdrawn_on=known.withdrawn_on or today), {}
    if _is_asked_again(known, opened, to):
        new = replace(known, commented_on=None, withdrawn_on=None)
        return _of_round(new, opened, to, content, today), {DRAFT: draft, COMMENT: ""}
    stored = await texts_of(tx.connection, known)
    is_new = draft not in ("", stored.draft)  # the versions before it could not be opened
    return _of_round(known, opened, to, content, today), {DRAFT: draft} if is_new else {}


async def _enter(tx: TransactionContext, opened: OpenedRound, to: str, texts: Mapping[str, str]) -> None:
    today = tx.context.today()
    tx.tree.facts(to)  # it may not have been read yet
    if tx.tree.parent(to, today) != opened.sender:
        raise ConflictError("foreign-asker", "只有上级单位可以征求本单位的意见")
    number, content = await next_number(tx.connection, to, Subject.COMMENT, today.year), _content(opened, texts)
    request = CommentRequest(
        id=id_of(to, Subject.COMMENT, today.year, number),
        organization=to,
        name=_UNOPENED,
        epoch=await epoch_of(tx.connection),
        sequence=1,
        unit="",
        document="",
        year=today.year,
        number=number,
        matter=opened.id,
        asked_on=opened.facts.asked,
        deadline=opened.facts.deadline,
        round_entry=opened.facts.round,
    )
    request = _at_version(_of_round(request, opened, to, content, today), opened)
    await add(tx.connection, request)
    await matter_texts.put(tx.connection, request.id, request.sequence, {DRAFT: content.get(TEXT, "")})
    if request.open:
        await notify_asked(tx, request, ASK, account=_INBOX)


def _of_round(
    request: CommentRequest, opened: OpenedRound, to: str, content: Mapping[str, str], today: date
) -> CommentRequest:
    """Returns the request to an organization that the round asks, with the titles and days of the round."""
    return replace(
        request,
        name=content.get(NAME) or request.name,
        document=content.get(DOCUMENT) or request.document,
        asked_on=opened.facts.asked,
        deadline=opened.facts.deadline,
        round_entry=opened.facts.round,
        commented_on=request.commented_on or (today if to in opened.facts.received else None),
    )


def _at_version(request: CommentRequest, opened: OpenedRound) -> CommentRequest:
    """Returns the request with the version of the round that was received last."""
    epoch, sequence = opened.version
    return replace(request, round_epoch=epoch, round_sequence=sequence)


def _content(opened: OpenedRound, texts: Mapping[str, str]) -> dict[str, str]:
    """Returns the texts of the round; none when they cannot be opened: the days are stored all the same."""
    try:
        return unpack_texts(open_chunk(bytes.fromhex(texts[KEY]), NUMBER, opened.facts.content))
    except (SealedError, KeyError, ValueError):
        return {}

"""Stores the request of a comment round of the organization above, and changes it with each version of the round."""

from collections.abc import Mapping
from dataclasses import replace

from shared.committee import matter_texts
from shared.committee.comment_rounds.notifying import ASK, WITHDRAW, notify_asked
from shared.committee.comment_rounds.publish import DOCUMENT, KEY, NAME, NUMBER, TEXT
from shared.committee.comment_rounds.repository import DRAFT, CommentRequest, add, received_request, save, texts_of
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

    `texts`: the key of the content. Raises `foreign-asker` for a first request of another organization than the parent.
    """
    known = await received_request(tx.connection, to, opened.id)
    if known is None:
        if to not in opened.facts.withdrawn:
            await _enter(tx, opened, to, texts)
        return True
    if opened.version <= (known.round_epoch or 0, known.round_sequence or 0):
        return False
    content, (draft, _) = _content(opened, texts), await texts_of(tx.connection, known)
    changed = replace(
        _of_round(known, opened, to, content),
        epoch=await epoch_of(tx.connection),
        sequence=known.sequence + 1,
    )
    if to in opened.facts.withdrawn:
        changed = replace(changed, withdrawn_on=known.withdrawn_on or tx.context.today())
    if to in opened.facts.received:
        changed = replace(changed, commented_on=known.commented_on or tx.context.today())
    await save(tx.connection, changed)
    is_new = content.get(TEXT, draft) != draft
    if is_new:
        await _store_draft(tx, changed, content)
    if changed.withdrawn_on and not known.withdrawn_on:
        await notify_asked(tx, changed, WITHDRAW, account=_INBOX)
    elif changed.open and (is_new or changed.deadline != known.deadline or known.withdrawn_on):
        await notify_asked(tx, changed, ASK, account=_INBOX)
    return True


async def _enter(tx: TransactionContext, opened: OpenedRound, to: str, texts: Mapping[str, str]) -> None:
    today = tx.context.today()
    tx.tree.facts(to)  # it may not have been read yet
    if tx.tree.parent(to, today) != opened.asking:
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
        commented_on=today if to in opened.facts.received else None,
    )
    request = _of_round(request, opened, to, content)
    await add(tx.connection, request)
    await _store_draft(tx, request, content)
    if request.open:
        await notify_asked(tx, request, ASK, account=_INBOX)


def _of_round(request: CommentRequest, opened: OpenedRound, to: str, content: Mapping[str, str]) -> CommentRequest:
    """Returns the request with what the round says; one that was withdrawn is asked again if the round asks again."""
    return replace(
        request,
        name=content.get(NAME) or request.name,
        document=content.get(DOCUMENT) or request.document,
        asked_on=opened.facts.asked,
        deadline=opened.facts.deadline,
        withdrawn_on=request.withdrawn_on if to in opened.facts.withdrawn else None,
        round_epoch=opened.version[0],
        round_sequence=opened.version[1],
    )


async def _store_draft(tx: TransactionContext, request: CommentRequest, content: Mapping[str, str]) -> None:
    if draft := content.get(TEXT):
        await matter_texts.put(tx.connection, request.id, request.sequence, {DRAFT: draft})


def _content(opened: OpenedRound, texts: Mapping[str, str]) -> dict[str, str]:
    """Returns the texts of the round; none when they cannot be opened: the days are stored all the same."""
    try:
        return unpack_texts(open_chunk(bytes.fromhex(texts[KEY]), NUMBER, opened.facts.content))
    except (SealedError, KeyError, ValueError):
        return {}

"""The public texts of published proposals: those that were published with them, without the names of their proposers."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.public_board.schemas import PublicReply
from shared.domain.charters.public_texts import PublicText, without_names
from shared.domain.log import day_of
from shared.domain.proposals.state import Proposal


class PublicTexts(NamedTuple):
    """The public texts of a proposal. `content`: None where it is not public, as `suggestions` and `replies` are then empty."""

    content: str | None = None
    suggestions: Sequence[str] = ()
    replies: Sequence[PublicReply] = ()


NO_TEXTS = PublicTexts()


def public_texts_of(state: Proposal, shown: Collection[PublicText]) -> frozenset[PublicText]:
    """Returns the texts that are public: those that were published with the proposal, of those that the charter of today shows."""
    published = state.flags.published
    return frozenset(shown).intersection(published.texts if published else ())


async def texts_of(
    connection: AsyncConnection, proposals: Mapping[str, Proposal], shown: Collection[PublicText]
) -> dict[str, PublicTexts]:
    """Returns the public texts of some hundreds of proposals, by id; only those of proposals that have any."""
    public = {id: parts for id, state in proposals.items() if (parts := public_texts_of(state, shown))}
    absorbed = [each.matter for id in public for each in proposals[id].absorbed]
    texts = await matter_texts.of_many(connection, [*public, *absorbed]) if public else {}
    return {id: _public(proposals[id], id, parts, texts) for id, parts in public.items()}


def _public(
    state: Proposal,
    id: str,
    parts: Collection[PublicText],
    texts: Mapping[str, dict[int, dict[str, str]]],
) -> PublicTexts:
    own = texts[id]
    names = [
        name
        for matter in (id, *(each.matter for each in state.absorbed))
        for name in matter_texts.newest_list(texts[matter], "proposers")
    ]
    names += [own.get(entry, {}).get("leader", "") for entry in state.flags.supervisions]
    hidden = PublicTexts()
    if PublicText.CONTENT in parts:
        suggestions = [without_names(each, names) for each in matter_texts.newest_list(own, "suggestions")]
        hidden = hidden._replace(
            content=without_names(matter_texts.newest(own, "content"), names), suggestions=suggestions
        )
    if PublicText.REPLIES in parts:
        replies = [
            PublicReply(
                unit=reply.unit,
                on=day_of(state.log, reply.entry),
                text=without_names(own.get(reply.entry, {}).get("text", ""), names),
            )
            for reply in state.replies
        ]
        hidden = hidden._replace(replies=replies)
    return hidden

"""Checks that every organization, matter and transfer that the facts of an event name has a valid id."""

from collections.abc import Callable
from typing import Any

from shared.contracts import transfer_facts
from shared.contracts.catalogue import FactsType
from shared.contracts.facts import OpinionFacts, OrganizationFacts, ProposalFacts
from shared.contracts.subjects import Subject, chunk_id, is_key, is_subject, organization_of


def _check_places(subject: str, facts: OrganizationFacts) -> str | None:
    named = [parent for _, parent in facts.parents if parent is not None]
    named += [member for _, member, _ in facts.memberships] + [member for _, member in facts.convenors]
    if not all(map(is_key, named)):
        return f"a parent or member of {subject} is no organization"
    return None


def _check_chain(
    subject: str, facts: ProposalFacts | OpinionFacts | transfer_facts.DispatchFacts | transfer_facts.NoticeFacts
) -> str | None:
    if facts.chain and not all(is_subject(matter, Subject.DERIVED) for matter in facts.chain):
        return f"the chain of {subject} contains an id that is not that of a matter"
    return None


def _check_dispatch(subject: str, facts: transfer_facts.DispatchFacts) -> str | None:
    if not facts.chain or organization_of(facts.chain[-1]) != organization_of(subject):
        return f"{subject} dispatches a matter of another organization"
    if not is_key(facts.to):
        return f"the recipient of {subject} is not an organization"
    return _check_chain(subject, facts)


def _check_notice(subject: str, facts: transfer_facts.NoticeFacts) -> str | None:
    if not all(is_subject(matter, Subject.DERIVED) for matter in facts.onward):
        return f"the ids under which {subject} was sent on are not all those of matters"
    if not (is_subject(facts.transfer, Subject.TRANSFER) if facts.chain else facts.onward and not facts.transfer):
        return f"{subject} names no transfer"
    return _check_chain(subject, facts)


def _check_call(subject: str, facts: transfer_facts.CallFacts | transfer_facts.CommentRoundFacts) -> str | None:
    if not (facts.to and all(map(is_key, facts.to))) or organization_of(subject) in facts.to:
        return f"the recipients of {subject} are not all other organizations"
    return None


def _check_comment(subject: str, facts: transfer_facts.CommentFacts) -> str | None:
    if not is_subject(facts.matter, Subject.COMMENT_ROUND) or organization_of(facts.matter) == organization_of(subject):
        return f"{subject} comments on something other than a round of another organization"
    return None


def _check_chunk(subject: str, facts: transfer_facts.ChunkFacts) -> str | None:
    if subject != chunk_id(facts.message, facts.sequence, facts.file, facts.chunk) or facts.chunk > facts.chunks:
        return f"{subject} is not the chunk that its facts name"
    if not is_key(facts.to):
        return f"the recipient of {subject} is not an organization"
    return None


REFERENCE_CHECKS: dict[FactsType, Callable[[str, Any], str | None]] = {
    OrganizationFacts: _check_places,
    ProposalFacts: _check_chain,
    OpinionFacts: _check_chain,
    transfer_facts.DispatchFacts: _check_dispatch,
    transfer_facts.NoticeFacts: _check_notice,
    transfer_facts.CallFacts: _check_call,
    transfer_facts.CommentRoundFacts: _check_call,
    transfer_facts.CommentFacts: _check_comment,
    transfer_facts.ChunkFacts: _check_chunk,
}
"""Type of facts -> the check, which returns the reason why an event with this subject and these facts is malformed."""

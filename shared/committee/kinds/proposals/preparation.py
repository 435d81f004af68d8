"""The preparation of new proposals: the names of their proposers, and the sector of the first one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.committee.context import TransactionContext
from shared.committee.kinds.proposals.drafts import NewProposal
from shared.committee.matters.kind import CompleteBody
from shared.committee.matters.kind_definition import CreateSchema
from shared.committee.members.present import present_members
from shared.committee.members.proposers import proposers_of
from shared.domain.charters.sectors import sector_named
from shared.domain.proposals.commands import AnyProposalCommand
from shared.web.accounts import Account


async def prepare(
    tx: TransactionContext,
    account: Account,
    organization: str,
    bodies: Sequence[CreateSchema[AnyProposalCommand]],
) -> CompleteBody[AnyProposalCommand]:
    """Reads the members whom the bodies name. Returns the function that completes the names of the proposers of a body.

    The member of the account comes first. The sector is by default that of the first proposer, where the charter lists it.
    """
    words = [word for new in bodies if isinstance(new, NewProposal) for word in new.proposers]
    members = await present_members(tx.connection, organization, [*words, *filter(None, [account.member])])

    def completed(
        new: CreateSchema[AnyProposalCommand],
    ) -> tuple[CreateSchema[AnyProposalCommand], Mapping[int, str]]:
        if not isinstance(new, NewProposal):
            return new, {}
        found = proposers_of(new.proposers, members, initiator=account.member, tree=tx.tree)
        sector = new.sector or sector_named(
            found.sector, charter=tx.context.charters.on(new.on or tx.context.today(), organization)
        )
        return replace(new, proposers=found.names, sector=sector), found.members

    return completed

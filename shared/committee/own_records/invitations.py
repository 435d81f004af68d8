"""Notifies the organizations that this service hosts of the conferences that invite them (decision 0114).

The conference belongs to another service: the invitation is found in the directory, and its notification stored once.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.notifications.repository import Cause, notify
from shared.committee.notifications.tables import notifications
from shared.committee.notifications.vocabulary import ORGANIZATIONS, NotificationSort, Occasion, Recipient
from shared.committee.own_records.consents import consents_by
from shared.domain.organizations.commands import Admit
from shared.domain.own_records.commands import COMMANDS, Consent
from shared.domain.own_records.decisions import Consents
from shared.web.accounts import Account
from shared.web.permissions import may

_BY_THE_CONFERENCE = ":conference"
_SORT = NotificationSort.CONFERENCE
_RECIPIENTS = (Recipient.SECRETARIAT, Recipient.LEADER)
"""Those who may consent."""


class ConferenceInvitation(NamedTuple):
    """An invitation that the organization has not answered. `day`: from which on it is invited."""

    organization: str
    conference: str
    day: date

    @property
    def occasion(self) -> str:
        """Returns the identifier of the invitation among the notifications of the organization."""
        return f"{self.conference}-{self.day}"


def unanswered(key: str, consents: Mapping[str, Consents], tree: OrganizationTree) -> list[ConferenceInvitation]:
    """Returns the invitations of an organization without a consent, and without a withdrawal since then."""
    found = []
    for conference in tree.invited_by(key, date.max):
        day = max(each.day for each in tree.facts(conference).admissions if each.member == key)
        answers = consents.get(conference, ())
        if not answers or not (answers[-1].holds or answers[-1].day >= day):
            found.append(ConferenceInvitation(key, conference, day))
    return found


async def conferences_that_invite(
    connection: AsyncConnection, account: Account, tree: OrganizationTree, today: date
) -> list[str]:
    """Returns the names of the conferences whose invitation the account may answer."""
    own = account.organization
    if own is None or own not in tree or not may(account, f"{COMMANDS.name}.{Consent.name}", relation="own"):
        return []
    consents = (await consents_by(connection, [own]))[own]
    return [tree.name(each.conference, today) for each in unanswered(own, consents, tree)]


class InvitationNotices:
    """The notifications of the invitations of hosted organizations."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    async def update(self) -> None:
        """Stores the notifications of unanswered invitations, unless they are stored already."""
        tree = await self.context.directory.tree()
        async with self.context.service.reading() as connection:
            missing = await self._missing(connection, tree)
        if missing:
            async with self.context.service.transaction() as connection:
                await notify(connection, [self._notification(each, tree) for each in missing])

    async def _missing(self, connection: AsyncConnection, tree: OrganizationTree) -> list[ConferenceInvitation]:
        hosted = [key for key in tree.ever_invited() if self.context.hosts(key, tree.level(key))]
        if not hosted:
            return []
        consents = await consents_by(connection, hosted)
        table = notifications.c
        query = select(table.matter, table.occasion).where(table.matter.in_(hosted), table.kind == ORGANIZATIONS)
        known = {(organization, occasion) for organization, occasion in await connection.execute(query)}
        invitations = [each for key in hosted for each in unanswered(key, consents[key], tree)]
        return [each for each in invitations if (each.organization, each.occasion) not in known]

    def _notification(self, invitation: ConferenceInvitation, tree: OrganizationTree) -> tuple[Cause, list[Occasion]]:
        cause = Cause(
            organization=invitation.organization,
            kind=ORGANIZATIONS,
            matter=invitation.organization,
            occasion=invitation.occasion,
            command=Admit.name,
            account=_BY_THE_CONFERENCE,
            at=self.context.now(),
        )
        name = tree.newest_name(invitation.conference)
        return cause, [Occasion(_SORT, recipient, detail=name) for recipient in _RECIPIENTS]

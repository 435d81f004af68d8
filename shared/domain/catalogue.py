"""The command sets of all kinds of subjects. Permissions, event types, labels and documents are derived from them."""

from collections.abc import Mapping

from shared.domain.command_set import CommandSet
from shared.domain.consultations.commands import COMMANDS as CONSULTATIONS
from shared.domain.opinions.commands import COMMANDS as OPINIONS
from shared.domain.organizations.commands import COMMANDS as ORGANIZATIONS
from shared.domain.own_records.commands import COMMANDS as OWN_RECORDS
from shared.domain.plans.commands import COMMANDS as PLANS
from shared.domain.platforms.commands import COMMANDS as PLATFORMS
from shared.domain.proposals.commands import COMMANDS as PROPOSALS
from shared.domain.visits.commands import COMMANDS as VISITS

COMMAND_SETS: Mapping[str, CommandSet] = {
    "proposal": PROPOSALS,
    "opinion": OPINIONS,
    "visit": VISITS,
    "consultation": CONSULTATIONS,
    "plan": PLANS,
    "platform": PLATFORMS,
    "organization": ORGANIZATIONS,
    "own": OWN_RECORDS,
}
"""Noun in event types -> the commands."""

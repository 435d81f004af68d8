"""The roles that may give the commands of a proposal, each with its scope."""

from shared.contracts.vocabulary import Role
from shared.domain.command import Grant

DRAFTING = Grant(Role.MEMBER, {Role.SECRETARIAT: "own", Role.MEMBER: "own"})
PROPOSER = Grant(Role.MEMBER, {Role.SECRETARIAT: "own", Role.MEMBER: "author"})
INVITED = Grant(Role.MEMBER, {Role.SECRETARIAT: "own", Role.MEMBER: "invited"})
COMMITTEE = Grant(Role.PROPOSALS_COMMITTEE, {Role.SECRETARIAT: "own", Role.PROPOSALS_COMMITTEE: "own"})
NOBODY = Grant(Role.PROPOSALS_COMMITTEE, {})
"""No user gives these commands: one on another proposal entails them."""
HANDLING_UNIT = Grant(Role.HANDLING_UNIT, {Role.SECRETARIAT: "own", Role.HANDLING_UNIT: "unit"})
COORDINATING_OFFICE = Grant(Role.HANDLING_UNIT, {Role.SECRETARIAT: "own", Role.HANDLING_UNIT: "coordinator"})
RETURNS = Grant(Role.PROPOSALS_COMMITTEE, {**COMMITTEE.scopes, Role.HANDLING_UNIT: "coordinator"})
"""The committee decides on returns, and so does the coordinating office of a proposal, with the account of a unit."""
FLAGGING = Grant(
    Role.PROPOSALS_COMMITTEE, {Role.SECRETARIAT: "own", Role.PROPOSALS_COMMITTEE: "own", Role.LEADER: "own"}
)
LEADING = Grant(Role.LEADER, FLAGGING.scopes)

"""The step of a matter that waits for an account: of a unit its own part, of a proposer its own form, else the regular next step."""

from collections.abc import Collection, Mapping

from shared.committee.matters.involvement import Involvement
from shared.committee.matters.kind import AnyKind
from shared.committee.worklist.next_steps import by_role, next_steps
from shared.domain.comparison import name_key
from shared.domain.consultations.research_commands import ReportStep, SignOff
from shared.domain.consultations.state import Consultation
from shared.domain.matter import Matter
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import Decision
from shared.web.accounts import Account
from shared.web.permissions import may

UNIT_STEPS: Mapping[str, str] = {
    "accept_return": "units_requesting",
    "pass_on": "units_to_pass_on",
    "acknowledge": "units_to_acknowledge",
    "countersign": "units_to_countersign",
    "draft_reply": "units_to_draft",
    "reply": "units_to_reply",
}
"""Steps of units and their coordinating offices, in their order -> the attribute of the state with the units that have yet to take it."""

OF_COORDINATORS = ("accept_return", "pass_on")
"""The steps of coordinating offices, which concern the assignments of other units."""

DECISIONS = tuple(str(each) for each in (*Decision, *ReportStep) if each not in (Decision.NONE, ReportStep.NONE))
"""Steps that come before the regular next one: the charter asks for the first review and for those of reports, units wait for others."""


def step_due(
    account: Account,
    kind: AnyKind,
    state: Matter,
    *,
    commands: Collection[str],
    involved: Involvement,
    reports_upward: bool,
) -> str | None:
    """Returns the command that waits for the account; None without one. `commands`: those that the account may give now.

    `reports_upward`: whether there is an organization above to send the matter to.
    """
    if involved.invited and "accept_cosigning" in commands:
        return "accept_cosigning"
    if account.unit:
        if isinstance(state, Proposal):
            return _of_unit(account, state, commands)
        return _next(account, kind, state, commands, reports_upward=reports_upward)
    own = [each for each in commands if _is_own(account, kind, state, each, involved)]
    decision = next((each for each in DECISIONS if each in own and _waits(state, each)), None)
    return decision or _next(account, kind, state, own, reports_upward=reports_upward)


def first_steps(
    account: Account, kind: AnyKind, state: Matter, *, commands: Collection[str], reports_upward: bool
) -> list[str]:
    """Returns the steps that a page offers first: of a unit its own part, of others a decision that is due, then the regular next ones.

    `commands`: those that the account may give now.
    """
    if account.unit and isinstance(state, Proposal):
        first = _of_unit(account, state, commands)
    else:
        first = next((each for each in DECISIONS if each in commands and _waits(state, each)), None)
    regular = by_role(kind, account, next_steps(kind).get(str(state.status), ()), reports_upward=reports_upward)
    return [*([first] if first else []), *regular]


def _of_unit(account: Account, state: Proposal, commands: Collection[str]) -> str | None:
    for command, due in UNIT_STEPS.items():
        units: tuple[str, ...] = getattr(state, due)
        own = command in OF_COORDINATORS or any(name_key(unit) in account.unit_keys for unit in units)
        if command in commands and own and units:
            return command
    return None


def _next(
    account: Account, kind: AnyKind, state: Matter, commands: Collection[str], *, reports_upward: bool
) -> str | None:
    steps = by_role(kind, account, next_steps(kind).get(str(state.status), ()), reports_upward=reports_upward)
    return next((each for each in steps if each in commands), None)


def _waits(state: Matter, decision: str) -> bool:
    """Returns whether the matter waits for a decision that may be given now."""
    return not isinstance(state, Proposal) or state.awaits(decision)


def _is_own(account: Account, kind: AnyKind, state: Matter, command: str, involved: Involvement) -> bool:
    """Returns whether a feedback form or a sign-off is missing: of a proposer or a leader its own.

    Other commands are left to their permission.
    """
    if command == SignOff.name and isinstance(state, Consultation):
        return bool(state.follow_up.next_signer(account.name))
    if command != "rate" or not isinstance(state, Proposal):
        return True
    if may(account, f"{kind.name}.rate", relation="own"):
        return bool(state.signatories_to_rate)
    return not involved.signatories.isdisjoint(state.signatories_to_rate)

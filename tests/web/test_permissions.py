"""The table of permissions: complete, readable, and closed to everything it does not open."""

from itertools import product
from typing import get_args

import pytest
from fastapi import APIRouter, Depends

from shared.committee.kinds.catalogue import KINDS
from shared.contracts.catalogue import CATALOGUE, VOID
from shared.contracts.subjects import Subject
from shared.contracts.vocabulary import ADMINISTRATORS, Role
from shared.domain.errors import ForbiddenError
from shared.domain.transitions import GIVEN_BY_NOBODY
from shared.storage.database import Database
from shared.web.account_management.role_requests import SECOND_PERSON
from shared.web.accounts import Account
from shared.web.actor import Public, actor
from shared.web.app import create_app
from shared.web.dependencies import AppState
from shared.web.permissions import PERMISSIONS, RESTRICTED_READINGS, Relation, allow, may
from shared.web.route_guards import UnguardedRouteError

RELATIONS: tuple[Relation, ...] = get_args(Relation)
UNIT = "县教育局"
OF_SESSIONS = {"plenary_sessions.read", "plenary_sessions.manage"}
OF_REGISTERS = {"units.read", "units.manage", "members.read", "members.manage"} | OF_SESSIONS
OF_CALLS = {"opinion_calls.read", "opinion_calls.manage"}
OF_COMMENTS = {"comment_requests.read", "comment_requests.comment"}
OF_TOPICS = {"topic_suggestions.read", "topic_suggestions.suggest", "topic_suggestions.manage"}
OF_CONSENTS = {"own_records.consent", "own_records.withdraw_consent"}
OF_OWN_RECORDS = OF_CONSENTS | {"own_records.declare_figure", "own_records.withdraw_declaration"}
OF_SYSTEM = {"accounts.read", "accounts.grant", "accounts.manage", "calendar.manage", "imports.run"}
OF_SYSTEM |= OF_REGISTERS | {"organizations.rehome", "members.personal_data"}
OF_SECURITY = {"accounts.read", "accounts.grant", "accounts.confirm", "accounts.manage_guards", "keys.read"}
OF_AUDIT = {"audit_log.read"}
OF_ADMINISTRATORS = OF_SYSTEM | OF_SECURITY | OF_AUDIT


def account(role: Role) -> Account:
    unit = UNIT if role is Role.HANDLING_UNIT else None
    organization = None if role in ADMINISTRATORS else "522625"
    return Account(name=f"522625-{role}", organization=organization, roles=frozenset({role}), unit=unit)


def permitted(role: Role, relation: Relation, *, units: tuple[str, ...] = ()) -> set[str]:
    """Returns everything that a role may do with a record in this relation, without reading the roster."""
    commands = {command for command in PERMISSIONS if may(account(role), command, relation=relation, units=units)}
    return commands - {"organizations.read"}


def proposals(*commands: str) -> set[str]:
    return {f"proposals.{command}" for command in commands}


OPEN_INSIDE = {
    "consultations.read",
    "plans.read",
    "platforms.read",
    "topic_suggestions.read",
    "reports.read",
    "units.read",
    "plenary_sessions.read",
}
"""What everyone of an organization reads, handling units aside."""


def test_every_command_of_the_catalogue_has_a_row() -> None:
    names = {kind.subject: kind.name for kind in KINDS} | {Subject.ORGANIZATION: "organizations"}
    given = [event for event in CATALOGUE.values() if event.subject in names and event.command != VOID]
    commands = {f"{names[event.subject]}.{event.command}" for event in given} - {"organizations.note_consents"}
    assert commands <= set(PERMISSIONS)
    assert all(set(row) == set(Role) for row in PERMISSIONS.values())


@pytest.mark.parametrize("role", sorted(set(Role) - ADMINISTRATORS))
def test_nobody_may_do_anything_to_a_foreign_organization(role: Role) -> None:
    assert permitted(role, "foreign", units=(UNIT,)) == set()


@pytest.mark.parametrize("role", Role)
def test_of_those_below_one_sees_the_report_and_nothing_else(role: Role) -> None:
    assert permitted(role, "subtree", units=(UNIT,)) - OF_ADMINISTRATORS <= {"reports.read"}


def test_the_committee_of_proposals_judges_and_does_not_answer() -> None:
    judged = proposals(
        "read",
        "file",
        "refuse",
        "merge",
        "convert",
        "assign",
        "extend",
        "urge",
        "appraise",
        "rehandle",
        "close",
        "correct",
    )
    judged |= proposals("accept_return", "keep", "reassign", "review_reply", "pre_review")
    judged |= proposals(
        "mark_key",
        "supervise",
        "instruct",
        "answer_instruction",
        "publish",
        "unpublish",
        "mark_outstanding",
        "look_back",
    )
    judged |= proposals("follow_suggestions", "import")
    sent = proposals("forward", "resend", "urge_transfer", "accept", "return") | {"transfers.read"}
    of_registers = OF_REGISTERS - {"units.read"} - OF_SESSIONS
    assert permitted(Role.PROPOSALS_COMMITTEE, "own") - OPEN_INSIDE == judged | sent | of_registers | {
        "reminders.read",
        "proposals.attach",
    }


def test_a_member_proposes() -> None:
    given = proposals("read", "draft") | {"opinions.collect"}
    given |= {"consultations.raise_topic", "plans.comment", "opinion_calls.read"}
    given |= {"topic_suggestions.suggest", "consultations.add_outline", "platforms.register", "platforms.record_visit"}
    assert permitted(Role.MEMBER, "own") - OPEN_INSIDE == given


def test_a_handling_unit_suggests_topics_comments_and_works_on_its_own_assignments_only() -> None:
    suggested = {"topic_suggestions.read", "topic_suggestions.suggest"}
    assert (
        permitted(Role.HANDLING_UNIT, "own", units=("县水务局", UNIT))
        == proposals(
            "read", "attach", "acknowledge", "countersign", "reply", "request_return", "record_contact", "draft_reply"
        )
        | {"reminders.read", "comment_requests.read", "comment_requests.comment"}
        | suggested
    )
    assert permitted(Role.HANDLING_UNIT, "own", units=("县水务局",)) == suggested


def test_a_member_reads_the_opinion_reports_it_has_begun_itself_and_no_other() -> None:
    member = Account(name="m", organization="522625", roles=frozenset({Role.MEMBER}))
    assert may(member, "opinions.read", relation="own", author=True)
    assert not may(member, "opinions.read", relation="own")
    assert not may(member, "opinions.read", relation="foreign", author=True)


@pytest.mark.parametrize("command", ["edit", "submit", "withdraw", "rate"])
def test_a_member_edits_submits_withdraws_and_rates_its_own_proposals_and_no_others(command: str) -> None:
    member = Account(name="m", organization="522625", roles=frozenset({Role.MEMBER}))
    assert may(member, f"proposals.{command}", relation="own", author=True)
    assert not may(member, f"proposals.{command}", relation="own")
    assert not may(member, f"proposals.{command}", relation="foreign", author=True)
    secretariat = Account(name="o", organization="522625", roles=frozenset({Role.SECRETARIAT}))
    assert may(secretariat, f"proposals.{command}", relation="own")


def test_an_auditor_reads_everything_and_records_nothing() -> None:
    assert permitted(Role.AUDITOR, "own") == {name for name in PERMISSIONS if name.endswith((".read", ".readings"))} - {
        "organizations.read",
        "accounts.read",
        "audit_log.read",
        "keys.read",
    }


def test_a_leader_reads_everything_decides_on_opinion_reports_instructs_on_outcomes_and_flags_proposals() -> None:
    decided = {
        "collect",
        "attach",
        "edit",
        "approve",
        "adopt",
        "instruct",
        "submit",
        "issue",
        "refer",
        "answer_referral",
        "keep",
        "merge",
    }
    others = {
        f"consultations.{command}" for command in ("raise_topic", "cancel", "add_outline", "sign_off", "instruct")
    }
    others |= {f"plans.{command}" for command in ("comment", "approve", "send_back")}
    others |= proposals("mark_key", "supervise", "instruct", "publish", "unpublish", "mark_outstanding") | OF_CONSENTS
    given = {name for name in permitted(Role.LEADER, "own") if not name.endswith((".read", ".readings"))}
    assert given == {f"opinions.{command}" for command in decided} | others


def test_the_secretariat_records_every_step_and_keeps_the_records_below() -> None:
    of_matters = {name for name in PERMISSIONS if name.startswith(tuple(f"{kind.name}." for kind in KINDS))}
    unasked = {f"{kind}.{command}" for kind in ("proposals", "opinions") for command in GIVEN_BY_NOBODY}
    others = (
        {"reminders.read", "reports.read", "transfers.read"}
        | OF_REGISTERS
        | OF_OWN_RECORDS
        | OF_CALLS
        | OF_TOPICS
        | OF_COMMENTS
    )
    assert permitted(Role.SECRETARIAT, "own") == of_matters - unasked | others
    assert permitted(Role.SECRETARIAT, "keeper") == {
        name
        for name in PERMISSIONS
        if name.startswith("organizations.") and name not in ("organizations.read", "organizations.rehome")
    }


@pytest.mark.parametrize(("role", "relation"), list(product(sorted(set(Role) - {Role.SECRETARIAT}), RELATIONS)))
def test_nobody_but_the_secretariat_of_the_keeper_changes_a_record(role: Role, relation: Relation) -> None:
    may_do = permitted(role, relation, units=(UNIT,)) - OF_ADMINISTRATORS
    assert not any(name.startswith("organizations.") for name in may_do)


@pytest.mark.parametrize("relation", RELATIONS)
def test_an_administrator_keeps_accounts_imports_and_gives_records_to_other_keepers(relation: Relation) -> None:
    assert permitted(Role.SYSTEM_ADMINISTRATOR, relation) == OF_SYSTEM


@pytest.mark.parametrize("relation", RELATIONS)
def test_who_confirms_roles_imports_nothing_and_who_reads_the_audit_log_changes_nothing(relation: Relation) -> None:
    assert permitted(Role.SECURITY_ADMINISTRATOR, relation) == OF_SECURITY
    assert permitted(Role.AUDIT_ADMINISTRATOR, relation) == OF_AUDIT


def test_roles_that_read_restricted_texts_and_those_of_administrators_need_a_second_person() -> None:
    assert {f"{kind.name}.read" for kind in KINDS if kind.restricted} == set(RESTRICTED_READINGS)
    assert ADMINISTRATORS | {Role.SECRETARIAT, Role.LEADER, Role.AUDITOR} == SECOND_PERSON


@pytest.mark.parametrize(
    ("role", "relation", "command", "code"),
    [
        (Role.LEADER, "own", "proposals.file", "role-not-allowed"),
        (Role.SECRETARIAT, "foreign", "proposals.file", "foreign-organization"),
        (Role.SECRETARIAT, "own", "organizations.establish", "foreign-organization"),
        (Role.HANDLING_UNIT, "own", "proposals.reply", "foreign-assignment"),
        (Role.HANDLING_UNIT, "foreign", "proposals.reply", "foreign-organization"),
    ],
)
def test_a_refusal_says_what_is_in_the_way(role: Role, relation: Relation, command: str, code: str) -> None:
    with pytest.raises(ForbiddenError) as refused:
        allow(account(role), command, relation=relation)
    assert refused.value.code == code


def test_two_roles_may_do_what_either_may() -> None:
    both = Account(name="x", organization="522625", roles=frozenset({Role.LEADER, Role.MEMBER}))
    allow(both, "plans.comment", relation="own")
    allow(both, "consultations.cancel", relation="own")


@pytest.mark.parametrize("guarded", [True, False])
async def test_an_application_with_an_unguarded_route_does_not_start(*, guarded: bool) -> None:
    router = APIRouter(prefix="/api/v1")
    router.get("/open", dependencies=[Public])(lambda: "open")
    router.get("/closed", dependencies=[Depends(actor)])(lambda: "closed")
    state = AppState(database=Database("sqlite+aiosqlite://"), secret=b"s" * 32)
    if not guarded:
        router.get("/forgotten")(lambda: "forgotten")
        with pytest.raises(UnguardedRouteError, match="/api/v1/forgotten"):
            create_app("x", [router], service="x", state=state)
    else:
        create_app("x", [router], service="x", state=state)

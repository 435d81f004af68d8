"""Every route × every role × own and foreign organizations: what is not listed here is refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from shared.contracts.vocabulary import ADMINISTRATORS, Role
from tests.committee.attached_files import PDF
from tests.committee.forwarding import agree_downward, approved, clerk
from tests.committee.proposals import brought_to, carry_on, drafted
from tests.committee.service_clients import Prepared, ServiceClient, ServiceClients, account_with, open_copy
from tests.committee.test_activities import ITEM, held
from tests.support.matters import UNIT

OWN, OTHER = "522625", "520603"
TOWNSHIP, OTHER_TOWNSHIP = "522625100", "520603202"
ROLES = [str(role) for role in Role]
CLERKS = {"secretariat", "proposals_committee", "member", "leader", "auditor"}
READERS = {"secretariat", "leader", "auditor"}
COMMITTEE = {"secretariat", "proposals_committee"}
MEMBERS = {"secretariat", "member"}

PUBLIC = {
    ("POST", "/sessions"),
    *(("GET", f"/public/api/v1/proposals{ending}") for ending in ("", ".csv", ".json")),
    *((method, "/public/api/v1/topics") for method in ("GET", "POST")),
    ("GET", "/calendar.ics"),
}
ANYBODY = {
    ("GET", "/sessions"),
    ("DELETE", "/sessions"),
    ("GET", "/organizations"),
    ("GET", "/organizations/{key}"),
    ("GET", "/calendar"),
    ("GET", "/worklist"),
    ("POST", "/accounts/me/password"),
    ("GET", "/accounts/me/sessions"),
    ("GET", "/accounts/me/second-factor"),
    ("GET", "/accounts/me/tokens"),
    ("POST", "/accounts/me/tokens"),
    ("DELETE", "/accounts/me/tokens/{id}"),
    ("POST", "/accounts/me/second-factor"),
    ("POST", "/accounts/me/second-factor/confirm"),
    ("POST", "/accounts/me/second-factor/recovery-codes"),
    ("POST", "/accounts/me/second-factor/remove"),
    ("DELETE", "/accounts/me/sessions"),
    ("DELETE", "/accounts/me/sessions/{id}"),
    ("GET", "/notifications"),
    ("POST", "/notifications/read"),
    ("GET", "/notifications/choices"),
    ("POST", "/notifications/choices"),
}
SYSTEM, SECURITY, AUDIT = "system_administrator", "security_administrator", "audit_administrator"
ADMINISTRATION = {
    ("POST", "/imports/organizations"): {SYSTEM},
    ("POST", "/calendar"): {SYSTEM},
    ("POST", "/members/{id}/link"): {SYSTEM},
    ("POST", "/members/{id}/unlink"): {SYSTEM},
    ("POST", "/members/{id}/erase"): {SYSTEM},
    ("GET", "/members/{id}/personal-data"): {SYSTEM},
    ("POST", "/organizations/{key}/move"): {SYSTEM},  # of a township: to another keeper
    ("POST", "/accounts"): {SYSTEM},
    ("GET", "/accounts"): {SYSTEM, SECURITY},
    ("GET", "/accounts/{name}"): {SYSTEM, SECURITY},
    ("DELETE", "/accounts/{name}"): {SYSTEM, SECURITY},
    ("POST", "/accounts/{name}/enable"): {SYSTEM, SECURITY},
    ("POST", "/accounts/{name}/roles"): {SYSTEM, SECURITY},
    ("POST", "/accounts/{name}/roles/confirm"): {SECURITY},
    ("POST", "/accounts/{name}/roles/refuse"): {SECURITY},
    ("POST", "/accounts/{name}/password"): {SYSTEM, SECURITY},
    ("POST", "/accounts/{name}/unlock"): {SYSTEM, SECURITY},
    ("POST", "/accounts/{name}/reset_second_factor"): {SYSTEM, SECURITY},
    ("POST", "/accounts/{name}/link_identity"): {SYSTEM, SECURITY},
    ("POST", "/accounts/{name}/unlink_identity"): {SYSTEM, SECURITY},
    ("GET", "/audit-log"): {AUDIT},
    ("GET", "/audit-log.csv"): {AUDIT},
}
OWN_MATTERS: dict[tuple[str, str], set[str]] = {
    ("GET", "/proposals"): CLERKS | {"handling_unit"},
    ("POST", "/proposals"): MEMBERS,
    ("GET", "/proposals/{id}"): CLERKS | {"handling_unit"},
    ("GET", "/units/appraisal/matters"): CLERKS,
    ("GET", "/proposals/{id}/history"): CLERKS | {"handling_unit"},
    ("GET", "/proposals/{id}/similar"): CLERKS | {"handling_unit"},
    ("POST", "/proposals/{id}/edit"): {"secretariat"},
    ("POST", "/proposals/{id}/submit"): {"secretariat"},
    ("POST", "/proposals/{id}/withdraw"): {"secretariat"},
    ("POST", "/proposals/{id}/cosign"): {"secretariat"},
    ("POST", "/proposals/{id}/accept_cosigning"): {"secretariat"},
    ("POST", "/proposals/{id}/decline_cosigning"): {"secretariat"},
    ("POST", "/proposals/{id}/rate"): {"secretariat"},
    ("POST", "/proposals/{id}/file"): COMMITTEE,
    ("POST", "/proposals/{id}/refuse"): COMMITTEE,
    ("POST", "/proposals/{id}/pre_review"): COMMITTEE,
    ("POST", "/proposals/{id}/merge"): COMMITTEE,
    ("POST", "/proposals/{id}/convert"): COMMITTEE,
    ("POST", "/proposals/{id}/assign"): COMMITTEE,
    ("POST", "/proposals/{id}/extend"): COMMITTEE,
    ("POST", "/proposals/{id}/urge"): COMMITTEE,
    ("POST", "/proposals/{id}/appraise"): COMMITTEE,
    ("POST", "/proposals/{id}/rehandle"): COMMITTEE,
    ("POST", "/proposals/{id}/close"): COMMITTEE,
    ("POST", "/proposals/{id}/correct"): COMMITTEE,
    ("POST", "/proposals/{id}/request_return"): {"secretariat", "handling_unit"},
    ("POST", "/proposals/{id}/accept_return"): COMMITTEE,
    ("POST", "/proposals/{id}/keep"): COMMITTEE,
    ("POST", "/proposals/{id}/reassign"): COMMITTEE,
    ("POST", "/proposals/{id}/acknowledge"): {"secretariat", "handling_unit"},
    ("POST", "/proposals/{id}/countersign"): {"secretariat", "handling_unit"},
    ("POST", "/proposals/{id}/reply"): {"secretariat", "handling_unit"},
    ("POST", "/proposals/{id}/record_contact"): {"secretariat", "handling_unit"},
    ("POST", "/proposals/{id}/pass_on"): {"secretariat"},
    ("POST", "/proposals/{id}/draft_reply"): {"secretariat", "handling_unit"},
    ("POST", "/proposals/{id}/review_reply"): COMMITTEE,
    ("GET", "/proposals/{id}/letter"): CLERKS | {"handling_unit"},
    ("POST", "/proposals/{id}/forward"): COMMITTEE,
    ("GET", "/opinions"): CLERKS - {"proposals_committee"},
    ("POST", "/opinions"): MEMBERS | {"leader"},
    ("GET", "/opinions/{id}"): READERS,
    ("GET", "/opinions/{id}/history"): READERS,
    ("GET", "/opinions/points"): READERS,
    ("GET", "/opinions/points.xlsx"): READERS,
    ("GET", "/opinions/{id}/letter"): READERS,
    ("GET", "/opinions/{id}/issue.docx"): READERS,
    ("GET", "/opinions/{id}/similar"): READERS,
    ("GET", "/opinions/{id}/readings"): READERS,
    ("GET", "/visits"): READERS,
    ("GET", "/visits/{id}"): READERS,
    ("GET", "/visits/{id}/documents/{form}"): READERS,
    ("GET", "/visits/{id}/history"): READERS,
    ("GET", "/cadence"): CLERKS,
    ("GET", "/consultations"): CLERKS,
    ("POST", "/consultations"): MEMBERS | {"leader"},
    ("GET", "/consultations/{id}"): CLERKS,
    ("GET", "/consultations/{id}/history"): CLERKS,
    ("GET", "/plans"): CLERKS,
    ("POST", "/plans/{id}/comment"): MEMBERS | {"leader"},
    ("GET", "/plans/{id}"): CLERKS,
    ("GET", "/plans/{id}/history"): CLERKS,
    ("GET", "/platforms"): CLERKS,
    ("POST", "/platforms"): MEMBERS,
    ("GET", "/platforms/{id}"): CLERKS,
    ("GET", "/platforms/{id}/documents/{form}"): CLERKS,
    ("GET", "/platforms/{id}/history"): CLERKS,
    ("POST", "/platforms/{id}/record_visit"): MEMBERS,
    ("GET", "/transfers"): CLERKS - {"member"},
    ("GET", "/transfers.xlsx"): CLERKS - {"member"},
    ("GET", "/reminders"): COMMITTEE | {"leader", "auditor", "handling_unit"},
    ("GET", "/reports/{key}"): CLERKS,
    ("GET", "/reports/{key}.csv"): CLERKS,
    ("GET", "/reports/{key}/events"): CLERKS,
    ("GET", "/reports/{key}.xlsx"): CLERKS,
    ("GET", "/reports/{key}/documents/{form}"): CLERKS,
    ("GET", "/proposals/compilation.docx"): CLERKS | {"handling_unit"},
    ("GET", "/consultations/compilation.docx"): CLERKS,
    ("GET", "/proposals/documents.zip"): CLERKS | {"handling_unit"},
    ("GET", "/proposals/{id}/documents/{form}"): CLERKS | {"handling_unit"},
    ("GET", "/consultations/{id}/documents/{form}"): CLERKS,
    ("GET", "/plans/{id}/documents/{form}"): CLERKS,
    ("GET", "/opinions/{id}/documents/{form}"): READERS,
    ("GET", "/proposals.xlsx"): CLERKS | {"handling_unit"},
    ("GET", "/opinions.xlsx"): CLERKS - {"proposals_committee"},
    ("GET", "/visits.xlsx"): READERS,
    ("GET", "/consultations.xlsx"): CLERKS,
    ("GET", "/plans.xlsx"): CLERKS,
    ("GET", "/plans/items.xlsx"): CLERKS,
    ("GET", "/platforms.xlsx"): CLERKS,
}
"""What a role may do with the matters and the report of its own organization, and with those of no other one.

The matters of these tests were begun by the secretariat, unless a test does otherwise.
"""

for _command in ("mark_key", "supervise", "instruct", "publish", "unpublish", "mark_outstanding"):
    OWN_MATTERS["POST", f"/proposals/{{id}}/{_command}"] = COMMITTEE | {"leader"}
OWN_MATTERS["POST", "/proposals/{id}/answer_instruction"] = COMMITTEE
OWN_MATTERS["POST", "/proposals/{id}/look_back"] = COMMITTEE
OWN_MATTERS["POST", "/batches"] = COMMITTEE
OWN_MATTERS |= {("GET", f"/opinion-calls{path}"): READERS | {"member"} for path in ("", "/{id}", ".xlsx")}
OWN_MATTERS |= {
    ("POST", f"/opinion-calls{path}"): {"secretariat"} for path in ("", "/{id}/change", "/{id}/end", "/{id}/pass_on")
}
OWN_MATTERS |= {
    ("GET", f"/comment-requests{path}"): READERS | {"handling_unit"}
    for path in ("", "/{id}", "/{id}/letter.docx", ".xlsx")
}
OWN_MATTERS["POST", "/comment-requests/{id}/comment"] = {"secretariat", "handling_unit"}
OWN_MATTERS |= {("GET", f"/topic-suggestions{path}"): CLERKS | {"handling_unit"} for path in ("", "/{id}", ".xlsx")}
OWN_MATTERS |= {("POST", f"/topic-suggestions/{{id}}/{name}"): {"secretariat"} for name in ("accept", "decline")}
OWN_MATTERS["POST", "/topic-suggestions"] = {"secretariat", "member", "handling_unit"}
OWN_MATTERS["POST", "/imports/topic-suggestions"] = {"secretariat"}
OWN_MATTERS["POST", "/imports/plan-items"] = {"secretariat"}
OWN_MATTERS |= {("POST", "/imports/proposals"): COMMITTEE, ("GET", "/imports/proposals/template.xlsx"): COMMITTEE}
OWN_MATTERS["GET", "/imports/proposals/{id}"] = COMMITTEE
OWN_MATTERS["POST", "/imports/platforms"] = {"secretariat"}
OWN_MATTERS["POST", "/proposals/{id}/follow_suggestions"] = COMMITTEE

OF_THE_AUTHOR = {
    ("POST", "/proposals/{id}/edit"),
    ("POST", "/proposals/{id}/submit"),
    ("POST", "/proposals/{id}/edit"),
    ("POST", "/proposals/{id}/withdraw"),
    ("POST", "/proposals/{id}/cosign"),
    ("POST", "/proposals/{id}/rate"),
    ("GET", "/opinions/{id}"),
    ("GET", "/opinions/{id}/history"),
    ("GET", "/opinions/{id}/letter"),
    ("GET", "/opinions/{id}/issue.docx"),
    ("GET", "/opinions/{id}/documents/{form}"),
    ("GET", "/opinions/{id}/similar"),
    ("GET", "/opinions"),
    ("GET", "/opinions.xlsx"),
}
"""What a member may do, besides, with a matter that its account began. The list of opinion reports holds those alone."""

for _kind, _roles, _commands in (
    (
        "opinions",
        {"secretariat", "leader"},
        "edit approve adopt instruct submit issue refer answer_referral keep merge",
    ),
    ("opinions", {"secretariat"}, "feed_back correct forward"),
    ("visits", {"secretariat"}, "report withdraw correct"),
    ("consultations", {"secretariat", "leader"}, "cancel sign_off instruct"),
    (
        "consultations",
        {"secretariat"},
        "organise hold submit_outcome receive_feedback close convert_outcome correct",
    ),
    (
        "consultations",
        {"secretariat"},
        "invite send_notice send_papers add_suggestions reword_suggestion refer_suggestion answer_suggestion",
    ),
    ("consultations", {"secretariat"}, "request_comments record_comment evaluate link_decision"),
    ("consultations", {"secretariat"}, "form_groups draft_report review_report answer_instruction"),
    ("consultations", {"secretariat", "member", "leader"}, "add_outline"),
    ("plans", {"secretariat", "leader"}, "approve send_back"),
    ("plans", {"secretariat"}, "add_item change_item drop_item confirm link_activity execute correct"),
    ("platforms", {"secretariat"}, "file rename appoint regroup close correct"),
    ("transfers", {"secretariat"}, "accept return resend urge_transfer"),
):
    OWN_MATTERS |= {("POST", f"/{_kind}/{{id}}/{command}"): _roles for command in _commands.split()}
OWN_MATTERS |= {("POST", "/visits"): {"secretariat"}, ("POST", "/plans"): {"secretariat"}}

ATTACHING = {
    "proposals": COMMITTEE | {"handling_unit"},
    "opinions": {"secretariat", "leader"},
    "visits": {"secretariat"},
    "consultations": {"secretariat"},
    "plans": {"secretariat"},
    "platforms": {"secretariat"},
}
for _kind, _roles in ATTACHING.items():
    _path, _readers = f"/{_kind}/{{id}}/attachments", OWN_MATTERS["GET", f"/{_kind}/{{id}}"]
    OWN_MATTERS |= {("GET", _path): _readers, ("POST", _path): _roles}
    OWN_MATTERS |= {("GET", f"{_path}/{{number}}"): _readers, ("DELETE", f"{_path}/{{number}}"): _roles}
    if _kind in ("proposals", "opinions"):
        OF_THE_AUTHOR |= {("POST", _path), ("DELETE", f"{_path}/{{number}}")}
        OF_THE_AUTHOR |= {("GET", _path), ("GET", f"{_path}/{{number}}")}

REGISTERS: dict[tuple[str, str], set[str]] = {
    ("GET", "/units"): CLERKS,
    ("GET", "/units/{id}"): CLERKS,
    ("GET", "/units/appraisal"): CLERKS,
    ("GET", "/units/appraisal.csv"): CLERKS,
    ("GET", "/units/appraisal.xlsx"): CLERKS,
    ("GET", "/units.xlsx"): CLERKS,
    ("GET", "/members.xlsx"): CLERKS - {"member"},
    ("POST", "/units"): COMMITTEE,
} | {("POST", f"/units/{{id}}/{command}"): COMMITTEE for command in ("rename", "change", "retire", "reinstate")}
REGISTERS |= {
    ("GET", "/plenary-sessions"): CLERKS,
    ("POST", "/plenary-sessions"): {"secretariat"},
    ("POST", "/plenary-sessions/{key}/remove"): {"secretariat"},
    ("GET", "/members"): CLERKS - {"member"},
    ("GET", "/members/{id}"): CLERKS - {"member"},
    ("POST", "/members"): COMMITTEE,
    ("POST", "/imports/members"): COMMITTEE,
    ("POST", "/imports/units"): COMMITTEE,
} | {("POST", f"/members/{{id}}/{command}"): COMMITTEE for command in ("change", "leave", "return")}
"""What a role may do with the registers of its own organization, and with those of no other one; an administrator with those of all."""

KEPT_RECORDS = {
    ("POST", f"/organizations/{{key}}/{command}"): {"secretariat"}
    for command in [
        "enter",
        "merge",
        "remove",
        "reinstate",
        "rename",
        "recode",
        "establish",
        "standardise",
        "lose_item",
        "appoint_director",
        "dismiss_director",
        "count_members",
        "dissolve",
        "admit",
        "release",
        "convene",
        "correct",
    ]
}
"""What a role may do with the records that its organization keeps, and with no others."""

OWN_RECORDS = {
    ("POST", f"/organizations/{{key}}/{command}"): {"secretariat", "leader"}
    for command in ("consent", "withdraw_consent")
} | {
    ("POST", f"/organizations/{{key}}/{command}"): {"secretariat"}
    for command in ("declare_figure", "withdraw_declaration")
}
"""What a role may do with the own record of its organization, and with no other one."""

CONTACT_POINT = {"title": "一", "class": "contact_point", "contact_form": "office", "head": "甲"}
BODIES: dict[str, dict[str, Any]] = {
    "/proposals": {"title": "一", "content": "正文"},
    "/proposals/{id}/edit": {"content": "一"},
    "/proposals/{id}/pre_review": {"recommendation": "file"},
    "/proposals/{id}/cosign": {"member": "一"},
    "/proposals/{id}/refuse": {"ground": "academic"},
    "/proposals/{id}/withdraw": {"reason": "一"},
    "/accounts/{name}/link_identity": {"subject": "zhang"},
    "/proposals/{id}/unpublish": {"reason": "一"},
    "/proposals/{id}/convert": {"to": "letter"},
    "/proposals/{id}/assign": {"sole": UNIT},
    "/proposals/{id}/acknowledge": {"unit": UNIT},
    "/proposals/{id}/request_return": {"unit": UNIT, "reason": "一"},
    "/proposals/{id}/accept_return": {"unit": UNIT},
    "/proposals/{id}/keep": {"unit": UNIT, "reason": "一"},
    "/proposals/{id}/reassign": {"unit": UNIT, "to": UNIT},
    "/proposals/{id}/countersign": {"unit": UNIT},
    "/proposals/{id}/reply": {"unit": UNIT, "text": "答复", "answer_class": "A"},
    "/proposals/{id}/pass_on": {"unit": UNIT},
    "/proposals/{id}/draft_reply": {"unit": UNIT, "text": "答复", "answer_class": "A"},
    "/proposals/{id}/review_reply": {"unit": UNIT, "decision": "approve"},
    "/proposals/{id}/record_contact": {"unit": UNIT, "form": "visit"},
    "/proposals/{id}/rate": {"process": "satisfied", "result": "satisfied"},
    "/proposals/{id}/extend": {"until": "2026-08-30", "reason": "一"},
    "/proposals/{id}/urge": {"text": "一"},
    "/proposals/{id}/appraise": {"score": 80},
    "/proposals/{id}/rehandle": {"explanation": "一"},
    "/proposals/{id}/supervise": {"leader": "主席"},
    "/proposals/{id}/instruct": {"level": "county", "text": "一"},
    "/proposals/{id}/answer_instruction": {"text": "一"},
    "/proposals/{id}/look_back": {"result": "resolved", "finding": "一"},
    "/opinions": {"title": "一", "content": "正文"},
    "/opinions/{id}/edit": {"content": "一"},
    "/opinions/{id}/refer": {"unit": UNIT},
    "/opinions/{id}/answer_referral": {"text": "一"},
    "/opinions/{id}/feed_back": {"text": "一"},
    "/opinions/{id}/merge": {"into": "一"},
    "/opinions/{id}/keep": {"reason": "一"},
    "/visits": {"title": "一", "outcomes": ["advice"]},
    "/visits/{id}/withdraw": {"reason": "一"},
    "/visits/{id}/report": {},
    "/consultations": {"title": "一"},
    "/consultations/{id}/hold": {"participants": 1},
    "/consultations/{id}/invite": {"invited_public": ["一"]},
    "/consultations/{id}/refer_suggestion": {"number": 1, "department": "一", "until": "2026-03-20"},
    "/consultations/{id}/answer_suggestion": {"number": 1, "department": "一", "answer": "一"},
    "/consultations/{id}/add_suggestions": {"suggestions": ["一"]},
    "/consultations/{id}/reword_suggestion": {"number": 1, "text": "一"},
    "/consultations/{id}/add_outline": {"author": "一", "outline": "一"},
    "/consultations/{id}/form_groups": {"groups": ["一", "二"]},
    "/consultations/{id}/draft_report": {"draft": "一"},
    "/consultations/{id}/review_report": {"held_by": "chairpersons_council"},
    "/consultations/{id}/instruct": {"level": "nation", "text": "一"},
    "/consultations/{id}/answer_instruction": {"text": "一"},
    "/consultations/{id}/request_comments": {"addressees": ["一"], "until": "2026-12-31"},
    "/consultations/{id}/record_comment": {"number": 1, "comment": "一"},
    "/consultations/{id}/evaluate": {"scores": [1]},
    "/consultations/{id}/link_decision": {"body": "government", "decided_on": "2026-12-31", "decision": "一"},
    "/consultations/{id}/submit_outcome": {"kind": "minutes"},
    "/consultations/{id}/cancel": {"reason": "一"},
    "/consultations/{id}/convert_outcome": {"to": "一"},
    "/plans/{id}/add_item": ITEM,
    "/plans/{id}/comment": {"text": "一"},
    "/plans/{id}/execute": {"item": 1},
    "/plans/{id}/link_activity": {"item": 1, "consultation": "522625-c-2026-1"},
    "/plans/{id}/change_item": {"item": 1, "reason": "一"},
    "/plans/{id}/drop_item": {"item": 1, "reason": "一"},
    "/plans/{id}/send_back": {"reason": "一"},
    "/platforms": CONTACT_POINT,
    "/platforms/{id}/rename": {"title": "二"},
    "/platforms/{id}/appoint": {"head": "乙"},
    "/platforms/{id}/regroup": {"townships": [TOWNSHIP]},
    "/platforms/{id}/record_visit": {"visitors": 1},
    "/platforms/{id}/close": {"reason": "一"},
    "/transfers/{id}/return": {"reason": "一"},
    "/transfers/{id}/urge_transfer": {"text": "一"},
    "/units": {"name": "一"},
    "/opinion-calls": {"name": "一"},
    "/opinion-calls/{id}/change": {"name": "二"},
    "/comment-requests/{id}/comment": {"comment": "一"},
    "/topic-suggestions": {"name": "一"},
    "/topic-suggestions/{id}/accept": {"plan": "一"} | {name: ITEM[name] for name in ITEM if name != "source"},
    "/topic-suggestions/{id}/decline": {"reason": "一"},
    "/calendar": {"year": 2027, "holidays": ["2027-10-01"]},
    "/members": {"name": "一"},
    "/plenary-sessions": {"term": 1, "session": 1, "first_day": "2026-01-10", "last_day": "2026-01-12"},
    "/members/{id}/link": {"account": "nobody"},
    "/members/{id}/unlink": {"account": "nobody"},
    "/members/{id}/change": {"sector": "教育界"},
    "/units/{id}/rename": {"name": "二"},
    "/units/{id}/change": {"class": "court"},
    "/organizations/{key}/move": {"parent": OWN},
    "/organizations/{key}/merge": {"into": "520603202"},
    "/organizations/{key}/reinstate": {"reason": "一"},
    "/organizations/{key}/rename": {"title": "一"},
    "/organizations/{key}/recode": {"code": "522625101"},
    "/organizations/{key}/standardise": {"item": "funds"},
    "/organizations/{key}/lose_item": {"item": "funds", "evidence": "一"},
    "/organizations/{key}/appoint_director": {"role": "full_time", "meeting": "一"},
    "/organizations/{key}/dismiss_director": {"meeting": "一"},
    "/organizations/{key}/count_members": {"members": 1},
    "/organizations/{key}/admit": {"member": OWN},
    "/organizations/{key}/release": {"member": OWN},
    "/organizations/{key}/convene": {"member": OWN},
    "/organizations/{key}/consent": {"conference": "wulingshan"},
    "/organizations/{key}/withdraw_consent": {"conference": "wulingshan"},
    "/organizations/{key}/declare_figure": {
        "measure": "suggestions_adopted",
        "year": 2014,
        "numerator": 30,
        "denominator": 60,
        "source": "一",
    },
    "/organizations/{key}/withdraw_declaration": {"measure": "suggestions_adopted", "year": 2014},
    "/accounts": {"name": "new", "organization": OWN, "roles": ["member"], "password": "long enough"},
    "/accounts/{name}/roles": {"roles": ["member"]},
    "/accounts/{name}/password": {"password": "long enough"},
}


CORRECTION = {"step": 1, "day": "2026-02-10", "reason": "一"}
LISTS = {
    "/cadence",
    "/proposals",
    "/opinions",
    "/visits",
    "/consultations",
    "/plans",
    "/platforms",
    "/transfers",
    "/units",
    "/members",
    "/reminders",
    "/plenary-sessions",
    "/opinion-calls",
    "/topic-suggestions",
}
LISTS |= {
    f"{each}.xlsx"
    for each in (*LISTS, "/units/appraisal", "/comment-requests")
    if each not in {"/cadence", "/reminders", "/plenary-sessions"}
}
LISTS |= {
    "/comment-requests",
    "/consultations/compilation.docx",
    "/proposals/compilation.docx",
    "/units/appraisal",
    "/units/appraisal.csv",
    "/units/appraisal/matters",
}
POINTS = {"/opinions/points", "/opinions/points.xlsx"}
LISTS |= POINTS | {"/plans/items.xlsx"}
LISTS |= {"/plenary-sessions/{key}/remove", "/proposals/documents.zip"}


class Route(NamedTuple):
    method: str
    path: str

    @property
    def is_refusable(self) -> bool:
        return self not in PUBLIC


def routes(service: ServiceClient) -> list[Route]:
    """Returns every route of the OpenAPI document."""
    paths: dict[str, dict[str, Any]] = service.app.openapi()["paths"]
    return [
        Route(method.upper(), path.removeprefix("/api/v1")) for path, methods in paths.items() for method in methods
    ]


Matters = dict[str, dict[str, str]]
"""Organization -> collection -> the id of one of them; those of transfers by side."""


FORMS = {
    "reports": "activity", "consultations": "notice", "plans": "plan", "opinions": "referral", "visits": "visit", "platforms": "filing",
}  # fmt: skip
"""Collection -> a document of it; the others have the form of a proposal."""


async def status(
    service: ServiceClient, route: Route, by: str | None, *, of: str, matters: Matters, township: str
) -> int:
    """Requests a resource of an organization; returns the status of the response."""
    collection = "out" if route.path.endswith(("/resend", "/urge_transfer")) else route.path.split("/")[1]
    id = matters[of].get(collection, "0" * 16)
    path = route.path.format(
        id=id,
        key=of if "reports" in route.path or route in OWN_RECORDS else township,
        name="nobody",
        number=1,
        form=FORMS.get(collection, "proposal"),
    )
    body = dict(CORRECTION if route.path.endswith("/correct") else BODIES.get(route.path, {}))
    if route.path in LISTS:
        body["organization"] = of
    if route.path.endswith("/enter"):
        path, body = f"/organizations/{of}999/enter", {"title": "一", "level": "township", "parent": of}
    if route.path.endswith("/merge") and "proposals" in route.path:
        body["into"] = id
    request: dict[str, Any] = {"json": body} if route.method == "POST" else {}
    if route.path.endswith("/attachments"):
        request = {"files": {"file": ("一.pdf", PDF)}} if route.method == "POST" else {}
    if "imports" in route.path:
        request = {"content": b"code,name,level,parent_code\n"}
    if route.path == "/batches":
        request = {"json": {"command": "urge", "matters": [matters[of]["proposals"]], "body": {"text": "一"}}}
    if route.path.startswith("/imports/proposals"):
        request = {"content": f"标题\n{of}\n".encode(), "params": {"organization": of, "accept": "warnings"}}
        request = request if route.method == "POST" else {"params": {"organization": of}}
    if route.path.removeprefix("/imports/") in {"members", "units", "platforms", "plan-items", "topic-suggestions"}:
        request = {"content": b"name\n", "params": {"organization": of}}
    if route.method == "GET" and route.path in LISTS:
        chosen = {"form": "proposal", "matter": id} if route.path.endswith(".zip") else {"organization": of}
        request = {"params": chosen}
    return (await service.call(route.method, path, by, **request)).status_code


class WithMatters(NamedTuple):
    """Databases to be copied, and the matters in them."""

    services: Prepared
    matters: Matters


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def prepared(services_with_keys: Prepared, tmp_path_factory: pytest.TempPathFactory) -> WithMatters:
    """Creates a matter of every kind for each committee; a proposal is assigned to a unit of the same name."""
    folder = tmp_path_factory.mktemp("matters")
    async with open_copy(services_with_keys, folder) as services:
        return WithMatters(Prepared(folder, services.tokens), await _create_matters(services))


@pytest.fixture
async def connected(prepared: WithMatters, tmp_path: Path) -> AsyncIterator[ServiceClients]:
    """Yields the services with the matters of each committee."""
    async with open_copy(prepared.services, tmp_path) as opened:
        opened.county.state.stopping.set()  # streams end as soon as they have begun
        yield opened


@pytest.fixture
def matters(prepared: WithMatters) -> Matters:
    return prepared.matters


async def _create_matters(services: ServiceClients) -> Matters:
    county: ServiceClient = services.county
    found: Matters = {}
    for key, city in ((OWN, "522600"), (OTHER, "520600")):
        by = f"{key}-secretariat"
        ids = {"proposals": await brought_to(county, "assign", by=by)}
        for kind in ("opinions", "visits", "consultations", "plans", "platforms"):
            needed = BODIES.get(f"/{kind}", {})
            ids[kind] = (await county.post(f"/{kind}", by, **{**needed, "title": "一"}))["id"]
        ids["members"] = (await county.post("/members", by, name="二"))["id"]
        ids["units"] = (await county.post("/units", by, name=UNIT))["id"]
        ids["opinion-calls"] = (await county.post("/opinion-calls", by, name="春耕"))["id"]
        ids["comment-requests"] = await asked_unit(county, key)
        ids["topic-suggestions"] = (await county.post("/topic-suggestions", by, name="议题"))["id"]
        sent = {"content": "标题,提案人\n一,甲\n".encode(), "params": {"accept": "warnings"}}
        ids["imports"] = (await county.call("POST", "/imports/proposals", by, **sent)).json()["import_id"]
        await agree_downward(services, services.city, city, county, key)
        down = await approved(services.city, city)
        await services.city.post(f"/opinions/{down}/forward", clerk(city), to=key)
        await county.post(f"/opinions/{await approved(county, key)}/forward", by)
        found[key] = ids
    await services.deliver()
    for key, ids in found.items():
        for side, name in (("in", "transfers"), ("out", "out")):
            (listed,) = (await county.get("/transfers", clerk(key), side=side))["items"]
            ids[name] = listed["id"]
    return found


async def asked_unit(county: ServiceClient, organization: str) -> str:
    """Asks the unit of the account of a handling unit for a comment; returns the id of the request."""
    by = clerk(organization)
    id = await held(county, by)
    await county.post(f"/consultations/{id}/request_comments", by, addressees=[UNIT], until="2026-12-31")
    (found,) = (await county.get("/comment-requests", f"{organization}-handling_unit"))["items"]
    return str(found["id"])


async def test_every_route_stands_in_these_tables(connected: ServiceClients) -> None:
    known = {*PUBLIC, *ANYBODY, *ADMINISTRATION, *OWN_MATTERS, *KEPT_RECORDS, *OWN_RECORDS, *REGISTERS}
    for service in connected.all:
        assert set(routes(service)) == known


async def test_nobody_gets_in_without_logging_in(connected: ServiceClients, matters: Matters) -> None:
    service = connected.county
    service.tokens["stranger"] = "no such token"
    for route in filter(lambda route: route.is_refusable, routes(service)):
        for by in (None, "stranger"):
            assert await status(service, route, by, of=OWN, matters=matters, township=TOWNSHIP) == 401, route


@pytest.mark.full
@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_do_what_is_listed_and_nothing_else(
    connected: ServiceClients, matters: Matters, role: str
) -> None:
    service = connected.county
    by = account_with(Role(role), OWN)
    for route in routes(service):
        if route == ("DELETE", "/sessions"):  # the walk would end here
            continue
        for of, township in ((OWN, TOWNSHIP), (OTHER, OTHER_TOWNSHIP)):
            answered = await status(service, route, by, of=of, matters=matters, township=township)
            if permitted(route, role, own=of == OWN):
                assert answered != 403, (route, of)
            else:
                assert answered == refusal(route, role, own=of == OWN), (route, of)
            assert answered < 500


def refusal(route: Route, role: str, *, own: bool) -> int:
    """Returns the status of a refusal: a matter or an entry of another organization is refused like a missing one."""
    named = "{id}" in route.path or route.path == "/proposals/documents.zip"
    return 404 if named and (not own or role in ADMINISTRATORS) else 403


def permitted(route: Route, role: str, *, own: bool) -> bool:
    if route in PUBLIC | ANYBODY:
        return True
    if route in ADMINISTRATION:
        return role in ADMINISTRATION[route]
    if route in REGISTERS:
        return role == SYSTEM or (own and role in REGISTERS[route])
    return own and role in (OWN_MATTERS | KEPT_RECORDS | OWN_RECORDS)[route]


async def test_a_member_does_more_with_what_it_began_itself_and_not_with_what_another_member_began(
    connected: ServiceClients, matters: Matters
) -> None:
    service, author, other = connected.county, f"{OWN}-member", "another-member"
    await service.account(other, Role.MEMBER, organization=OWN)
    proposal = await drafted(service, by=author)
    await carry_on(service, proposal, "assign")
    opinion = (await service.post("/opinions", author, title="一", content="一"))["id"]
    begun = {**matters, OWN: {**matters[OWN], "proposals": proposal, "opinions": opinion}}
    for route in map(
        Route._make, sorted(route for route in OWN_MATTERS if route[1].split("/")[1] in ("proposals", "opinions"))
    ):
        for by in (author, other):
            answered = await status(service, route, by, of=OWN, matters=begun, township=TOWNSHIP)
            may = (
                "member" in OWN_MATTERS[route]
                or (by == author and route in OF_THE_AUTHOR)
                or route.path in LISTS - POINTS
            )
            assert (answered != 403) == may, (route, by, answered)


async def test_no_command_is_offered_to_a_member_for_the_proposal_of_another(roster: ServiceClients) -> None:
    service, author, other = roster.county, f"{OWN}-member", "another-member"
    await service.account(other, Role.MEMBER, organization=OWN)
    id = await drafted(service, by=author)
    offered = (await service.get(f"/proposals/{id}", author))["commands"]
    assert sorted(offered) == ["cosign", "edit", "submit", "withdraw"]
    assert (await service.get(f"/proposals/{id}", other))["commands"] == []
    assert await service.refused(f"/proposals/{id}/withdraw", other, reason="误") == (403, "foreign-author")
    withdrawn = await service.post(f"/proposals/{id}/withdraw", f"{OWN}-secretariat", reason="代为撤回")
    assert withdrawn["status"] == "withdrawn"


@pytest.mark.full
async def test_those_above_read_the_report_and_no_matter(connected: ServiceClients, matters: Matters) -> None:
    for key, service in (("522600", connected.county), ("520600", connected.county)):
        await service.account(f"{key}-above", Role.SECRETARIAT, organization=key)
        for route in routes(service):
            if route in PUBLIC | ANYBODY:
                continue
            answered = await status(service, route, f"{key}-above", of=OWN, matters=matters, township=TOWNSHIP)
            reads_report = route.path.startswith("/reports/") and key == "522600"
            if reads_report:
                assert answered != 403, (key, route)
            else:
                assert answered == refusal(route, "secretariat", own=False), (key, route)


async def test_those_below_do_not_read_the_report_above(connected: ServiceClients) -> None:
    answer = await connected.county.call("GET", "/reports/522600", f"{OWN}-secretariat")
    assert answer.status_code == 403

"""The frame of each page: the organization, the account, and the navigation."""

from pathlib import Path

from fastapi import Request

from shared.committee.context import ServiceContext
from shared.committee.directory.names import address_of, committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.catalogue import KINDS
from shared.committee.limit_calendar.queries import may_read as has_limits
from shared.committee.matters.kind import AnyKind
from shared.committee.notification_center.queries import MOST_COUNTED
from shared.committee.worklist.access import reads
from shared.web.account_management.administration import READ
from shared.web.accounts import Account
from shared.web.pages.rendering import Frame, Link, Renderer
from shared.web.pages.visitor import Visitor
from shared.web.permissions import may

_SECTIONS = {
    "opinion-calls": "/opinions", "adoption-points": "/opinions", "topic-suggestions": "/plans",
    "comment-requests": "/consultations",
    "members": "/organizations", "units": "/organizations", "plenary-sessions": "/organizations",
}  # fmt: skip
"""First part of the address of a register -> the page of the navigation that leads to it."""

LIMIT_CALENDAR, NOTIFICATIONS, KEYS = "/calendar/limits", "/notifications", "/keys"
TEMPLATES = Renderer(Path(__file__).with_name("templates"))


def page_frame(request: Request, visitor: Visitor, context: ServiceContext, tree: OrganizationTree) -> Frame:
    """Returns the frame of a page for the account of the visitor."""
    account, own = visitor.account, visitor.account.organization
    here = request.url.path
    return Frame(
        organization=committee_name(own, tree, context.today()) if own is not None and own in tree else "联席",
        account=account.name,
        roles="　".join(filter(None, [account.unit, "、".join(role.title_zh for role in sorted(account.roles))])),
        form_token=visitor.form_token,
        links=tuple(
            Link(title=title, address=address, here=_is_here(here, address))
            for title, address in _links(account, context, tree)
        ),
        personal=tuple(
            Link(title=title, address=address, here=here == address) for title, address in _personal(visitor)
        ),
    )


def has(own: str, kind: AnyKind, context: ServiceContext, tree: OrganizationTree) -> bool:
    """Returns whether the organization can have matters of this kind: it can begin them, or it can receive them by transfer."""
    if own not in tree:
        return True
    in_line = tree.parent(own, context.today()) is not None or bool(tree.children(own, context.today()))
    return context.charters.may_begin(tree.level(own), kind.subject) or (kind.transferable and in_line)


def _links(account: Account, context: ServiceContext, tree: OrganizationTree) -> list[tuple[str, str]]:
    """Returns (title, address) for the navigation: only what the account may read and its organization can have."""
    own = account.organization or ""
    known = [kind for kind in KINDS if reads(account, kind.name) and has(own, kind, context, tree)]
    kinds = [(kind.layout.short, f"/{kind.name}") for kind in known]
    transferable = any(kind.transferable for kind in known)
    units = [account.unit] if account.unit else []
    asked = (
        [("征求意见", "/comment-requests")]
        if units and may(account, "comment_requests.read", relation="own", units=units)
        else []
    )
    transfers = [("报送", "/transfers")] if transferable and reads(account, "transfers") else []
    reports = [("统计报告", f"/reports/{address_of(own, tree, context.today())}")] if reads(account, "reports") else []
    accounts = [("账号", "/accounts")] if may(account, READ, relation="foreign") else []
    audit = [("审计日志", "/audit-log")] if may(account, "audit_log.read", relation="foreign") else []
    keys = [("密钥", KEYS)] if may(account, "keys.read", relation="foreign") else []
    return [("首页", "/"), *kinds, *asked, *transfers, ("名册", "/organizations"), *reports, *accounts, *keys, *audit]


def _personal(visitor: Visitor) -> list[tuple[str, str]]:
    """Returns (title, address) of the pages about what concerns the account itself."""
    if visitor.account.organization is None:
        return []
    unread = f"（{visitor.unread}）" if visitor.unread < MOST_COUNTED else f"（{MOST_COUNTED - 1}+）"
    limits = [("期限日历", LIMIT_CALENDAR)] if has_limits(visitor.account) else []
    return [(f"通知{unread if visitor.unread else ''}", NOTIFICATIONS), *limits]


def _is_here(path: str, address: str) -> bool:
    """Returns whether the link is to be marked for this page: the page itself, one below it, its registers and imports, or any report."""
    section = "/reports" if address.startswith("/reports/") else address
    page = path.removeprefix("/imports")
    register, _, _ = page.strip("/").partition("/")
    return address in (page, _SECTIONS.get(register)) or (address != "/" and page.startswith(f"{section}/"))

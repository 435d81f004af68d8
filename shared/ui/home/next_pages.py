"""The pages that the home page proposes when nothing waits for the account, by role, as one table."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.contracts.vocabulary import Role
from shared.ui.layout import LIMIT_CALENDAR
from shared.web.accounts import Account
from shared.web.pages.rendering import Link
from shared.web.permissions import may


class NextPage(NamedTuple):
    """A page, the permission that it takes, and the section of the navigation without which it is empty."""

    title: str
    address: str
    permission: str
    section: str = ""


_LIMITS = NextPage("期限日历", LIMIT_CALENDAR, "proposals.read", "/proposals")
_APPRAISAL = NextPage("承办单位绩效考评", "/units/appraisal", "units.read", "/proposals")

NEXT_PAGES: Mapping[Role, tuple[NextPage, ...]] = {
    Role.SECRETARIAT: (
        NextPage("导入提案", "/imports/proposals", "proposals.import", "/proposals"),
        NextPage("委员名册", "/members", "members.read", "/proposals"),
        NextPage("承办单位名录", "/units", "units.read", "/proposals"),
    ),
    Role.PROPOSALS_COMMITTEE: (NextPage("全部提案", "/proposals", "proposals.read", "/proposals"), _LIMITS, _APPRAISAL),
    Role.MEMBER: (NextPage("我的提案", "/proposals?mine=true", "proposals.read", "/proposals"),),
    Role.LEADER: (
        NextPage("逾期的提案", "/proposals?overdue=true", "proposals.read", "/proposals"),
        NextPage("社情民意", "/opinions", "opinions.read", "/opinions"),
        _APPRAISAL,
    ),
    Role.HANDLING_UNIT: (
        NextPage("交给本单位的提案", "/proposals", "proposals.read", "/proposals"),
        _LIMITS,
    ),
    Role.AUDITOR: (NextPage("全部提案", "/proposals", "proposals.read", "/proposals"), _APPRAISAL),
    Role.SYSTEM_ADMINISTRATOR: (
        NextPage("账号", "/accounts", "accounts.manage"),
        NextPage("名册", "/organizations", "organizations.read"),
    ),
    Role.SECURITY_ADMINISTRATOR: (NextPage("账号和待确认的角色", "/accounts", "accounts.read"),),
    Role.AUDIT_ADMINISTRATOR: (NextPage("审计日志", "/audit-log", "audit_log.read"),),
}
"""Role -> what it usually looks at when nothing waits; the report of the own organization follows for all who may read it."""


def next_pages(account: Account, sections: Iterable[Link]) -> list[NextPage]:
    """Returns the pages for the roles of an account, each once. `sections`: its navigation."""
    shown = {each.address: each.title for each in sections}
    units = [account.unit] if account.unit else []
    found = [
        page
        for role in sorted(account.roles)
        for page in NEXT_PAGES[role]
        if (not page.section or page.section in shown)
        and may(account, page.permission, relation="own", units=units, author=True)
    ]
    reports = [NextPage(title, address, "reports.read") for address, title in shown.items() if "/reports/" in address]
    return list(dict.fromkeys((*found, *reports)))

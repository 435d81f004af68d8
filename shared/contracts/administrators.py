"""The roles of administrators."""

from shared.contracts.vocabulary import Role

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""The roles that administer a service 三员; they exclude each other and every other role."""

"""What events are about, and who may speak of it: every kind of subject, as one table.

A matter's id names its organization, its kind by a letter, its year and its number (`520603-p-2014-17`); it never changes.
"""

import re
from enum import StrEnum
from zlib import crc32

LONGEST_KEY = 32
"""Characters of an organization's key."""

LONGEST_ID = 64
"""Characters of a matter's id."""

EVENT_PARTITIONS = 12

KEY = rf"[a-z0-9]{{1,{LONGEST_KEY}}}"
"""An organization's key, as an expression."""


class Subject(StrEnum):
    """The kinds of subject; the value of a matter's is the letter in its id."""

    ORGANIZATION = "organization"
    OWN = "own"
    PROPOSAL = "p"
    OPINION = "o"
    VISIT = "v"
    CONSULTATION = "c"
    PLAN = "a"
    TRANSFER = "t"
    DERIVED = "derived"

    @property
    def is_matter(self) -> bool:
        """Returns whether this is a kind of matter."""
        return self in _MATTERS


_MATTERS = (Subject.PROPOSAL, Subject.OPINION, Subject.VISIT, Subject.CONSULTATION, Subject.PLAN)


TRAVELLING = (Subject.PROPOSAL, Subject.OPINION)
"""The kinds of matter that can be sent to another organization."""

_PATTERNS: dict[Subject, re.Pattern[str]] = {
    Subject.ORGANIZATION: re.compile(KEY),
    Subject.OWN: re.compile(rf"{KEY}-o"),
    Subject.DERIVED: re.compile(rf"{KEY}-[{''.join(TRAVELLING)}]-[0-9]{{4}}-[1-9][0-9]{{0,8}}"),
} | {
    subject: re.compile(rf"{KEY}-{subject}-[0-9]{{4}}-[1-9][0-9]{{0,8}}")
    for subject in Subject
    if subject.is_matter or subject is Subject.TRANSFER
}


def is_key(text: str) -> bool:
    """Whether this can be the key of an organization."""
    return _PATTERNS[Subject.ORGANIZATION].fullmatch(text) is not None


def is_subject(text: str, kind: Subject) -> bool:
    """Whether this can be a subject of this kind."""
    return _PATTERNS[kind].fullmatch(text) is not None


def id_of(organization: str, kind: Subject, year: int, number: int) -> str:
    """The id of a matter."""
    return f"{organization}-{kind}-{year}-{number}"


def own_record_of(organization: str) -> str:
    """The subject of an organization's own record."""
    return f"{organization}-o"


def organization_of(subject: str) -> str:
    """The key of the organization that a matter belongs to for life: what stands before the first hyphen."""
    return subject.partition("-")[0]


def partition_of(subject: str) -> int:
    """The partition of every event of this matter: crc32 of its organization's key, fixed for life."""
    return crc32(organization_of(subject).encode()) % EVENT_PARTITIONS

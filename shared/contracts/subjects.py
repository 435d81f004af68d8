"""The subjects of events: kinds, ids, and partitions.

The id of a matter consists of its organization, a character for its kind, its year and its number (`520603-p-2014-17`); it never changes.
"""

import re
from enum import StrEnum
from zlib import crc32

LONGEST_KEY = 32
"""Maximum number of characters of an organization's key."""

LONGEST_ID = 64
"""Maximum number of characters of a matter's id."""

EVENT_PARTITIONS = 12

KEY = rf"[a-z0-9]{{1,{LONGEST_KEY}}}"
"""The regular expression of an organization's key."""


class Subject(StrEnum):
    """The kinds of subject; the value of a kind of matter is the character in its ids."""

    ORGANIZATION = "organization"
    OWN = "own"
    PROPOSAL = "p"
    OPINION = "o"
    VISIT = "v"
    CONSULTATION = "c"
    PLAN = "a"
    PLATFORM = "g"
    TRANSFER = "t"
    CALL = "call"
    COMMENT_ROUND = "comment_round"
    COMMENT = "comment"
    CHUNK = "chunk"
    DERIVED = "derived"

    @property
    def is_matter(self) -> bool:
        """Returns whether this is a kind of matter."""
        return self in _MATTERS


_MATTERS = (
    Subject.PROPOSAL,
    Subject.OPINION,
    Subject.VISIT,
    Subject.CONSULTATION,
    Subject.PLAN,
    Subject.PLATFORM,
)


TRANSFERABLE = (Subject.PROPOSAL, Subject.OPINION)
"""The kinds of matter that can be sent to another organization."""

_PATTERNS: dict[Subject, re.Pattern[str]] = {
    Subject.ORGANIZATION: re.compile(KEY),
    Subject.OWN: re.compile(rf"{KEY}-o"),
    Subject.DERIVED: re.compile(rf"{KEY}-[{''.join(TRANSFERABLE)}]-[0-9]{{4}}-[1-9][0-9]{{0,8}}"),
} | {
    subject: re.compile(rf"{KEY}-{subject}-[0-9]{{4}}-[1-9][0-9]{{0,8}}")
    for subject in Subject
    if subject.is_matter or subject in (Subject.TRANSFER, Subject.CALL, Subject.COMMENT)
}
_PATTERNS[Subject.COMMENT_ROUND] = _PATTERNS[Subject.CONSULTATION]
_PATTERNS[Subject.CHUNK] = re.compile(
    rf"(?:{_PATTERNS[Subject.TRANSFER].pattern}|{_PATTERNS[Subject.DERIVED].pattern})(-[1-9][0-9]{{0,9}}){{3}}"
)


def is_key(text: str) -> bool:
    """Returns whether the text is a valid key of an organization."""
    return _PATTERNS[Subject.ORGANIZATION].fullmatch(text) is not None


def is_subject(text: str, kind: Subject) -> bool:
    """Returns whether the text is a valid subject of this kind."""
    return _PATTERNS[kind].fullmatch(text) is not None


def id_of(organization: str, kind: Subject, year: int, number: int) -> str:
    """Returns the id of a matter."""
    return f"{organization}-{kind}-{year}-{number}"


def chunk_id(message: str, sequence: int, file: int, chunk: int) -> str:
    """Returns the subject of a chunk of a file that is sent with a dispatch or notice; all three numbers start at 1."""
    return f"{message}-{sequence}-{file}-{chunk}"


def own_record_of(organization: str) -> str:
    """Returns the subject of an organization's own record."""
    return f"{organization}-o"


def organization_of(subject: str) -> str:
    """Returns the key of the organization that a matter permanently belongs to: the part before the first hyphen."""
    return subject.partition("-")[0]


def partition_of(subject: str) -> int:
    """Returns the partition of every event of this matter: the CRC-32 of its organization's key, modulo `EVENT_PARTITIONS`; fixed."""
    return crc32(organization_of(subject).encode()) % EVENT_PARTITIONS

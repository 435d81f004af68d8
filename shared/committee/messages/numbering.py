"""The number of a letter: organ code 机关代字, year and number of its transfer; and its reference to the proposal."""

from datetime import date

from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree

LETTER_NUMBER = "letter_number"
"""The name of the text that carries the sender's number to the receiver."""

LETTER_REFERENCE = "letter_reference"
"""The name of the text that carries the sender's reference to the receiver."""


def letter_reference(session: str | None, filing_number: str | None) -> str:
    """Returns （第十届第三次会议提案 第001号）: the plenary session 届次 and the filing number of a proposal; empty without a session."""
    return f"（{' '.join(filter(None, [f'{session}提案', filing_number]))}）" if session else ""


def letter_number(transfer: str, sender: str, tree: OrganizationTree, *, day: date, organ_code: str) -> str:
    """Returns 万政协函〔2026〕1号; without an organ code in the charter, the name of the committee replaces it."""
    _, _, year, number = transfer.split("-")
    code = organ_code or f"{committee_name(sender, tree, day)}函"
    return f"{code}〔{year}〕{number}号"

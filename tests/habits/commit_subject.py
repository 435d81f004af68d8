"""Checks the subject of a commit message: `python -m tests.habits.commit_subject FILE`, run by the hook `commit-msg`."""

import re
import sys
from pathlib import Path

LONGEST = 72
_GIT_WRITES_IT = re.compile(r"(Merge|Revert) |(fixup|squash|amend)! ")
_SCISSORS = "# ------------------------ >8 ------------------------"


def subject_of(message: str) -> str:
    """Returns the first line that is neither empty nor a comment of Git's template; empty if there is none."""
    written = message.partition(_SCISSORS)[0].splitlines()
    return next((line.rstrip() for line in written if line.strip() and not line.startswith("#")), "")


def flaws(subject: str) -> list[str]:
    """Returns what is wrong with a subject, a sentence each. Whether it is an imperative, a reviewer judges."""
    if _GIT_WRITES_IT.match(subject):
        return []
    found = []
    if len(subject) > LONGEST:
        found.append(f"The subject has {len(subject)} characters; {LONGEST} are allowed.")
    if not re.match(r"[A-Z]", subject):
        found.append("The subject does not begin with a capital letter.")
    if subject.endswith("."):
        found.append("The subject ends with a full stop.")
    return found


def main(file: str) -> int:
    """Prints the flaws of the message in `file` and returns the exit status."""
    subject = subject_of(Path(file).read_text(encoding="utf-8"))
    found = flaws(subject)
    for flaw in found:
        sys.stderr.write(f"{flaw}\n")
    if found:
        sys.stderr.write("Write what changes and where, as an imperative: `Cache report pages by revision`.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

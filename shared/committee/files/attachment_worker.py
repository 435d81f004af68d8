"""`python -m shared.committee.files.attachment_worker`: detects the type of the file on standard input.

It writes a JSON object: `type`, or `fault`, why the file is refused, in Chinese.
"""

import json
import sys

from shared.committee.files.attachment_types import type_of
from shared.committee.files.limits import limit_resources
from shared.committee.files.worksheets import UnreadableError


def main() -> None:
    """Reads the file within the resource limits of this process, which ends when it exceeds them."""
    limit_resources()
    sys.stdin.buffer.seek(0)  # the service has written the file and shares its position
    try:
        found = {"type": str(type_of(sys.stdin.buffer))}
    except UnreadableError as error:
        found = {"fault": str(error)}
    print(json.dumps(found))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()

"""`python -m shared.committee.files.worker SHEET ROWS CELL TEXT`: reads a file from standard input, writes its rows to standard output.

One JSON list a row: sheet, number, hidden, from_1904, cells; or a list of a sheet and its fault.
When the file cannot be read, the last line is a JSON string: why, in Chinese.
"""

import json
import sys
from collections.abc import Sequence

from shared.committee.files.limits import TableLimits, limit_resources
from shared.committee.files.tables import lines_of
from shared.committee.files.worksheets import UnreadableError


def main(arguments: Sequence[str]) -> None:
    """Reads a file within the resource limits of this process, which ends when it exceeds them."""
    limit_resources()
    content = sys.stdin.buffer.read()
    try:
        sheet, *limits = arguments
        rows, cell, text = map(int, limits)
        for line in lines_of(content, sheet, TableLimits(rows=rows, cell=cell, text=text)):
            print(json.dumps(line, ensure_ascii=False))  # noqa: T201 - its answer
    except UnreadableError as error:
        print(json.dumps(str(error)))  # noqa: T201 - its answer


if __name__ == "__main__":
    main(sys.argv[1:])

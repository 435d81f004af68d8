"""The health check in the image, which has no curl: `python deploy/health.py URL` ends with 0 when the answer is a success."""

import sys
from http.client import HTTPException
from urllib.request import ProxyHandler, build_opener

_PATIENCE = 4.0


def main(url: str) -> int:
    """Returns the exit status; prints the error to standard error, which the container engine records."""
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=_PATIENCE) as answer:
            return 0 if answer.status == 200 else 1  # noqa: PLR2004 - HTTP's OK
    except (OSError, HTTPException, ValueError) as error:
        print(f"{url}: {error}", file=sys.stderr)  # noqa: T201 - a program for the command line
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

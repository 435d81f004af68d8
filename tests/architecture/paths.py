"""Finds in texts what holds on one machine or network only: file paths, paths out of the project, addresses of packages."""

import re
from pathlib import Path

SYSTEM_FOLDERS = frozenset(
    "bin boot dev etc home lib lib32 lib64 media mnt opt private proc root run sbin srv sys tmp usr var Users Volumes".split()  # noqa: SIM905
)
"""First folders that belong to the operating system: what begins with another one is the path of a URL, unless it exists here."""

ALLOWED = (
    "/app",  # the working directory in our image
    "/bin",
    "/dev",
    "/etc",
    "/opt/java",  # in the image of Apache Kafka
    "/opt/kafka",  # in the image of Apache Kafka
    "/opt/lianxi",  # the example of the operations guide
    "/mnt/shared/config",  # in the image of Apache Kafka
    "/proc",
    "/run",
    "/tmp",  # noqa: S108 - it is not used here
    "/usr/bin",
    "/usr/local/bin",
    "/usr/lib/postgresql",  # where Debian installs its programs
    "/usr/local/lib",
    "/usr/sbin/nologin",
    "/var/lib",
    "/var/run/postgresql",
)
"""Paths, with all below them, that every Linux or an image that we use has."""

_BEFORE = r"(?:(?<![A-Za-z0-9_./}\])%*+~@$#<\\-])|(?<=://)|(?<=:///))"
_ABSOLUTE = re.compile(_BEFORE + r"/[A-Za-z_][\w.-]*(?:/[\w.@+-]+)*", re.ASCII)
_WINDOWS = re.compile(r"\b[A-Z]:\\\\?\w+")
_RELATIVE = re.compile(r"(?<![\w./-])(?:\.\./)+[\w.-][\w./-]*", re.ASCII)
_INDEX = re.compile(r"(?i)(?:index[-_]url|default[-_]index|find[-_]links|registry|mirror)\W{1,4}\w+://\S+")
_ARCHIVE = re.compile(r"://\S+?\.(?:whl|tgz|zip|jar|tar\.\w+)\b")


def machine_paths(text: str) -> list[str]:
    """Returns the absolute file paths that are not allowed."""
    found = [match[0].rstrip(".") for match in _ABSOLUTE.finditer(text)]
    return [path for path in found if _is_file_path(path) and not _is_allowed(path)] + _WINDOWS.findall(text)


def outward_paths(text: str, folder: Path, root: Path) -> list[str]:
    """Returns the paths with `..` that, seen from `folder`, lead to nothing within the project at `root`."""
    return [path for path in _RELATIVE.findall(text) if not _leads_within(folder / path.rstrip("."), root)]


def package_addresses(text: str) -> list[str]:
    """Returns the settings of package indexes and the addresses of package files."""
    return [match[0] for pattern in (_INDEX, _ARCHIVE) for match in pattern.finditer(text)]


def addresses(text: str) -> list[str]:
    """Returns every address: a lock file has none."""
    return [word for word in text.split() if "://" in word]


def _is_file_path(path: str) -> bool:
    _, first, *rest = path.split("/")
    return first in SYSTEM_FOLDERS or (bool(rest) and Path("/", first, rest[0]).exists())


def _is_allowed(path: str) -> bool:
    return any(path == allowed or path.startswith(f"{allowed}/") for allowed in ALLOWED)


def _leads_within(target: Path, root: Path) -> bool:
    return target.exists() and target.resolve().is_relative_to(root)

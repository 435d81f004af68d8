"""Known vulnerabilities of the locked Python packages: `python -m deploy.build.vulnerabilities FOLDER`.

FOLDER contains advisories in the format OSV as files `*.json`, such as an unpacked copy of the PyPI archive of osv.dev. Nothing is sent
anywhere. Without a folder, the check is skipped with a message.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
from packaging.version import InvalidVersion, Version

from deploy import bootstrap

ROOT = Path(bootstrap.ROOT)
_PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!]+)", re.MULTILINE)


class _Event(msgspec.Struct):
    introduced: str = ""
    fixed: str = ""
    last_affected: str = ""


class _Range(msgspec.Struct):
    type: str
    events: list[_Event] = []


class _Package(msgspec.Struct):
    name: str = ""
    ecosystem: str = ""


class _Affected(msgspec.Struct):
    package: _Package = msgspec.field(default_factory=_Package)
    versions: list[str] = []
    ranges: list[_Range] = []


class Advisory(msgspec.Struct):
    """The fields of an OSV advisory that the check reads."""

    id: str
    summary: str = ""
    withdrawn: str = ""
    affected: list[_Affected] = []


class Finding(NamedTuple):
    package: str
    version: str
    advisory: str
    summary: str


def main(words: list[str]) -> int:
    """Prints the findings and returns 1 if there are any, or if the folder contains no advisories."""
    if not words:
        bootstrap.print_line("没有核查已知的漏洞：没有给出漏洞库（OSV 格式的目录）。")
        return 0
    advisories = list(read(Path(words[0])))
    if not advisories:
        bootstrap.print_line(f"联席：{words[0]} 里没有 OSV 格式的漏洞公告（*.json）。")
        return 1
    findings = sorted(
        found
        for lock in ("run.txt", "dev.txt")
        for found in check((ROOT / "requirements" / lock).read_text(encoding="utf-8"), advisories)
    )
    for found in dict.fromkeys(findings):
        bootstrap.print_line(f"{found.package} {found.version}：{found.advisory}  {found.summary}".rstrip())
    bootstrap.print_line(f"核查了 {len(advisories)} 条公告：涉及所用版本的 {len(set(findings))} 条。")
    return 1 if findings else 0


def read(folder: Path) -> Iterator[Advisory]:
    """Yields the advisories of a folder that were not withdrawn; skips files in other formats."""
    decode = msgspec.json.Decoder(Advisory).decode
    for file in sorted(folder.rglob("*.json")):
        try:
            advisory = decode(file.read_bytes())
        except msgspec.MsgspecError:
            continue
        if not advisory.withdrawn:
            yield advisory


def check(lock: str, advisories: Iterable[Advisory]) -> Iterator[Finding]:
    """Yields a finding for each locked package in a version that an advisory names."""
    by_name: dict[str, list[tuple[Advisory, _Affected]]] = defaultdict(list)
    for advisory in advisories:
        for affected in advisory.affected:
            if affected.package.ecosystem == "PyPI":
                by_name[_normal(affected.package.name)].append((advisory, affected))
    for name, version in _PINNED.findall(lock):
        for advisory, affected in by_name[_normal(name)]:
            if _is_affected(version, affected):
                yield Finding(name, version, advisory.id, advisory.summary)


def _is_affected(version: str, affected: _Affected) -> bool:
    if version in affected.versions:
        return True
    return any(_is_within(Version(version), each.events) for each in affected.ranges if each.type == "ECOSYSTEM")


def _is_within(version: Version, events: Iterable[_Event]) -> bool:
    """Returns whether a version is between an introduction and the following fix."""
    within = False
    for event in sorted(events, key=lambda each: _order(each.introduced or each.fixed or each.last_affected)):
        if event.introduced and version >= _order(event.introduced):
            within = True
        if event.fixed and version >= _order(event.fixed):
            within = False
        if event.last_affected and version > _order(event.last_affected):
            within = False
    return within


def _order(version: str) -> Version:
    """Returns a version for comparisons; "0" and what cannot be read are before all others."""
    try:
        return Version(version)
    except InvalidVersion:
        return Version("0.dev0")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

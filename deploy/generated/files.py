"""Every file that is generated and committed: path -> content. A test fails when one is stale."""

from pathlib import Path

from deploy.generated import asyncapi, glossary, metrics, notices, openapi, sbom
from deploy.generated.dashboard import dashboard
from deploy.generated.decisions import FOLDER, decisions_page
from deploy.generated.event_types import FILE as EVENT_TYPES
from deploy.generated.event_types import event_types_module
from deploy.generated.events import events_page
from deploy.generated.interfaces import interfaces_page
from deploy.generated.measures import markdown
from deploy.generated.prometheus_rule import FILE as PROMETHEUS_RULE
from deploy.generated.prometheus_rule import prometheus_rule
from deploy.generated.schemas import schemas
from deploy.generated.strimzi import manifests
from deploy.generated.targets import targets
from deploy.generated.transitions import transitions_page

ROOT = Path(__file__).parents[2]


def generated() -> dict[Path, str]:
    """Returns path -> the current content of each generated file; paths are relative to the root of the project."""
    index = {FOLDER / "README.md": decisions_page(ROOT)}
    pages = {
        "events.md": events_page(),
        "interfaces.md": interfaces_page(ROOT),
        "measures.md": markdown(),
        "transitions.md": transitions_page(),
    }
    others = {
        EVENT_TYPES: event_types_module(),
        asyncapi.PAGE: asyncapi.asyncapi_page(),
        openapi.PAGE: openapi.openapi_page(),
        Path("deploy/prometheus/targets.yml"): targets(),
        Path("deploy/grafana/dashboards/lianxi.json"): dashboard(),
        PROMETHEUS_RULE: prometheus_rule(ROOT),
        metrics.PAGE: metrics.operations_page(ROOT),
        glossary.PAGE: glossary.domain_page(ROOT),
        notices.FILE: notices.notices_page(ROOT),
        sbom.FILE: sbom.sbom(ROOT),
    }
    texts = {Path("docs") / name: text for name, text in pages.items()}
    return texts | index | schemas() | manifests() | others


def stale() -> list[Path]:
    """Returns the files with other content, and schemas that are no longer generated."""
    return _stale(generated())


def _stale(wanted: dict[Path, str]) -> list[Path]:
    different = [path for path, text in wanted.items() if not _holds(ROOT / path, text)]
    strangers = [path.relative_to(ROOT) for path in (ROOT / "shared/contracts/schemas").glob("*.json")]
    return different + [path for path in strangers if path not in wanted]


def write() -> list[Path]:
    """Writes the stale files, deletes those no longer generated, and returns both."""
    wanted = generated()
    changed = _stale(wanted)
    for path in changed:
        if path in wanted:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(wanted[path], encoding="utf-8")
        else:
            (ROOT / path).unlink()
    return changed


def write_event_types() -> bool:
    """Writes the module of the event types, from which the other files follow; returns whether it was out of date."""
    file, text = ROOT / EVENT_TYPES, event_types_module()
    if _holds(file, text):
        return False
    file.write_text(text, encoding="utf-8")
    return True


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text

"""Every Word document opens in LibreOffice and becomes pages of A4 with its text."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.committee.proposals import brought_to
from tests.committee.service_clients import ServiceClients
from tests.committee.test_documents import GIVEN, OFFICE
from tests.committee.test_report_documents import OWN, reported
from tests.support.matters import UNIT
from tests.support.packages import program

__all__ = ["reported"]
pytestmark = [pytest.mark.full, pytest.mark.timeout(300)]

_LONG = "㵲阳河沿岸𱖎镇的道路照明设施损坏较多，夜间行走不便，群众反映强烈。" * 20


async def test_every_document_becomes_a_pdf(reported: ServiceClients, tmp_path: Path) -> None:
    service = reported.county
    given: dict[str, Any] = {**GIVEN, "content": "\n".join([_LONG] * 4), "theme": "economic"}
    id = await brought_to(service, "reply", by=OFFICE, **given)
    open_ = await brought_to(service, "assign", by=OFFICE, **given)
    refused = await brought_to(service, "submit", by=OFFICE, **given)
    await service.post(f"/proposals/{refused}/refuse", OFFICE, ground="academic", on="2026-02-21")
    paths = {
        **{form: f"/proposals/{id}/documents/{form}" for form in ("proposal", "filing_notice", "assignment_notice")},
        **{form: f"/proposals/{id}/documents/{form}" for form in ("reply", "opinion_form")},
        "urging": f"/proposals/{open_}/documents/urging?unit={UNIT}",
        "refusal": f"/proposals/{refused}/documents/filing_notice",
        "compilation": "/proposals/compilation.docx?year=2026",
        "bulletin": f"/reports/{OWN}/documents/bulletin?year=2014",
        "activity": f"/reports/{OWN}/documents/activity?year=2014",
    }
    for name, path in paths.items():
        answer = await service.call("GET", path, OFFICE)
        assert answer.status_code == 200, answer.text
        (tmp_path / f"{name}.docx").write_bytes(answer.content)
    _convert(tmp_path)
    for name in paths:
        text = _text(tmp_path / f"{name}.pdf")
        assert "镇远" in text, name
        assert "㵲阳河" in text or name in {"bulletin", "activity"}, name


def _convert(folder: Path) -> None:
    libreoffice = program("soffice", "libreoffice-writer-nogui", "fonts-noto-cjk")
    files = sorted(map(str, folder.glob("*.docx")))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [libreoffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)


def _text(file: Path) -> str:
    reader = program("pdftotext", "poppler-utils")
    return subprocess.run([reader, str(file), "-"], check=True, capture_output=True, timeout=60).stdout.decode()

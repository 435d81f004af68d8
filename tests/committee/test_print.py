"""What a page prints: its content from the top of the first page, the heads of tables on every page, nobody's account, nothing to click."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.committee.page_client import PageClient
from tests.committee.proposals import brought_to, drafted
from tests.committee.service_clients import ServiceClients
from tests.support.packages import program

pytestmark = [pytest.mark.full, pytest.mark.timeout(300)]

OFFICE = "522625-secretariat"


async def printed(reader: PageClient, path: str, file: Path) -> list[str]:
    """Returns the text of each page of paper on which the page is printed, with its own styles."""
    html = (await reader.get(path)).text
    for link, address in re.findall(r'(<link rel="stylesheet" href="([^"]+)"[^>]*>)', html):
        media = ' media="print"' if 'media="print"' in link else ""
        html = html.replace(link, f"<style{media}>{(await reader.get(address)).text}</style>")
    html = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program("chromium", "chromium", "fonts-noto-cjk"))
        page = await browser.new_page()
        await page.set_content(html)
        await page.pdf(path=file, prefer_css_page_size=True)
        await browser.close()
    command = [program("pdftotext", "poppler-utils"), "-layout", str(file), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()  # noqa: ASYNC221 - a test
    return text.split("\f")[:-1]


async def test_a_list_prints_its_rows_with_the_head_on_every_page(roster: ServiceClients, tmp_path: Path) -> None:
    for number in range(60):
        await drafted(roster.county, by=OFFICE, title=f"关于第{number}盏路灯的提案")
    pages = await printed(PageClient(roster.county, OFFICE), "/proposals?size=60", tmp_path / "list.pdf")
    assert len(pages) > 1
    assert all("编号" in page and "标题" in page for page in pages)
    whole = "".join(pages)
    assert all(f"第{number}盏" in whole for number in range(60))
    for gone in (OFFICE, "退出", "修改密码", "导出Excel", "查找", "跳到主要内容"):
        assert gone not in whole


async def test_a_matter_prints_from_the_first_page_on_without_its_forms(roster: ServiceClients, tmp_path: Path) -> None:
    content = "\n".join(f"第{number}段：道路照明设施损坏较多，群众反映强烈。" * 6 for number in range(40))
    id = await brought_to(roster.county, "assign", by=OFFICE, title="关于路灯的提案", content=content)
    pages = await printed(PageClient(roster.county, OFFICE), f"/proposals/{id}", tmp_path / "matter.pdf")
    assert "第0段" in pages[0]  # a long text begins on the page of its heading
    assert "第39段" in "".join(pages)
    for gone in (OFFICE, "现在可以办理", "打印文书", "去办理"):
        assert gone not in "".join(pages)

"""The documentation is complete and comes from this machine alone."""

import re

from tests.support.site import Site


async def test_the_page_loads_nothing_from_elsewhere_and_runs_no_inline_script(site: Site) -> None:
    page = await site.client.get("/docs")
    assert page.status_code == 200
    assert "://" not in page.text
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]* src=)", page.text)
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert (await site.client.get(address)).status_code == 200, address


async def test_a_file_that_is_not_of_the_page_is_not_served(site: Site) -> None:
    for name in ("index.html", "..%2fapp.py", "vendor/installed"):
        assert (await site.client.get(f"/static/{name}")).status_code == 404


async def test_the_document_lists_every_route_of_the_interface(site: Site) -> None:
    document = (await site.client.get("/api/v1/openapi.json")).json()
    assert {"/api/v1/sessions", "/api/v1/accounts", "/api/v1/notes"} <= set(document["paths"])
    assert document["openapi"].startswith("3.1")


async def test_the_document_says_what_a_refusal_looks_like_and_who_must_log_in(site: Site) -> None:
    document = (await site.client.get("/api/v1/openapi.json")).json()
    write, log_in = document["paths"]["/api/v1/notes"]["post"], document["paths"]["/api/v1/sessions"]["post"]
    assert write["security"] == [{"HTTPBearer": []}]
    assert "security" not in log_in
    assert "application/problem+json" in write["responses"]["default"]["content"]
    assert "422" not in write["responses"]
    assert "Idempotency-Key" in [parameter["name"] for parameter in write["parameters"]]
    assert "parameters" not in log_in


async def test_the_probes_say_whether_and_what(site: Site) -> None:
    assert (await site.client.get("/livez")).text == "ok\n"
    assert (await site.client.get("/readyz")).json() == {"status": "ok"}
    assert (await site.client.get("/version")).json()["service"] == "test"


async def test_the_document_names_operations_by_their_routes(site: Site) -> None:
    paths = (await site.client.get("/api/v1/openapi.json")).json()["paths"]
    names = [operation["operationId"] for operations in paths.values() for operation in operations.values()]
    assert len(set(names)) == len(names)
    assert {"post_sessions", "get_accounts_name", "post_notes"} <= set(names)

"""A client of the pages of a service, without a browser: reads pages, sends their forms, follows redirects."""

import re
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
from itsdangerous import Signer

from tests.committee.service_clients import ServiceClient

Fields = dict[str, list[str]]


def words(answer: httpx.Response) -> str:
    """Returns the text that a reader reads, in one line."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def options(page: httpx.Response, field: str) -> list[str]:
    """Returns the values of the options of a field."""
    found = re.search(rf'<select id="{field}".*?</select>', page.text, re.DOTALL)
    return re.findall(r'<option value="([^"]+)"', found[0]) if found else []


def regions(answer: httpx.Response) -> list[str]:
    """Returns the names of the regions of a page; two of the same name cannot be distinguished in a screen reader."""
    named = re.findall(r'<(?:section[^>]*|[^>]* role="region"[^>]*) aria-label="([^"]*)"', answer.text)
    headings = re.findall(r'<section[^>]* aria-labelledby="([^"]+)"', answer.text)
    texts = dict(re.findall(r'<h\d[^>]* id="([^"]+)"[^>]*>(.*?)</h\d>', answer.text, re.DOTALL))
    return [*named, *(re.sub(r"<[^>]+>", "", texts[each]).strip() for each in headings)]


class PageClient:
    """Reads pages and sends forms as one account of one service."""

    def __init__(self, service: ServiceClient, account: str) -> None:
        self.service = service
        self.account = account

    async def get(self, path: str) -> httpx.Response:
        """Requests a page. A form that begins a matter redirects to itself with its key in the address."""
        page = await self.service.client.get(path, headers=self._headers)
        assert sorted(names := regions(page)) == sorted(set(names)), path
        onwards = page.headers.get("Location", "")
        if page.status_code == 303 and onwards.startswith(f"{path}?key="):
            return await self.service.client.get(onwards, headers=self._headers)
        return page

    async def post(self, path: str, fields: Fields, **more: str) -> httpx.Response:
        """Submits a form; returns the response, whatever it is. `more`: further headers."""
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded"} | more
        return await self.service.client.post(path, content=urlencode(fields, doseq=True), headers=headers)

    async def upload(self, page: httpx.Response, path: str, name: str, content: bytes, **fields: str) -> httpx.Response:
        """Sends a file with the form of a page; returns the page that it leads to."""
        data = {"form_token": page.text.split('name="form_token" value="')[1].split('"')[0], **fields}
        files = {"file": (name, content)}
        answer = await self.service.client.post(path, files=files, data=data, headers=self._headers)
        assert answer.status_code == 303, answer.text
        return await self.get(answer.headers["Location"].partition("#")[0])

    async def begin(self, kind: str, /, **typed: Any) -> httpx.Response:
        """Submits the form that begins a matter, and follows the redirect."""
        return await self._send(await self.get(f"/{kind}/new"), "", typed)

    async def run_command(self, page: httpx.Response, command: str, /, **typed: Any) -> httpx.Response:
        """Submits the form of a command on this page, and follows the redirect."""
        return await self._send(page, command, typed)

    async def _send(self, page: httpx.Response, command: str, typed: dict[str, Any]) -> httpx.Response:
        assert page.status_code < 500, page.text
        fields = self.fields(page, command)
        unknown = set(typed) - set(fields) - {"confirmed"}
        assert not unknown, (command, unknown, sorted(fields))
        given = fields | {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
        answer = await self.post(_action(_form(page, command)), given)
        if answer.status_code != 303:
            return answer
        return await self.get(answer.headers["Location"])

    def commands(self, page: httpx.Response) -> list[str]:
        """Returns the commands that the page has a form for."""
        return [str(name) for name in re.findall(r'<details id="(\w+)"', page.text)]

    def fields(self, page: httpx.Response, command: str) -> Fields:
        """Returns the fields of a form with their values, as a browser would send them."""
        form = _form(page, command)
        found: Fields = {}
        for tag in re.findall(r"<input[^>]*>", form):
            name, value = _attribute(tag, "name"), _attribute(tag, "value")
            kept = [value] if 'type="checkbox"' not in tag or " checked" in tag else []
            found[name] = found.get(name, []) + kept
        for name, content in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
            found[name] = [unescape(content)]
        for name, content in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
            options = re.findall(r"<option[^>]*>", content)
            chosen = next((each for each in options if " selected" in each), options[0])
            found[name] = [_attribute(chosen, "value")]
        return found

    def title_of(self, page: httpx.Response, command: str, field: str) -> str:
        """Returns the title of a field of the form of a command."""
        form = _form(page, command)
        control = next(
            _attribute(tag, "id") for tag in re.findall(r"<[^>]*>", form) if _attribute(tag, "name") == field
        )
        return str(re.findall(rf'<label for="{control}">([^<]*)', form)[0])

    def address_of(self, page: httpx.Response) -> str:
        """Returns the address of the page of a matter."""
        return str(page.url.path)

    def id_of(self, page: httpx.Response) -> str:
        return self.address_of(page).rpartition("/")[2]

    @property
    def _headers(self) -> dict[str, str]:
        signer = Signer(self.service.state.secret, salt="lianxi cookie", key_derivation="hmac", digest_method=sha256)
        cookie = signer.sign(self.service.tokens[self.account]).decode()
        return {"Accept": "text/html", "Cookie": f"lianxi-{self.service.name}-session={cookie}"}


def _form(page: httpx.Response, command: str) -> str:
    """Returns the form of a command; without a command, the only form with a key."""
    forms: list[str] = [
        each for each in re.findall(r"<form.*?</form>", page.text, re.DOTALL) if 'name="form_key"' in each
    ]
    return next(each for each in forms if not command or f'name="command" value="{command}"' in each)


def _action(form: str) -> str:
    return _attribute(form, "action")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""

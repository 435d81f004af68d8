"""An authenticator app of a test, and accounts that have enrolled one."""

from dataclasses import dataclass

import httpx
import pyotp

from shared.web.login.second_factors import STEP_SECONDS
from tests.support.site import PASSWORD, Site

OWN = "/api/v1/accounts/me/second-factor"


@dataclass(frozen=True)
class App:
    """An authenticator app with the secret of an account; its clock is that of the site, `seconds` ahead."""

    site: Site
    secret: str

    def code(self, *, seconds: int = 0) -> str:
        """Returns the code that the app shows."""
        return pyotp.TOTP(self.secret).at(int(self.site.clock.now().timestamp()) + seconds)


async def enrolled(site: Site, me: dict[str, str]) -> tuple[App, list[str]]:
    """Returns the app of an account that has enrolled it, and its recovery codes; the code of the confirmation is used up."""
    begun = await site.client.post(OWN, json={"password": PASSWORD}, headers=me)
    assert begun.status_code == 201, begun.text
    app = App(site, begun.json()["secret"])
    confirmed = await site.client.post(f"{OWN}/confirm", json={"code": app.code()}, headers=me)
    assert confirmed.status_code == 200, confirmed.text
    site.clock.advance(seconds=STEP_SECONDS)
    return app, confirmed.json()["recovery_codes"]


async def log_in(site: Site, account: str, *, password: str = PASSWORD, code: str = "") -> httpx.Response:
    """Returns the response to a login by the API."""
    return await site.client.post("/api/v1/sessions", json={"account": account, "password": password, "code": code})

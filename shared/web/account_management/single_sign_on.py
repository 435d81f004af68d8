"""Logins by the identity provider: the request that a browser begins, and the account that its answer opens (decision 0108)."""

import hmac
from typing import NamedTuple
from urllib.parse import quote, unquote

from fastapi import Request, Response
from sqlalchemy import select

from shared.domain.errors import NotFoundError
from shared.web import cookies
from shared.web.accounts import Identity, account_of, accounts
from shared.web.addresses import address_of
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction, AuditResult
from shared.web.dependencies import AppState, app_state
from shared.web.login.sessions import Verified, new_token
from shared.web.oidc.provider import IdentityProvider
from shared.web.oidc.refusals import SignOnRefusedError
from shared.web.service_secret import keyed_hash

COST = 5
"""The share of a login in the limit of requests without a login: 60 logins a minute of one address, where the limit is 300."""

_COOKIE = "sign-on"
_SECONDS = 600
_UNLINKED = "这个统一身份（{}）没有关联到可以登录的账号，请把它告诉本系统的管理员"


class SignOnRequest(NamedTuple):
    """A login that a browser has begun. `state`: random; nonce and verifier are derived from it; `target`: the requested page."""

    state: str
    target: str

    def nonce(self, secret: bytes) -> str:
        """Returns the value that the id token must repeat."""
        return keyed_hash(secret, b"oidc nonce", self.state).hex()

    def verifier(self, secret: bytes) -> str:
        """Returns the proof, 64 characters, that who redeems the code has begun the login."""
        return "".join(keyed_hash(secret, b"oidc verifier", f"{part}{self.state}").hex() for part in (1, 2))


class CallbackQuery(NamedTuple):
    """The answer of the provider in the address that it redirects the browser to."""

    state: str
    code: str
    error: str


def provider_of(state: AppState) -> IdentityProvider:
    """Returns the identity provider; raises `NotFoundError` `no-identity-provider` when none is set."""
    if state.identity_provider is None:
        raise NotFoundError("no-identity-provider", "本系统没有设置统一身份认证")
    return state.identity_provider


async def begin(request: Request, target: str) -> tuple[str, SignOnRequest]:
    """Returns the address of the provider at which the browser logs in, and the request to remember in a cookie.

    Raises `HttpRefusedError` 429 `too-many-requests` or 503 `identity-provider-unavailable`.
    """
    state = app_state(request)
    provider = provider_of(state)
    state.public_requests.count(address_of(request), cost=COST)
    begun = SignOnRequest(new_token(), target)
    address = await provider.login_address(
        state=begun.state, nonce=begun.nonce(state.secret), verifier=begun.verifier(state.secret)
    )
    return address, begun


async def finish(request: Request, begun: SignOnRequest | None, query: CallbackQuery) -> Verified:
    """Returns the account that is linked to the person who logged in at the provider; records success and failure.

    Raises `SignOnRefusedError`, or `HttpRefusedError` 429 or 503.
    """
    state = app_state(request)
    provider_of(state)
    state.public_requests.count(address_of(request), cost=COST)
    if begun is None or not hmac.compare_digest(begun.state.encode(), query.state.encode()):
        raise SignOnRefusedError("state")  # not recorded: everybody can produce it
    try:
        verified = await _verified(state, begun, query)
    except SignOnRefusedError as error:
        await _record(state, "", AuditResult.FAILURE, error.reason)
        raise
    await _record(state, verified.account.name, AuditResult.SUCCESS, "")
    return verified


async def _verified(state: AppState, begun: SignOnRequest, query: CallbackQuery) -> Verified:
    if query.error or not query.code:
        raise SignOnRefusedError("denied")
    provider = provider_of(state)
    subject = await provider.subject_of(
        query.code, nonce=begun.nonce(state.secret), verifier=begun.verifier(state.secret), now=state.now()
    )
    return await _linked(state, Identity(provider.issuer, subject))


async def _linked(state: AppState, identity: Identity) -> Verified:
    """Returns the account of a person; one that is missing and one that is disabled are refused alike."""
    table = accounts.c
    own = (table.identity_issuer == identity.issuer) & (table.identity_subject == identity.subject)
    async with state.database.reading() as connection:
        row = (await connection.execute(select(accounts).where(own))).first()
    if row is None or row.disabled:
        raise SignOnRefusedError("unlinked", _UNLINKED.format(identity.subject))
    return Verified(account=account_of(row), password_hash=row.password_hash)


async def _record(state: AppState, name: str, result: AuditResult, details: str) -> None:
    entry = AuditEntry(action=AuditAction.SINGLE_SIGN_ON, actor=name, subject=name, result=result, details=details)
    async with state.database.transaction() as connection:
        await append(connection, entry, at=state.now())


def remember(request: Request, response: Response, begun: SignOnRequest) -> None:
    """Sets the cookie of a begun login, for ten minutes; the browser that answers must have it."""
    expires = int(app_state(request).now().timestamp()) + _SECONDS
    value = f"{expires}:{begun.state}:{quote(begun.target, safe='')}"
    cookies.set_cookie(request, response, _COOKIE, value, seconds=_SECONDS)


def remembered(request: Request) -> SignOnRequest | None:
    """Returns the login that this browser has begun; None when there is none or its time is over."""
    expires, _, rest = (cookies.read_cookie(request, _COOKIE) or "").partition(":")
    state, _, target = rest.partition(":")
    if not state or int(expires) <= app_state(request).now().timestamp():
        return None
    return SignOnRequest(state, unquote(target))


def forget(request: Request, response: Response) -> None:
    """Deletes the cookie of a begun login: each is answered once."""
    cookies.delete_cookie(request, response, _COOKIE)

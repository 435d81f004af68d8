"""The identity provider: its endpoints, its keys, and the exchange of a code for a subject (authorization code flow with PKCE)."""

import asyncio
import hashlib
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from urllib.parse import quote, urlencode

import httpx
import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.web.oidc.id_token import UnknownKeyError, verify_id_token
from shared.web.oidc.refusals import SignOnRefusedError, unavailable
from shared.web.oidc.settings import ProviderSettings, is_secure
from shared.web.problem import HttpRefusedError

SECONDS = 10.0
"""Maximum duration of each request to the provider."""

LARGEST_BYTES = 256 * 1024
"""Maximum size of each answer of the provider."""

_KNOWN_SECONDS = 600.0
_METADATA = "/.well-known/openid-configuration"
_BASIC = "client_secret_basic"
_log = structlog.get_logger(__name__)


class Metadata(msgspec.Struct, frozen=True):
    """The endpoints of a provider, from its discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = (_BASIC,)


class Tokens(msgspec.Struct, frozen=True):
    """The answer of the token endpoint; the access token is not used."""

    id_token: str


class IdentityProvider:
    """The provider of these settings. `clock`: a monotonic clock, in seconds; endpoints and keys are cached for ten minutes."""

    def __init__(self, settings: ProviderSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    @property
    def issuer(self) -> str:
        """Returns the identifier of the provider."""
        return self._settings.issuer

    async def login_address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Returns the address at which a browser logs in; raises `HttpRefusedError` 503 `identity-provider-unavailable`."""
        challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self._settings.client_id,
                "redirect_uri": self._settings.callback,
                "scope": "openid",
                "state": state,
                "nonce": nonce,
                "code_challenge": challenge,
                "code_challenge_method": "S256",
            }
        )
        endpoint = (await self._endpoints()).authorization_endpoint
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"

    async def subject_of(self, code: str, *, nonce: str, verifier: str, now: datetime) -> str:
        """Returns the subject that a code stands for.

        Raises `SignOnRefusedError`, or `HttpRefusedError` 503 `identity-provider-unavailable`.
        """
        token = await self._exchange(code, verifier)
        for fresh in (False, True):
            try:
                return verify_id_token(
                    token,
                    await self._key_set(fresh=fresh),
                    issuer=self.issuer,
                    client_id=self._settings.client_id,
                    nonce=nonce,
                    now=now,
                )
            except UnknownKeyError:
                continue
        raise SignOnRefusedError("signature")

    async def _exchange(self, code: str, verifier: str) -> str:
        endpoints, own = await self._endpoints(), self._settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": own.callback,
            "code_verifier": verifier,
        }
        auth: httpx.BasicAuth | None = None
        if _BASIC in endpoints.token_endpoint_auth_methods_supported:
            auth = httpx.BasicAuth(quote(own.client_id, safe=""), quote(own.client_secret, safe=""))
        else:
            form |= {"client_id": own.client_id, "client_secret": own.client_secret}
        status, body = await _request("POST", endpoints.token_endpoint, form=form, auth=auth)
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise SignOnRefusedError("code")
        if status != HTTPStatus.OK:
            raise _unavailable(endpoints.token_endpoint, f"status {status}")
        try:
            return msgspec.json.decode(body, type=Tokens).id_token
        except msgspec.DecodeError as error:
            raise SignOnRefusedError("token") from error

    async def _endpoints(self) -> Metadata:
        if self._metadata is None or self._metadata[0] + _KNOWN_SECONDS <= self._clock():
            address = self.issuer.rstrip("/") + _METADATA
            try:
                found = msgspec.json.decode(await _document(address), type=Metadata)
            except msgspec.DecodeError as error:
                raise _unavailable(address, str(error)) from error
            _check(found, self.issuer)
            self._metadata = (self._clock(), found)
        return self._metadata[1]

    async def _key_set(self, *, fresh: bool) -> KeySet:
        if fresh or self._keys is None or self._keys[0] + _KNOWN_SECONDS <= self._clock():
            address = (await self._endpoints()).jwks_uri
            try:
                found = KeySet.import_key_set(msgspec.json.decode(await _document(address)))
            except (msgspec.DecodeError, JoseError, ValueError, KeyError, TypeError) as error:
                raise _unavailable(address, type(error).__name__) from error
            self._keys = (self._clock(), found)
        return self._keys[1]


def _check(found: Metadata, issuer: str) -> None:
    """Raises `HttpRefusedError` for a document of another issuer, or with an endpoint that is not encrypted."""
    if found.issuer != issuer:
        raise _unavailable(issuer, "the discovery document names another issuer")
    for endpoint in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
        if not is_secure(endpoint):
            raise _unavailable(endpoint, "the endpoint is not encrypted")


async def _document(address: str) -> bytes:
    status, body = await _request("GET", address)
    if status != HTTPStatus.OK:
        raise _unavailable(address, f"status {status}")
    return body


async def _request(
    method: str, address: str, *, form: Mapping[str, str] | None = None, auth: httpx.BasicAuth | None = None
) -> tuple[int, bytes]:
    """Returns status and body; follows no redirects and uses no proxy of the environment. Raises `HttpRefusedError` 503."""
    body = bytearray()
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False) as client,
            client.stream(method, address, data=form, auth=auth) as answer,
        ):
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > LARGEST_BYTES:
                    raise _unavailable(address, f"more than {LARGEST_BYTES} bytes")
            return answer.status_code, bytes(body)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise _unavailable(address, type(error).__name__) from error


def _unavailable(address: str, error: str) -> HttpRefusedError:
    _log.warning("identity_provider_unavailable", address=address, error=error)
    return unavailable()

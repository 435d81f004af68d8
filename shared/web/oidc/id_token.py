"""The verification of an id token: signature, type, issuer, audience, lifetime and nonce."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from joserfc import jws
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from shared.web.oidc.refusals import SignOnRefusedError
from shared.web.oidc.settings import LONGEST_SUBJECT

ALGORITHMS = ("RS256", "PS256", "ES256")
"""The accepted algorithms: with a public key, so neither `none` nor one whose key the client knows."""

CLOCK_SECONDS = 60
"""The accepted difference between the clocks of provider and service."""

_TYPES = (None, "JWT")


class Claims(msgspec.Struct, frozen=True):
    """The claims that are verified; times in seconds since 1970."""

    iss: str
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_SUBJECT)]
    aud: str | Sequence[str]
    exp: float
    iat: float
    nonce: str = ""
    azp: str | None = None


class UnknownKeyError(Exception):
    """The token names a key that the known keys of the provider do not contain; they may have changed."""


def verify_id_token(token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str, now: datetime) -> str:
    """Returns the subject of a valid token; raises `SignOnRefusedError`, or `UnknownKeyError` before its signature is verified."""
    claims = _signed(token, keys)
    audiences = [claims.aud] if isinstance(claims.aud, str) else list(claims.aud)
    if claims.iss != issuer:
        raise SignOnRefusedError("issuer")
    if client_id not in audiences or claims.azp not in (None, client_id) or (len(audiences) > 1 and not claims.azp):
        raise SignOnRefusedError("audience")
    if not claims.iat - CLOCK_SECONDS <= now.timestamp() < claims.exp + CLOCK_SECONDS:
        raise SignOnRefusedError("expired")
    if not hmac.compare_digest(claims.nonce.encode(), nonce.encode()):
        raise SignOnRefusedError("nonce")
    return claims.sub


def _signed(token: str, keys: KeySet) -> Claims:
    try:
        found = jws.deserialize_compact(token.encode(), keys, algorithms=list(ALGORITHMS))
    except InvalidKeyIdError as error:
        raise UnknownKeyError from error
    except (JoseError, ValueError) as error:
        raise SignOnRefusedError("signature") from error
    if found.headers().get("typ") not in _TYPES:
        raise SignOnRefusedError("token")
    try:
        return msgspec.json.decode(found.payload, type=Claims)
    except msgspec.DecodeError as error:
        raise SignOnRefusedError("token") from error

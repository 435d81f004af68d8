"""The settings of the identity provider of an installation (OpenID Connect). It is off unless its issuer is set."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from shared.web.settings_error import SettingsError

LONGEST_ISSUER, LONGEST_SUBJECT = 200, 255
"""Maximum lengths of the identifiers of a provider and of a person there."""

CALLBACK = "/login/single-sign-on/callback"
"""The path to which the provider redirects browsers; the whole address is registered with the provider."""


@dataclass(frozen=True, kw_only=True)
class ProviderSettings:
    """The provider and this service as its client. `callback`: the address to which the provider redirects browsers."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    callback: str


def provider_settings(
    issuer: str, client_id: str, secret_file: Path | None, public_url: str
) -> ProviderSettings | None:
    """Returns the checked settings; None when none is set. Raises `SettingsError`."""
    if not (issuer or client_id or secret_file):
        return None
    given = {
        "LIANXI_OIDC_ISSUER": issuer,
        "LIANXI_OIDC_CLIENT_ID": client_id,
        "LIANXI_OIDC_CLIENT_SECRET_FILE": secret_file,
    }
    if missing := [name for name, value in given.items() if not value]:
        raise SettingsError(f"{missing[0]}：统一身份认证的三项设置须一起设置")
    if not is_secure(issuer) or len(issuer) > LONGEST_ISSUER:
        raise SettingsError(f"LIANXI_OIDC_ISSUER={issuer}：须为HTTPS网址，认证方就在本机的除外")
    if not public_url:
        raise SettingsError("LIANXI_PUBLIC_URL：设置了LIANXI_OIDC_ISSUER时必须设置，认证后按此网址返回")
    return ProviderSettings(
        issuer=issuer, client_id=client_id, client_secret=_secret(secret_file), callback=public_url + CALLBACK
    )


def _secret(path: Path | None) -> str:
    try:
        secret = "" if path is None else path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"LIANXI_OIDC_CLIENT_SECRET_FILE={path}：不能读取这个文件") from error
    if not secret:
        raise SettingsError(f"LIANXI_OIDC_CLIENT_SECRET_FILE={path}：文件应只有一行：客户端密钥")
    return secret


def is_secure(address: str) -> bool:
    """Returns whether requests to an address are encrypted or stay on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host)))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False

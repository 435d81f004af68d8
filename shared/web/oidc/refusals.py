"""The errors of a login by the identity provider."""

from collections.abc import Mapping
from typing import Literal

from shared.domain.errors import UnauthenticatedError
from shared.web.problem import HttpRefusedError

Reason = Literal["state", "denied", "code", "token", "signature", "issuer", "audience", "expired", "nonce", "unlinked"]

SENTENCES: Mapping[str, str] = {
    "state": "登录请求已过期，或不是由这个浏览器发起的",
    "denied": "统一身份认证没有同意这次登录",
    "code": "统一身份认证不接受这次登录的授权码，可能已经用过",
    "token": "统一身份认证的应答不完整",
    "signature": "统一身份认证的签名无效",
    "issuer": "应答不是由本系统设置的统一身份认证签发的",
    "audience": "应答不是签发给本系统的",
    "expired": "统一身份认证的应答已经过期",
    "nonce": "应答不属于这次登录",
    "unlinked": "没有关联到可以登录的账号",
}
"""Reason -> what it means, as pages show it."""

_AGAIN_SECONDS = 30


class SignOnRefusedError(UnauthenticatedError):
    """A login by the identity provider that does not open a session. `reason`: the code in the audit log."""

    def __init__(self, reason: Reason, sentence: str = "") -> None:
        detail = sentence or f"{SENTENCES[reason]}，请重新登录"
        super().__init__("single-sign-on-refused", detail, reason=reason)
        self.reason = reason


def unavailable() -> HttpRefusedError:
    """Returns the error of a provider that does not answer as it should; logins with passwords work on."""
    detail = "统一身份认证暂时无法使用，请稍后再试，或用账号和密码登录"
    return HttpRefusedError(503, "identity-provider-unavailable", detail, {"Retry-After": str(_AGAIN_SECONDS)})

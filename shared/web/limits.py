"""Limits on what a client can use of a service, before and after authentication: seconds, bytes and counts."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of a service. `attachment_bytes`: of one attached file; `uploads`: attachments received at once.

    `session_idle`: the time without a request after which a session ends; `session_lasting`: the time since the login;
    `first_password_lasting`: the time for which a password that an administrator has handed out opens a session;
    `sessions_per_account`: open sessions of one account, of which a further login ends the oldest one.

    `body_pause_seconds`: maximum wait for the next part of a body; `body_bytes_per_second`: its minimum rate.

    `headers` and `header_bytes`: of one request, with its trailers; `pipelined`: requests that wait for the response to an earlier one.
    `public_requests_per_minute`: those of one address to the public board; a download of all proposals counts as 20.
    """

    connections: int = 2000
    connections_per_address: int = 200
    header_bytes: int = 32 * 1024
    headers: int = 100
    pipelined: int = 16
    address_bytes: int = 8 * 1024
    header_seconds: float = 10.0
    body_pause_seconds: float = 10.0
    body_seconds: float = 20.0
    body_bytes_per_second: int = 64 * 1024
    unauthenticated_body: int = 16 * 1024
    attachment_bytes: int = 20 * 1024 * 1024
    large_bodies: int = 3
    uploads: int = 8
    bodies_per_account: int = 20
    streams_per_account: int = 20
    public_requests_per_minute: int = 300
    session_idle: timedelta = timedelta(minutes=30)
    session_lasting: timedelta = timedelta(hours=12)
    sessions_per_account: int = 20
    first_password_lasting: timedelta = timedelta(days=7)

    def seconds_for(self, size: int) -> float:
        """Returns the maximum time for receiving a body of this many bytes."""
        return self.body_seconds + size / self.body_bytes_per_second


DEFAULT_LIMITS = Limits()
"""The limits of a service whose settings change none of them."""

"""The addresses of clients."""

from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request

_IPV6_SITE = 64  # prefix length of the IPv6 network of one site


def address_of(request: Request) -> str:
    """Returns the address of the client."""
    return request.client.host if request.client else ""


def site_of(address: str) -> str:
    """Returns the address, for IPv6 the /64 network of the site, because one host has many addresses there."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, _IPV6_SITE), strict=False))

"""Owns which machines may be asked for a page: those of the open internet, none of the house and none of a cloud's."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# IANA's special-purpose blocks, written out: Python's own `is_global` differs from release to release.
_CLOSED_4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # looks public, but inside one large cloud it is the machine that hands out secrets
    )
)  # fmt: skip
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    IPv6Network(block)
    # Teredo (in 2001::/23) and 6to4 (2002::/16) are whole: nobody publishes there, and both hide an IPv4 address.
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
# Here an IPv4 address is the last 32 bits, and it decides. On networks without IPv4 every page comes by NAT64.
_CARRIES_4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
# What an operating system takes for an IPv4 address however it is written: 2130706433, 0x7f.1, 017700000001.
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+", re.IGNORECASE)


def is_open(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is a single machine of the open internet."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _CLOSED_4)
    if any(address in block for block in _CARRIES_4):
        return is_open(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.scope_id is None and address in _OPEN_6 and not any(address in block for block in _CLOSED_6)


def is_plain_host(host: str) -> bool:
    """Whether a host is a name, or an address in its one usual spelling (and of no single network card, "%")."""
    if ":" in host or _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        try:
            return str(ip_address(host)) == host.lower() and "%" not in host
        except ValueError:
            return False
    return True

"""Which addresses of the web may be asked: public ones only, unless the user allows others.

    URL ──▶ target_of ──▶ Target: host, port, and the one address to connect to

A page that somebody sends us, or a redirect, must not make us ask the machines beside us. So a name
is resolved once, every address it has must be public, and the connection goes to that address.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urlsplit

from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable
    from ipaddress import IPv4Address, IPv6Address

PORTS = {"http": 80, "https": 443}
#: An address in the notation of a URL has no white space and no controls.
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
LONGEST = 4096
#: IPv6 addresses that stand for an IPv4 address: translated (RFC 6052), by relays (RFC 3056, 4380).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class FetchError(DocumentError):
    """A page cannot be fetched; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect to, and what to ask for.

    Attributes:
        scheme, host, port: of the URL; the host as ASCII.
        address: the IP address to connect to, the only one that is asked.
        path: path and query, quoted.
    """

    scheme: str
    host: str
    port: int
    address: str
    path: str

    @property
    def host_header(self) -> str:
        """The host as the server must be asked for it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == PORTS[self.scheme] else f"{shown}:{self.port}"


def addresses_of(host: str, port: int) -> tuple[str, ...]:
    """All addresses of a host, as the system resolves it.

    Raises:
        FetchError: it has none, or there is no network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"{host} cannot be found ({error}); is the address right, and is there a network?"
        ) from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def target_of(
    url: str,
    *,
    allow_private: bool = False,
    resolve: Callable[[str, int], tuple[str, ...]] = addresses_of,
) -> Target:
    """Check a URL, and resolve it to the one address to connect to.

    Args:
        url: http or https, without a user name.
        allow_private: ask machines of the local network too, on any port.
        resolve: gives the addresses of a host.

    Raises:
        FetchError: the URL cannot be used, or leads to an address that is not public.
    """
    parts = _parts(url)
    host, port = _host_and_port(parts)
    if not allow_private and port not in PORTS.values():
        raise FetchError(f"port {port} is not asked; only 80 and 443 are")
    addresses = resolve(host, port)
    if not addresses:
        raise FetchError(f"{host} has no address")
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchError(f"{host} is {address}, no public address; it is not asked")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    return Target(parts.scheme.lower(), host, port, addresses[0], path)


def _parts(url: str) -> SplitResult:
    if len(url) > LONGEST or _UNSAFE.search(url):
        raise FetchError("no address of the web: it is too long, or has white space in it")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise FetchError(f"no address of the web: {error}") from error
    if parts.scheme.lower() not in PORTS:
        raise FetchError(f"only http and https are fetched, not {parts.scheme or 'this'!r}")
    if "@" in parts.netloc:
        raise FetchError("an address with a user name is not fetched; leave it out")
    return parts


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    try:
        host, port = parts.hostname, parts.port
        plain = (host or "").encode("idna").decode("ascii") if ":" not in (host or "") else host
    except ValueError as error:  # a UnicodeError too
        raise FetchError(f"no host that can be asked: {error}") from error
    if not plain or "%" in plain:
        raise FetchError("no address of the web: it names no host")
    return plain, PORTS[parts.scheme.lower()] if port is None else port


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> [is_public(a) for a in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1")]
    [False, False, False, False]
    >>> [is_public(a) for a in ("::1", "fe80::1%eth0", "::ffff:10.0.0.1", "64:ff9b::7f00:1")]
    [False, False, False, False]
    >>> is_public("93.184.216.34"), is_public("2606:4700::1111")
    (True, True)
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = _inside(ip)
    if inner is not None:
        return is_public(str(inner))
    scoped = isinstance(ip, ipaddress.IPv6Address) and ip.scope_id is not None
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or scoped)


def _inside(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address only carries."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo
    return ip.ipv4_mapped or ip.sixtofour or (teredo[1] if teredo else None)

"""Which proxy leads to an address: the one that the environment names, and none on this machine."""

import ipaddress
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from studio.errors import SettingsError

_SPOKEN = ("http", "https")


def is_here(url: str) -> bool:
    """Whether an address is this machine's own: what stands there is reached behind no proxy."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_loopback or mapped.is_unspecified  # 0.0.0.0 leads here too


def proxy_for(url: str) -> str | None:
    """The proxy by which `url` is reached, as HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY say;
    None: none, as for each address on this machine.

    SettingsError: a proxy is named that speaks neither HTTP nor HTTPS, SOCKS say."""
    if is_here(url):
        return None
    try:
        parts = urlsplit(url)
        if not parts.hostname or proxy_bypass(parts.netloc.rpartition("@")[2]):
            return None
    except ValueError:
        return None  # no address: whoever asks it says so
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy:
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    kind = urlsplit(proxy).scheme.lower()
    if kind not in _SPOKEN:
        variable = f"{parts.scheme.upper()}_PROXY" if named.get(parts.scheme) else "ALL_PROXY"
        raise SettingsError(
            f"{variable} names a {kind} proxy for {parts.hostname}; the studio speaks to HTTP "
            "proxies alone.",
            f"Name an HTTP proxy there, or reach it directly: NO_PROXY={parts.hostname}",
        )
    return proxy

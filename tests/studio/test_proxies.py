"""Which proxy leads where: none on this machine, and one that cannot be used is told."""

import pytest

from studio.errors import SettingsError
from studio.proxies import is_here, proxy_for

NAMES = ("http", "https", "all", "no")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8700/v1",
        "http://127.8.9.1/v1",
        "http://localhost:1",
        "http://LOCALHOST./v1",
        "http://studio.localhost/v1",
        "http://[::1]:8700/v1",
        "http://[::ffff:127.0.0.1]/v1",
        "http://0.0.0.0:8700/v1",
        "https://user:key@127.0.0.1/v1",
    ],
)
def test_this_machine_is_behind_no_proxy(environment, url):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        environment.setenv(name, "socks5://proxy.example:1080")
    assert is_here(url) and proxy_for(url) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1.example/v1", "http://10.0.0.1", "http://[", ""])
def test_others_are_not_this_machine(url):
    assert not is_here(url) and proxy_for(url) is None


def test_the_environment_s_proxy_leads_to_others(environment):
    environment.setenv("ALL_PROXY", "proxy.example:3128")
    environment.setenv("https_proxy", "https://safe.example")
    environment.setenv("NO_PROXY", "inside.example,10.0.0.1")
    assert proxy_for("http://models.example/v1") == "http://proxy.example:3128"
    assert proxy_for("https://models.example/v1") == "https://safe.example"
    assert proxy_for("https://gpu.inside.example:8000/v1") is None
    assert proxy_for("http://10.0.0.1:8000/v1") is None


def test_a_proxy_of_another_kind_is_named(environment):
    environment.setenv("ALL_PROXY", "socks5h://proxy.example:1080")
    with pytest.raises(SettingsError, match=r"ALL_PROXY names a socks5h proxy for models\.example"):
        proxy_for("http://models.example/v1")
    environment.setenv("HTTP_PROXY", "http://proxy.example:3128")
    assert proxy_for("http://models.example/v1") == "http://proxy.example:3128"

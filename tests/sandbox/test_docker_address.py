"""Docker over TCP on this machine is asked behind no proxy: real HTTP, as much as it needs."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sandbox.docker.client import connect
from studio.errors import EngineError


class Engine(BaseHTTPRequestHandler):
    """As much of an engine as a client asks for when it connects."""

    def do_GET(self):
        body = json.dumps({"ApiVersion": "1.43", "Version": "24"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def engine():
    with ThreadingHTTPServer(("127.0.0.1", 0), Engine) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9"])
@pytest.mark.parametrize("kind", ["tcp", "http"])
def test_no_proxy_leads_to_it(engine, monkeypatch, kind, proxy):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    client = connect(f"{kind}://{engine}")
    assert client.version()["Version"] == "24"
    client.close()


def test_one_that_is_not_there_is_told_behind_a_proxy_too(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(EngineError, match="no Docker engine answers"):
        connect("unix:///nowhere/docker.sock")
    with pytest.raises(EngineError, match="no Docker engine answers"):
        connect("tcp://192.0.2.1:2375")

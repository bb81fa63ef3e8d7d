"""Little HTTP servers: answers by path, for whoever asks."""

import contextlib
import json
import threading
from collections.abc import Generator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[bytes, dict[str, str]]  # body, headers


@contextlib.contextmanager
def serving(answers: Mapping[str, Any]) -> Generator[str]:
    """A server on loopback; its root. An answer is JSON, or (bytes, headers); others are 404."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def answer(self, with_body: bool) -> None:
            found = answers.get(self.path.partition("?")[0])
            headers: dict[str, str] = {"Content-Type": "application/json"}
            if isinstance(found, tuple):
                body, more = found
                headers |= more
            else:
                body = json.dumps(found if found is not None else {"error": "none"}).encode()
            self.send_response(200 if found is not None else 404)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

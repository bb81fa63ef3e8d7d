"""A server that keeps to GPT-SoVITS's documented interface, and misbehaves when told to.

It does not speak: it answers with sounds that it was given, by their text. What the real one
refuses, it refuses with the same status and shape of answer."""

import json
import threading
import time
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

REQUIRED = ("text", "text_lang", "ref_audio_path", "prompt_lang")
LANGUAGES = ("en", "zh", "ja", "ko", "yue", "auto")
HANG, DIE, HALF, RUBBISH = "hang", "die", "half", "rubbish"


class StandIn:
    """`sounds`: text -> WAV. `manner`: how the next answers go wrong. `asked`: what came."""

    def __init__(self, port: int = 0) -> None:
        self.sounds: dict[str, Path] = {}
        self.weights = {"set_gpt_weights": "", "set_sovits_weights": ""}
        self.known_weights: set[str] = set()
        self.manner = ""
        self.asked: list[tuple[str, dict]] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                """Nothing."""

            def do_GET(self):
                where = urlsplit(self.path)
                given = {key: values[0] for key, values in parse_qs(where.query).items()}
                stand_in.asked.append((where.path, given))
                self._answer(*stand_in.load(where.path.strip("/"), given))

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                stand_in.asked.append((self.path, body))
                if stand_in.manner == HANG:
                    time.sleep(3)
                    return
                if stand_in.manner == DIE:
                    self.connection.close()
                    return
                self._answer(*stand_in.speak(body))

            def _answer(self, status, kind, content):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                half = stand_in.manner == HALF and kind == "audio/wav"
                self.wfile.write(content[: len(content) // 2] if half else content)

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._http.shutdown()
        self._http.server_close()

    def load(self, what, given):
        if what not in self.weights:
            return 404, "application/json", b'{"detail": "Not Found"}'
        path = given.get("weights_path", "")
        if path not in self.known_weights:
            return _refused(f"change {what.split('_')[1]} weight failed", "no such file")
        self.weights[what] = path
        return 200, "application/json", b'{"message": "success"}'

    def speak(self, asked):
        lacking = [name for name in REQUIRED if not asked.get(name)]
        if lacking:
            return _refused(f"{lacking[0]} is required")
        if asked["text_lang"] not in LANGUAGES or asked["prompt_lang"] not in LANGUAGES:
            return _refused("text_lang is not supported in version v2")
        try:
            with wave.open(asked["ref_audio_path"]) as sample:
                seconds = sample.getnframes() / sample.getframerate()
        except OSError as error:
            return _refused("tts failed", str(error))
        if not 3 <= seconds <= 10:
            return _refused("tts failed", "Reference audio is outside the 3-10 second range")
        if self.manner == RUBBISH:
            return 200, "audio/wav", b"no sound at all"
        return 200, "audio/wav", self.sounds[asked["text"]].read_bytes()


def _refused(message, exception=""):
    told = {"message": message} | ({"Exception": exception} if exception else {})
    return 400, "application/json", json.dumps(told).encode()

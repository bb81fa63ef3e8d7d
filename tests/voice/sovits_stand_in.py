"""A server that keeps to GPT-SoVITS's interface (its api_v2.py), and misbehaves when told to.

It does not speak: it answers with sounds that it was given, by their text. What the real one
refuses, it refuses with the same status and shape of answer; a line comes as it is spoken, in
parts, after a header that tells no length. FAIL: a fault of its own, at which it answers a second
of silence at 16 kHz and ends the connection."""

import io
import json
import threading
import time
import wave
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

REQUIRED = ("text", "text_lang", "ref_audio_path", "prompt_lang")
LANGUAGES = ("en", "zh", "ja", "ko", "yue", "auto", "auto_yue", "all_zh", "all_ja", "all_yue")
HANG, DIE, HALF, RUBBISH, DRIP, FAIL = "hang", "die", "half", "rubbish", "drip", "fail"
PART = 32000  # bytes


class StandIn:
    """`sounds`: text -> WAV. `manner`: how the next answers go wrong. `asked`: what came."""

    def __init__(self, port: int = 0) -> None:
        self.sounds: dict[str, Path] = {}
        self.weights = {"set_gpt_weights": "", "set_sovits_weights": ""}
        self.known_weights: set[str] = set()
        self.manner = ""
        self.sample = ""
        self.asked: list[tuple[str, dict]] = []
        self.spoke_with: list[str] = []  # the weights of each line
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

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
                    self.close_connection = True
                    return
                self._answer(*stand_in.speak(body))

            def _answer(self, status, kind, content):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if kind == "audio/wav":
                    self._stream(content)
                    return
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def _stream(self, content):
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                whole = stand_in.manner not in (HALF, FAIL)
                content = content if whole else content[: len(content) // 2]
                size = PART if stand_in.manner != DRIP else 1
                for start in range(0, len(content), size):
                    part = content[start : start + size]
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                    time.sleep(0.3 if stand_in.manner == DRIP else 0)
                if whole:
                    self.wfile.write(b"0\r\n\r\n")
                self.close_connection = not whole

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
        if what == "set_refer_audio":
            return self.refer(given.get("refer_audio_path", ""))
        if what not in self.weights:
            return 404, "application/json", b'{"detail": "Not Found"}'
        path = given.get("weights_path", "")
        if path not in self.known_weights:
            return _refused(f"change {what.split('_')[1]} weight failed", "no such file")
        self.weights[what] = path
        return 200, "application/json", b'{"message": "success"}'

    def refer(self, path):
        try:
            with wave.open(path) as sample:
                seconds = sample.getnframes() / sample.getframerate()
        except OSError as error:
            return _refused("set refer audio failed", str(error))
        if not 3 <= seconds <= 10:
            told = "Reference audio is outside the 3-10 second range"
            return _refused("set refer audio failed", told)
        self.sample = path
        return 200, "application/json", b'{"message": "success"}'

    def speak(self, asked):
        lacking = [name for name in REQUIRED if not asked.get(name)]
        if lacking:
            return _refused(f"{lacking[0]} is required")
        if asked["text_lang"] not in LANGUAGES or asked["prompt_lang"] not in LANGUAGES:
            return _refused(f"text_lang: {asked['text_lang']} is not supported in version v2")
        assert asked["streaming_mode"] is True and asked["ref_audio_path"] == self.sample
        self.spoke_with.append(self.weights["set_gpt_weights"])
        if self.manner == RUBBISH:
            return 200, "audio/wav", b"no sound at all"
        if self.manner == FAIL:
            return 200, "audio/wav", _streamed(1, 2, 16000, bytes(64000))
        with wave.open(str(self.sounds[asked["text"]])) as sound:
            shape = sound.getnchannels(), sound.getsampwidth(), sound.getframerate()
            return 200, "audio/wav", _streamed(*shape, sound.readframes(sound.getnframes()))


def _streamed(channels, width, rate, sound):
    """A WAV whose header was written before anything was spoken."""
    header = io.BytesIO()
    with wave.open(header, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(b"")
    return header.getvalue() + sound


def _refused(message, exception=""):
    told = {"message": message} | ({"Exception": exception} if exception else {})
    return 400, "application/json", json.dumps(told).encode()

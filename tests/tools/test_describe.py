"""describe: what a model that sees is sent, and what becomes of its answers, over real HTTP."""

import base64
import io
import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import EngineError, EngineMissing
from studio.settings import Llm, load_settings
from tests.media.conftest import Bench
from tests.weights_here import weights
from tools.engines.base import status_of
from tools.engines.registry import engines as every_engine
from tools.engines.seeing.engine import SeeingEngine

TALK = Path(__file__).parents[1] / "measure" / "plates" / "talk.mp4"
MODEL = "studio-vision"
WORDS = "A boy\u0007 by the sea."


class Endpoint(ThreadingHTTPServer):
    """Says what OpenAI's protocol has for it; `answer`: status and body of a completion."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Speaker)
        self.sees, self.asked = True, []
        self.answer = (200, {"choices": [{"message": {"content": WORDS}}]})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Speaker(BaseHTTPRequestHandler):
    def do_GET(self):
        assert self.headers["Authorization"] == "Bearer a key"
        can = {"vision": self.server.sees}
        self._say(200, {"data": [{"id": MODEL, "root": "Qwen2.5-VL", "capabilities": can}]})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        self._say(*self.server.answer)

    def _say(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def endpoint():
    server = Endpoint()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def bench(endpoint, tmp_path):
    engines = every_engine(load_settings())
    made = {"vision": engines["vision"], "seeing": SeeingEngine(Llm(base_url="planner"))}
    made["seeing"].ask_at(endpoint.url, "a key")
    return Bench(tmp_path, made)


def pictures_of(request) -> list[Image.Image]:
    content = request["messages"][-1]["content"]
    urls = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    assert all(url.startswith("data:image/jpeg;base64,") for url in urls)
    return [Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) for url in urls]


async def test_a_large_picture_and_a_question(bench, endpoint):
    pixels = np.full((1500, 3000, 4), (0, 0, 0, 255), np.uint8)
    pixels[:, :1500, 0] = 255
    pixels[-500:, :, 3] = 0
    told = await bench.call("describe", shown=bench.picture(pixels), question="Which colour?")
    assert told == {"text": "A boy by the sea.", "model": MODEL, "times": []}
    [request] = endpoint.asked
    [seen] = pictures_of(request)
    assert request["model"] == MODEL and request["max_tokens"] <= 1000
    assert "Which colour?" in request["messages"][-1]["content"][-1]["text"]
    assert 0.9 * 2 * 768**2 < seen.width * seen.height <= 2 * 768**2
    assert seen.width / seen.height == pytest.approx(2, abs=0.01)
    assert np.asarray(seen)[5, 5, 0] > 200 > 50 > np.asarray(seen)[5, -5, 0]
    assert np.abs(np.asarray(seen)[-5, [5, -5]] - 128.0).max() < 9, "what is transparent is grey"


async def test_a_video_is_seen_in_frames_that_differ(bench, endpoint):
    weights("mediapipe")
    told = await bench.call("describe", shown=bench.put(TALK, "video"))
    assert len(told["times"]) == 4 and told["times"] == sorted(told["times"])
    seen = [np.asarray(one.resize((64, 36)), int) for one in pictures_of(endpoint.asked[0])]
    assert all(np.abs(a - b).mean() > 0.5 for a, b in itertools.pairwise(seen))
    assert f"{told['times'][1]:.1f}" in endpoint.asked[0]["messages"][-1]["content"][-1]["text"]


async def test_what_a_server_may_answer_instead(bench, endpoint):
    shown = bench.picture(np.zeros((8, 8, 3), np.uint8))
    for answer in (
        (500, {}),
        (200, {"choices": []}),
        (200, [1]),
        (200, {"choices": [{"message": {"content": " "}}]}),
    ):
        endpoint.answer = answer
        with pytest.raises(EngineError, match=r"gave no answer|said nothing"):
            await bench.call("describe", shown=shown)


async def test_a_model_that_does_not_see(bench, endpoint):
    endpoint.sees = False
    seeing = bench.toolbox.engines["seeing"]
    assert not status_of(seeing).ready and status_of(seeing).optional
    with pytest.raises(EngineMissing, match="does not see"):
        await bench.call("describe", shown=bench.picture(np.zeros((8, 8, 3), np.uint8)))
    assert endpoint.asked == []

"""A tiny Qwen2.5-VL with random weights behind OpenAI's protocol: `python -m
tests.restoration.vl_server`, in the environment with PyTorch. Says its port, and then of each
question the tokens of its pictures and the sizes at which the model's own processor saw them."""

import base64
import io
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import torch
from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from llm.tiny.build import MERGED, PATCH, vision_model
from llm.tiny.tokenizer import VISION, byte_tokenizer

NAME = "studio-vision"
MOST = 16384 * (PATCH * MERGED) ** 2  # pixels of a picture: what the publisher's processor takes
WORDS = 12  # tokens of an answer


class Model:
    """The network, its tokenizer and its processor of pictures."""

    def __init__(self) -> None:
        torch.manual_seed(1)
        self._tokenizer = byte_tokenizer()
        self._network = vision_model(self._tokenizer).eval()
        size = {"shortest_edge": 4 * (PATCH * MERGED) ** 2, "longest_edge": MOST}
        self._processor = Qwen2VLImageProcessorPil(patch_size=PATCH, merge_size=MERGED, size=size)

    def answer(self, messages: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
        """What it says, and what it was shown."""
        shown = [
            _picture(part["image_url"]["url"])
            for message in messages
            if isinstance(message["content"], list)
            for part in message["content"]
            if part["type"] == "image_url"
        ]
        asked = [message | {"content": _parts(message["content"])} for message in messages]
        text = self._tokenizer.apply_chat_template(
            asked, tokenize=False, add_generation_prompt=True
        )
        seen = self._processor(images=shown, return_tensors="pt")
        grids = seen["image_grid_thw"]
        counts = [int(grid.prod()) // MERGED**2 for grid in grids]
        pad = VISION[2]
        before, *after = text.split(pad)
        assert len(after) == len(shown), "a place in the words for each picture"
        whole = before + "".join(pad * n + rest for n, rest in zip(counts, after, strict=True))
        ids = self._tokenizer(whole, return_tensors="pt")["input_ids"]
        is_picture = (ids == self._tokenizer.convert_tokens_to_ids(pad)).int()
        with torch.inference_mode():
            made = self._network.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                mm_token_type_ids=is_picture,
                pixel_values=seen["pixel_values"],
                image_grid_thw=grids,
                max_new_tokens=WORDS,
                min_new_tokens=WORDS,
                do_sample=False,
            )
        said = made[0, ids.shape[1] :].tolist()
        sizes = [[int(w) * PATCH, int(h) * PATCH] for _, h, w in grids.tolist()]
        # Its words are bytes of any value: as numbers they can be told.
        return " ".join(map(str, said)), {"tokens": sum(counts), "sizes": sizes}


def _parts(content: Any) -> Any:
    if isinstance(content, str):
        return content
    return [{"type": "image"} if part["type"] == "image_url" else part for part in content]


def _picture(url: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")


class Handler(BaseHTTPRequestHandler):
    """The list of models, and completions."""

    model: Model

    def do_GET(self) -> None:
        card = {"id": NAME, "root": "tiny-qwen2.5-vl", "capabilities": {"vision": True}}
        self._say({"data": [card]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said, about = self.model.answer(body["messages"])
        print(json.dumps(about), flush=True)
        self._say({"choices": [{"message": {"role": "assistant", "content": said}}]})

    def _say(self, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


def main() -> None:
    """Serve on this machine alone until standard input ends."""
    torch.set_num_threads(1)
    Handler.model = Model()
    server = HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())

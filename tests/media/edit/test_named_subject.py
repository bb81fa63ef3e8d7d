"""segment_video by words and by a character's name, on footage of two shots."""

import json
import threading

import numpy as np
import pytest

from studio.errors import EngineMissing, ToolError
from studio.settings import Llm
from tests.media.known_masks import overlap, walk
from tests.media.moving import film
from tests.media.shots.test_find_character import plate
from tests.tools.test_describe import MODEL, Endpoint, pictures_of
from tests.weights_here import weights
from tools.engines.media.masks import masks
from tools.engines.seeing.engine import SeeingEngine
from tools.engines.seeing.locating import boxes_of

weights("mediapipe")


@pytest.fixture
def endpoint(bench):
    server = Endpoint()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    eyes = SeeingEngine(Llm(base_url="planner"))
    eyes.ask_at(server.url, "a key")
    bench.toolbox.engines["seeing"] = eyes
    yield server
    server.shutdown()
    server.server_close()


def says(endpoint, text):
    endpoint.answer = (200, {"choices": [{"message": {"content": text}}]})


async def test_what_words_name_is_followed_from_the_box_that_the_model_says(bench, endpoint):
    pictures, known = walk(4)
    video = await film(bench, pictures, "walk")
    rows, columns = np.nonzero(known[2])
    # A model counts the pixels that it is sent: 384 x 216 goes out as whole patches, 364 x 196.
    across, down = 364 / 384, 196 / 216
    box = [columns.min() * across, rows.min() * down, columns.max() * across, rows.max() * down]
    told = [{"bbox_2d": [round(float(side)) for side in box], "label": "girl"}]
    says(endpoint, f"```json\n{json.dumps(told)}\n```")
    made = await bench.call("segment_video", video=video, what="the girl", at=2.1 / 24)
    (asked,) = endpoint.asked
    assert pictures_of(asked)[0].size == (364, 196)
    assert '"the girl"' in asked["messages"][-1]["content"][-1]["text"]
    assert made["found_by"] == "words"
    assert bench.store.get(made["mask"]).notes["looked_by"] == MODEL
    found = masks(bench.store.path(made["mask"]))
    assert all(overlap(*pair) > 0.85 for pair in zip(found, known, strict=True))
    says(endpoint, "[]")
    with pytest.raises(ToolError, match=r"does not see 'the cat' in the frames at 0\.0"):
        await bench.call("segment_video", video=video, what="the cat")
    endpoint.sees = False
    bench.toolbox.engines["seeing"].ask_at(endpoint.url, "a key")
    with pytest.raises(EngineMissing, match="does not see"):
        await bench.call("segment_video", video=video, what="the cat")


async def test_a_character_is_followed_in_the_shots_in_which_it_is_seen(bench):
    shown = [plate(name) for name in ("giulia_playful", "luca_happy") for _ in range(5)]
    video = await film(bench, shown, "cast")
    made = await bench.call("segment_video", video=video, character="Luca")
    assert made["found_by"] == "character" and made["seen"] == 0.5
    found = np.array(list(masks(bench.store.path(made["mask"]))))
    assert not found[:5].any() and 0.05 < (found[7] > 127).mean() < 0.6
    assert found[7][150, 256] == 255, "his face is he"
    with pytest.raises(ToolError, match=r"Alberto is not found in video:\w+\."):
        await bench.call("segment_video", video=video, character="Alberto")
    with pytest.raises(ToolError, match=r"both `what` and `character`"):
        await bench.call("segment_video", video=video, character="Luca", what="a boy")


def test_boxes_are_read_and_what_is_none_is_left_out():
    said = 'Here: [{"bbox_2d": [10, 20, 30, 60]}, {"bbox_2d": [0, 0, 56, 84]}] and [5, 5, 5, 9]'
    found = boxes_of(said, (56, 84), (112, 84))
    assert found == [[0.0, 0.0, 112.0, 84.0], [20.0, 20.0, 60.0, 60.0]]
    assert boxes_of("[100, 200, 900, 800] of a thousand", (56, 84), (112, 84)) == []
    assert boxes_of("It is not there.", (56, 84), (56, 84)) == []

"""find_faces and track_face: a face that is turned and mirrored, and one that talks."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from skimage import data

from studio.errors import EngineMissing, ToolError
from studio.settings import load_settings
from tests.diffusion import tiny_onnx
from tests.media.moving import film
from tests.weights_here import weights
from tools.engines.identity.engine import identity_engine
from tools.engines.sface.engine import sface_engine

weights("mediapipe")
PLATES = Path(__file__).parents[2] / "measure" / "plates"


async def test_a_filmed_face_turned_and_mirrored(bench):
    photo = data.astronaut()[:320, 60:400]
    height, width = photo.shape[:2]
    clockwise = cv2.getRotationMatrix2D((width / 2, height / 2), -15, 1)
    shown = {
        "plain": photo,
        "turned": cv2.warpAffine(photo, clockwise, (width, height)),
        "mirrored": np.ascontiguousarray(photo[:, ::-1]),
    }
    found = {}
    for name, pixels in shown.items():
        picture = bench.picture(pixels)
        faces = (await bench.call("find_faces", image=picture, mesh=name == "plain"))["faces"]
        assert len(faces) == 1 and faces[0]["presence"] > 0.9
        found[name] = faces[0]
        assert faces[0]["expression"] is None, "she is none of our characters"
    plain, turned, mirrored = found.values()
    assert np.shape(plain["points"]) == (478, 3) and turned["points"] == []
    mesh = np.array(plain["points"])[:, :2]
    for eye, iris in (((33, 133), 468), ((362, 263), 473)):  # its corners, and the iris's middle
        left, right = mesh[list(eye)]
        assert np.hypot(*(mesh[iris] - (left + right) / 2)) < 0.2 * np.hypot(*(right - left))
    assert turned["roll"] - plain["roll"] == pytest.approx(15, abs=3)
    assert mirrored["roll"] == pytest.approx(-plain["roll"], abs=3)
    assert mirrored["yaw"] == pytest.approx(-plain["yaw"], abs=5)
    middle = (plain["box"][0] + plain["box"][2]) / 2
    assert (mirrored["box"][0] + mirrored["box"][2]) / 2 == pytest.approx(width - middle, abs=6)
    assert all(abs(way) < 0.2 for face in found.values() for way in face["gaze"]), "she looks at us"
    assert plain["open"] > 0.08 and plain["lift"] > 0.03, "she laughs"


async def test_where_drawn_eyes_look(bench):
    ways = {}
    for name in ("luca_neutral", "nico_angry"):
        picture = bench.put(PLATES / f"{name}.jpg", "image")
        ways[name] = (await bench.call("find_faces", image=picture))["faces"][0]["gaze"][0]
    assert abs(ways["luca_neutral"]) < 0.15 and ways["nico_angry"] > 0.25, ways


async def test_a_face_that_talks_and_one_that_nods(bench):
    seen = {}
    for name in ("talk", "nod"):
        clip = bench.put(PLATES / f"{name}.mp4", "video")
        if name == "talk":
            clip = (await bench.call("trim_video", video=clip, start=1.0, end=1.8))["video"]
        faces = (await bench.call("track_face", video=clip, mesh=name == "nod"))["faces"]
        assert len(faces) == 1
        seen[name] = faces[0], bench.store.table(faces[0]["face"])
    about, talk = seen["talk"]
    assert about["moving"] > 0.02 and about["yaw"] > 20, "he looks to the right"
    assert len(talk["looks"]) == len(talk["times"]) > 15 and talk["points"] == []
    nods = [look["pitch"] for look in seen["nod"][1]["looks"]]
    assert max(nods) - min(nods) > 12
    assert np.shape(seen["nod"][1]["points"][0]) == (478, 3)


async def test_nobody_is_there(bench):
    grey = np.full((96, 96, 3), 90, np.uint8)
    assert (await bench.call("find_faces", image=bench.picture(grey)))["faces"] == []
    with pytest.raises(ToolError, match="no face is found"):
        await bench.call("track_face", video=await film(bench, [grey] * 3))


async def test_whose_face_it_is(bench, tmp_path):
    """With a small network in SFace's place, then in ArcFace's for who accepts its licence; it
    knows light from dark."""
    photo = data.astronaut()[:256, 100:356]
    like = bench.picture(photo)
    other = np.asarray(Image.open(PLATES / "luca_happy.jpg").convert("RGB").resize((256, 256)))
    video = await film(bench, [np.hstack([photo, other])] * 10)
    with pytest.raises(EngineMissing, match=r"(?s)identity.* or .*sface.*pull sface --from hub"):
        await bench.call("track_face", video=video, like=like)
    (tmp_path / "mediapipe").symlink_to(weights("mediapipe").resolve())
    shipped = load_settings()
    paths = shipped.paths.model_copy(update={"models": tmp_path})
    licence = {"accepted_licences": ["LicenseRef-InsightFace-Models"]}
    own = shipped.weights.model_copy(update=licence)
    settings = shipped.model_copy(update={"paths": paths, "weights": own})
    networks = {
        ("sface", 0.99): "sface/models/face_recognition_sface/face_recognition_sface_2021dec.onnx",
        ("identity", 0.8): "arcface/glintr100.onnx",
    }
    made = {"sface": sface_engine, "identity": identity_engine}
    for (name, other_at_most), file in networks.items():
        tiny_onnx.write(tmp_path / file)
        bench.toolbox.engines[name] = made[name](settings)
        faces = (await bench.call("track_face", video=video, like=like))["faces"]
        hers, his = sorted(faces, key=lambda face: face["box"][0])
        assert hers["likeness"] > 0.95 and his["likeness"] < other_at_most, name
    grey = bench.picture(np.full((96, 96, 3), 90, np.uint8))
    with pytest.raises(ToolError, match="no face was found in the picture"):
        await bench.call("track_face", video=video, like=grey)

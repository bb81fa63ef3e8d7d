"""The same request gives the same bytes, whatever was rendered before."""

from tests.blender.stage_worker import SHEET, Worker, shot, still


def test_same_request_same_bytes(worker, tmp_path):
    request = still(tmp_path / "a", set="meadow", seed=5)
    worker.ask("render_still", **request)
    other = {
        "sheet": SHEET,
        "action": "run",
        "expression": "angry",
        "strength": 1.5,
        "viseme": "aa",
    }
    worker.ask("render_still", **still(tmp_path / "b", cast=[other], set="meadow", exposure=1.0))
    worker.ask("render_shot", **shot(tmp_path / "c", set="meadow"))  # the same scene
    worker.ask("render_still", **(request | {"out_dir": str(tmp_path / "d")}))
    assert (tmp_path / "a/image.png").read_bytes() == (tmp_path / "d/image.png").read_bytes()
    worker.ask("render_still", **(request | {"out_dir": str(tmp_path / "e"), "seed": 6}))
    assert (tmp_path / "a/image.png").read_bytes() != (tmp_path / "e/image.png").read_bytes()


def test_a_fresh_worker_gives_the_same_bytes(worker, tmp_path):
    request = shot(tmp_path / "a", {"blinks": True})
    first = worker.ask("render_shot", **request)
    fresh = Worker(tmp_path)
    second = fresh.ask("render_shot", **(request | {"out_dir": str(tmp_path / "b")}))
    assert fresh.close() == 0
    assert first["frames"] == second["frames"]
    for name in set(first["frames"]):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()

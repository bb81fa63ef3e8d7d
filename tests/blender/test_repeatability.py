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
    worker.ask(
        "render_shot", **shot(tmp_path / "c", set="meadow", duration=1 / 12)
    )  # the same scene
    worker.ask("render_still", **(request | {"out_dir": str(tmp_path / "d")}))
    assert (tmp_path / "a/image.png").read_bytes() == (tmp_path / "d/image.png").read_bytes()
    worker.ask("render_still", **(request | {"out_dir": str(tmp_path / "e"), "seed": 6}))
    assert (tmp_path / "a/image.png").read_bytes() != (tmp_path / "e/image.png").read_bytes()


def test_a_fresh_worker_gives_the_same_bytes(worker, tmp_path):
    """A walk first, for which the set is rendered with every pose, then a shot with a plate; the
    worker of all tests meets the two the other way round."""
    walks = {"set": "seaside_town", "framing": "full", "view": "profile", "duration": 1 / 6}
    requests = [shot(tmp_path, {"action": "walk"}, **walks), shot(tmp_path, {"blinks": True})]

    def made(by: Worker, number: int, folder: str) -> list[tuple[str, bytes]]:
        request = requests[number] | {"out_dir": str(tmp_path / folder)}
        names = by.ask("render_shot", **request)["frames"]
        return [(name, (tmp_path / folder / name).read_bytes()) for name in names]

    shot_before, walk_before = made(worker, 1, "a"), made(worker, 0, "b")
    fresh = Worker(tmp_path)
    assert made(fresh, 0, "c") == walk_before
    assert made(fresh, 1, "d") == shot_before
    assert fresh.close() == 0

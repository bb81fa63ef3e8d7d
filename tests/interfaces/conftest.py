"""The command line with data of its own; and a recorded session: the events of a talking shot that
was revised once, with real media."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from staging import PROGRAM, WORDS, call, clip, film, measured, reviewed, sound
from typer.testing import CliRunner, Result

import main
from studio.nouns.artifact import Artifact, MediaFacts
from studio.nouns.brief import Brief
from studio.nouns.event import Event
from studio.plan import Change
from studio.settings import ROOT
from studio.store.artifacts import ArtifactStore
from studio.store.sessions import SessionStore
from tests.made_before import MadeBefore


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data and outputs of the test's own, for this process and those it starts."""
    _lives_in(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def one_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Data and outputs that the tests of a module share: what two of them ask for is made once."""
    folder = tmp_path_factory.mktemp("place")
    with pytest.MonkeyPatch.context() as patch:
        _lives_in(folder, patch)
        yield folder


def _lives_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("STUDIO_PATHS__DATA", str(folder / "data"))
    patch.setenv("STUDIO_PATHS__OUTPUTS", str(folder / "outputs"))
    patch.setenv("NO_COLOR", "1")


@pytest.fixture
def shared_data(own_data: None, made_before: MadeBefore, tmp_path: Path) -> Iterator[None]:
    """Data of the test's own, in which lies what the engines have made before."""
    with made_before.shared_with(tmp_path / "data"):
        yield


@pytest.fixture
def cli(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs main.py in a process of its own."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "main.py"), *arguments],
            capture_output=True,
            text=True,
            timeout=300,
            cwd=tmp_path,
        )

    return run


@pytest.fixture(name="call")
def call_here() -> Callable[..., Result]:
    """Runs a command in this process: many commands, one start. `input` is what is typed."""
    runner = CliRunner()
    return lambda *arguments, input=None: runner.invoke(main.app, arguments, input=input)


@pytest.fixture
def answered(
    call: Callable[..., Result], capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[dict[str, Any], Result]]:
    """Runs a command that answers with JSON, in this process: the answer, and how it ended."""

    def run(*arguments: str) -> tuple[dict[str, Any], Result]:
        capfd.readouterr()
        stdout = os.dup(1)  # the command keeps it for the JSON alone
        try:
            done = call(*arguments)
        finally:
            os.dup2(stdout, 1)
            os.close(stdout)
        return json.loads(capfd.readouterr().out), done

    return run


@pytest.fixture
def stage(
    artifacts: ArtifactStore, sessions: SessionStore, studio_settings, tmp_path: Path
) -> Callable[..., list[Event]]:
    """Records the session, up to the delivery unless `unfinished`; returns its events."""

    def keep(path: Path, kind: str, **facts) -> Artifact:
        return artifacts.add(path, kind, MediaFacts(**facts))

    def record(words: str = WORDS, program: str = PROGRAM, unfinished: bool = False) -> list[Event]:
        session = sessions.open(words)
        voice = keep(sound(tmp_path / "line.wav"), "audio", duration=1.2, sample_rate=16000)
        silent = [
            keep(
                clip(tmp_path / f"take{n}.mp4", light),
                "video",
                width=192,
                height=108,
                fps=12,
                duration=1.0,
            )
            for n, light in ((1, 0.3), (2, 0.9))
        ]
        films = [
            keep(
                clip(tmp_path / f"film{n}.mp4", light, frames=14),
                "video",
                width=192,
                height=108,
                fps=12,
                duration=1.2,
                has_audio=True,
            )
            for n, light in ((1, 0.35), (2, 0.95))
        ]

        def add(kind, actor, data):
            sessions.append(session, kind, actor, data)

        def reply(role: str):
            add(
                "reply",
                role,
                {
                    "role": role,
                    "model": "studio-reasoning",
                    "prompt_tokens": 900,
                    "completion_tokens": 210,
                    "seconds": 0.02,
                },
            )

        add("brief", "person", Brief(text=words))
        add(
            "recall",
            "studio",
            {
                "characters": [{"name": "Luca"}],
                "lessons": [
                    {
                        "text": "Harbour shots by day need more light on the face.",
                        "brief": "Luca on the quay",
                        "changes": [],
                        "similarity": 0.71,
                        "context": {"kind": "take"},
                    }
                ],
            },
        )
        reply("director")
        add("plan", "director", film(0.0))
        add("measured", "studio", {"measurements": [{"subject": "Luca", "facts": {}}]})
        add(
            "findings",
            "analyst",
            {
                "summary": "One character, no source media.",
                "findings": [{"subject": "Luca", "fact": "Luca speaks with a child's voice."}],
            },
        )
        review = None
        for take, light in ((1, 0.11), (2, 0.42)):
            if take == 2:
                add("plan", "studio", film(0.9))
            reply("coder")
            add(
                "program",
                "coder",
                {
                    "plan": "Speak, sync, render, mix, compose.",
                    "code": program,
                    "iteration": take,
                    "attempt": 1,
                },
            )
            add(
                "tool",
                "sandbox",
                call(
                    "speak",
                    {"audio": voice.handle, "phonemes": "table:0123456789abcdef", "duration": 1.2},
                    0.9,
                    cached=take == 2,
                    text="Silenzio, Bruno!",
                    character="Luca",
                ),
            )
            add(
                "tool",
                "sandbox",
                call(
                    "render_take",
                    {"video": silent[take - 1].handle, "duration": 3.0, "unique_frames": 22},
                    31.2,
                    cast=[{"character": "Luca", "action": "wave", "expression": "determined"}],
                    length=3.0,
                    on_twos=True,
                ),
            )
            add(
                "tool",
                "sandbox",
                call(
                    "compose_video",
                    {"video": films[take - 1].handle, "duration": 3.0},
                    1.4,
                    title="",
                ),
            )
            add(
                "run",
                "sandbox",
                {
                    "outcome": "done",
                    "result": {"luca_waving": films[take - 1].handle},
                    "calls": 5,
                    "seconds": 33.8,
                    "iteration": take,
                    "attempt": 1,
                },
            )
            if unfinished:
                return sessions.events(session)
            measurements = [
                measured("expression", 8.1 + take / 10, "determined, 0.92 of full strength", 0.92),
                measured(
                    "exposure",
                    3.4 if take == 1 else 8.8,
                    f"mean luminance of the face {light}",
                    light,
                ),
                measured("lip_sync", 8.4, "the mouth opens 28 ms after the sound", 28),
                measured("duration", 9.6, "3.0 s asked for, 3.0 s long", 3.0),
            ]
            add(
                "judged",
                "studio",
                {
                    "iteration": take,
                    "measurements": [m.model_dump(mode="json") for m in measurements],
                },
            )
            reply("critic")
            change = (
                Change(path="luca_waving.exposure", value=0.9, reason="the face is dark")
                if take == 1
                else None
            )
            review = reviewed(measurements, change)
            add("review", "critic", review.model_dump(mode="json") | {"iteration": take})
        folder = studio_settings.paths.outputs / session
        folder.mkdir(parents=True)
        finished = folder / "luca_waving.mp4"
        finished.write_bytes(artifacts.path(films[1].handle).read_bytes())
        add(
            "delivered",
            "studio",
            {
                "approved": True,
                "iteration": 2,
                "deliverables": [
                    {
                        "path": str(finished),
                        "kind": "video",
                        "handle": films[1].handle,
                        "shot": "luca_waving",
                        "facts": films[1].facts.model_dump(mode="json", exclude_none=True),
                    }
                ],
            },
        )
        add(
            "ended",
            "studio",
            {"outcome": "approved", "fix": "", "message": "Approved with 8.8 of 10, version 2."},
        )
        return sessions.events(session)

    return record

"""The whole crew over models that answer schema-valid nonsense: every session must end, within its
bounds, with an outcome that says why."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image

from agents.outcome import Outcome
from interfaces.listener import Silent
from interfaces.produce import produce_in
from interfaces.workplace import open_workplace
from studio.settings import Settings
from tests.llm.vllm.conftest import PLANNER_ROLE, TEXT, VISION, Endpoint

SEEDS = 20
AT_ONCE = 4
SPOKEN = "Luca says 'Silenzio, Bruno!' with determination"
DRAWN = "A draft picture of Luca waving in the harbour, 128x128"
SECONDS = 240  # of one session: a bound, far over what one takes
NONSENSE = {
    "director": "studio-reasoning",
    "analyst": "studio-vision",
    "coder": "studio-code",
    "critic": "studio-vision",
}


class Diary(Silent):
    """Remembers a session's events."""

    def __init__(self) -> None:
        self.events = []

    def on_event(self, event) -> None:
        self.events.append(event)

    def count(self, kind: str, role: str) -> int:
        """How many events of a kind a role caused."""
        return sum(1 for e in self.events if e.kind == kind and e.data.get("role", e.actor) == role)


@pytest.fixture
def over(studio_settings: Settings, endpoint: Endpoint):
    """Settings of a studio that asks the endpoint's models: `over(director=..., ...)`."""

    def build(**models: str) -> Settings:
        chosen = dict.fromkeys(NONSENSE, PLANNER_ROLE) | models
        llm = studio_settings.llm.model_copy(
            update={
                "base_url": endpoint.base_url,
                "max_tokens": 2048,
                "models": type(studio_settings.llm.models)(**chosen),
            }
        )
        alone = studio_settings.crew.model_copy(update={"stand_in": False})
        return studio_settings.model_copy(update={"llm": llm, "crew": alone})

    return build


@pytest.fixture
def reference(tmp_path: Path) -> list[Path]:
    """A picture that comes with a brief."""
    path = tmp_path / "reference.png"
    Image.radial_gradient("L").save(path)
    return [path]


async def sessions(
    settings: Settings, seeds: range, brief: str = SPOKEN, media: Sequence[Path] = ()
) -> list[tuple[Outcome, Diary]]:
    """One session for each seed, several at once in one workplace."""
    places = asyncio.Semaphore(AT_ONCE)
    async with open_workplace(settings) as workplace:

        async def one(seed: int) -> tuple[Outcome, Diary]:
            diary = Diary()
            async with places, asyncio.timeout(SECONDS):
                crew = workplace.crew(diary)
                return await produce_in(workplace, crew, brief, media, seed=seed), diary

        return await asyncio.gather(*map(one, seeds))


def check(outcome: Outcome, diary: Diary, settings: Settings) -> None:
    """What must hold of any session, whatever the models say."""
    budget, asked = settings.budget, 1 + settings.llm.repairs
    assert outcome.outcome in ("approved", "delivered", "refused", "failed")
    assert outcome.message or outcome.outcome == "approved", "it ends without a word"
    if outcome.open:  # a model that never answers as it must: told, and to be resumed
        assert "something that is no" in outcome.message or "cut off" in outcome.message
        assert outcome.fix
    else:
        assert diary.events[-1].kind == "ended"
    takes = budget.iterations
    assert diary.count("reply", "director") <= asked
    assert diary.count("reply", "analyst") <= asked
    assert diary.count("reply", "coder") <= takes * budget.program_attempts * asked
    assert diary.count("reply", "critic") <= takes * asked
    assert (settings.paths.outputs / outcome.session / "report.html").stat().st_size > 1000
    for made in outcome.deliverables:
        assert (Path(settings.paths.outputs) / outcome.session / made.path).stat().st_size
    if outcome.outcome == "approved":
        assert all(score.score > 0 for score in outcome.reviews[-1].scores)


def shown(ended: list[tuple[Outcome, Diary]], role: str) -> set[int]:
    """How many pictures a role was shown at a time."""
    events = (event for _, diary in ended for event in diary.events if event.kind == "reply")
    return {event.data["pictures"] for event in events if event.actor == role}


async def test_all_roles_talk_nonsense(over, endpoint):
    settings = over(**NONSENSE)
    before = endpoint.total("studio_requests_total", status="200")
    ended = await sessions(settings, range(SEEDS))
    for outcome, diary in ended:
        check(outcome, diary, settings)
        assert outcome.outcome != "approved" and not outcome.deliverables
    replies = sum(sum(e.kind == "reply" for e in diary.events) for _, diary in ended)
    assert replies >= SEEDS
    assert endpoint.total("studio_requests_total", status="200") - before >= replies
    told = sorted({outcome.outcome for outcome, _ in ended})
    print(f"{SEEDS} sessions, {replies} replies: {', '.join(told)}")


@pytest.mark.parametrize("role", NONSENSE)
async def test_one_role_talks_nonsense_among_those_that_do_not(over, role, reference):
    """So that the later roles are reached, and what follows on them."""
    settings = over(**{role: NONSENSE[role]})
    brief = DRAWN if role == "critic" else SPOKEN
    ended = await sessions(settings, range(100, 104), brief, reference if role == "analyst" else ())
    for outcome, diary in ended:
        check(outcome, diary, settings)
        asked = {e.data["model"] for e in diary.events if e.kind == "reply" and e.actor == role}
        assert asked == {NONSENSE[role]}
    print({outcome.outcome: outcome.message[:200] for outcome, _ in ended})
    if role == "analyst":  # its words steer nothing: the piece is made all the same
        assert {outcome.outcome for outcome, _ in ended} == {"approved"}
        assert shown(ended, role) == {1}
    if role == "coder":  # no program, no piece, and no other role can help that
        assert not any(outcome.deliverables for outcome, _ in ended)
    if role == "critic":  # shown the picture, it may say what it likes: there is a piece
        assert all(outcome.deliverables for outcome, _ in ended)
        assert shown(ended, role) == {1}


async def test_models_take_turns_while_sessions_run(over, endpoint, reference):
    """A planner's plan, but findings by vision, programs by text."""
    settings = over(analyst=VISION, coder=TEXT)
    switches = endpoint.total("studio_switches_total")
    for outcome, diary in await sessions(settings, range(200, 203), SPOKEN, reference):
        check(outcome, diary, settings)
    assert endpoint.total("studio_switches_total") > switches

"""How the models run on a card, and what follows where its memory does not suffice."""

import pytest

from studio.config_file import read_yaml
from tools.engines.card.graphics_card import TABLE, has_card
from tools.engines.diffusion.card import OFFLOADS, Setting, lower, setting_for, within_memory
from tools.engines.diffusion.engine import diffusion_engine

CONFIG = read_yaml(TABLE, "")
CARDS, STEPS = CONFIG["cards"], CONFIG["steps_down"]


class Full(Exception):
    """Stands for a card's full memory."""


@pytest.mark.parametrize(
    ("gib", "name", "offload", "dtype"),
    [
        (0, "cpu", "none", "float32"),
        (7.6, "8gb", "layers", "float16"),
        (15.7, "16gb", "model", "float16"),
        (23.6, "24gb", "none", "float16"),
        (79.2, "80gb", "none", "bfloat16"),
        (139, "80gb", "none", "bfloat16"),
    ],
)
def test_a_card_has_the_row_of_its_memory(gib, name, offload, dtype):
    found, setting = setting_for(gib, CARDS)
    assert (found, setting.offload, setting.dtype) == (name, offload, dtype)


def test_an_unknown_offload_names_its_row():
    with pytest.raises(ValueError, match=r"cards\.mine\.offload: 'disk'"):
        setting_for(5, {"mine": {"least_gib": 0, "offload": "disk"}})


@pytest.mark.parametrize("name", CARDS)
def test_every_step_down_takes_less_and_none_is_taken_twice(name):
    _, setting = setting_for(CARDS[name]["least_gib"], CARDS)
    below = list(lower(setting, STEPS))
    order = [OFFLOADS.index(one.offload) for one in [setting, *below]]
    assert order == sorted(order) and len(set(below)) == len(below) and setting not in below
    assert below[-1:] == [] if setting.offload == "layers" else below[-1].offload == "layers"


def test_a_full_card_is_answered_by_the_next_lower_setting_and_told():
    tried, told = [], []

    def work(setting: Setting) -> str:
        tried.append(setting)
        if setting.offload == "none":
            raise Full
        return "painted"

    start = Setting(dtype="float16", compile=True)
    made, last = within_memory(start, STEPS, work, lambda e: isinstance(e, Full), told.append)
    assert made == "painted" and last.offload == "model" and not last.compile
    assert tried[0] == start and tried[-1] == last and len(told) == len(tried) - 1
    assert "now with float16, weights wait in the computer's memory" in told[-1]


def test_where_none_is_lower_and_for_any_other_error_it_is_raised():
    def full(setting: Setting) -> None:
        raise Full

    with pytest.raises(Full):
        within_memory(Setting(), STEPS, full, lambda e: isinstance(e, Full), lambda _: None)

    def wrong(setting: Setting) -> None:
        raise KeyError("x")

    told: list[str] = []
    with pytest.raises(KeyError):
        within_memory(Setting(), STEPS, wrong, lambda e: isinstance(e, Full), told.append)
    assert told == []


def test_the_profile_is_told(tiny_settings):
    if has_card():
        pytest.skip("there is a graphics card here")
    status = diffusion_engine(tiny_settings).status()
    assert status.ready and status.setting == "no card, profile cpu: float32"

import pytest
from staging import picture, sound

from interfaces.intake.media import take_in
from interfaces.intake.words import check_text
from studio.errors import BriefError, MediaError


def test_words_are_kept_without_control_characters():
    assert check_text("  Luca\x00 says\x1b[31m\t'Ciao'\n") == "Luca says\t'Ciao'"
    assert check_text("\x1b[A\x1bOBLuca\x1b[3~ waves") == "Luca waves"  # arrows that were pressed
    assert check_text("Luca\r\nwaves\rnow\x0b.\u2028") == "Luca\nwaves\nnow ."
    assert check_text(" 9:16 ") == "9:16"  # a shape, where there is footage
    assert check_text("日本の海辺で手を振るルカ") == "日本の海辺で手を振るルカ"


@pytest.mark.parametrize(
    "text", ["", " \t\n", "\x00\x07", "-- (!) --", "…!", "a" * 4001, "Lu\udcffca"]
)
def test_what_is_no_brief(text):
    with pytest.raises(BriefError) as caught:
        check_text(text)
    assert caught.value.fix


def test_media_come_with_their_facts(tmp_path, artifacts, studio_settings):
    plain = sound(tmp_path / "voice.wav").rename(tmp_path / "voice")
    brief = take_in(
        "Luca like this",
        [picture(tmp_path / "a.png", 0.9), plain],
        seed=3,
        artifacts=artifacts,
        settings=studio_settings,
    )
    image, audio = brief.media
    assert (image.name, image.facts.width, image.facts.height) == ("a.png", 192, 108)
    assert image.handle.startswith("image:") and artifacts.path(image.handle).suffix == ".png"
    assert audio.handle.startswith("audio:") and artifacts.path(audio.handle).suffix == ".wav"
    assert audio.facts.duration == pytest.approx(1.2, abs=0.01) and brief.seed == 3


def test_media_and_seeds_that_are_refused(tmp_path, artifacts, studio_settings):
    def taken(media, seed=0):
        return take_in("Luca", media, seed=seed, artifacts=artifacts, settings=studio_settings)

    small = picture(tmp_path / "a.png", 0.9)
    with pytest.raises(MediaError, match="17 files"):
        taken([small] * 17)
    with pytest.raises(BriefError, match="seed"):
        taken([], seed=-1)
    with pytest.raises(MediaError, match=r"gone\.png"):
        taken([tmp_path / "gone.png"])
    studio_settings.media.max_pixels = 1000
    with pytest.raises(MediaError, match="192x108"):
        taken([small])

"""Whatever a thing is called, its file lies in the folder that was asked for."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import InputError
from studio.naming import MOST_BYTES, inside, slug

_PARTS = st.sampled_from(["..", "/", "\\", ".", "~", "\x00", "．", "／", " ", "C:", "a", "-", "é"])
_NAMES = st.text(max_size=60) | st.lists(_PARTS, max_size=12).map("".join)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=_NAMES)
def test_any_name_becomes_one_file_of_the_folder(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp()
    made = slug(name)
    assert made and len(made.encode()) <= MOST_BYTES
    assert inside(folder, f"{made}.yaml").parent == folder
    assert not set(made) & set("/\\\x00: ") and made[0] not in ".-_"
    assert slug(made) == made


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Luca", "luca"),
        ("Captain Nico", "captain_nico"),
        ("qwen2.5-14b-int4", "qwen2.5-14b-int4"),
        ("Zoë & 小明", "zoë_小明"),
        ("हिन्दी", "हिन्दी"),
        ("../../../../x", "x"),
        ("/etc/passwd", "etc_passwd"),
        ("..", "unnamed"),
        ("🎬", "unnamed"),
        ("\ud800x", "x"),
    ],
)
def test_slugs(name, made):
    assert slug(name) == made


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", ".", "a\x00b", "link/x"])
def test_what_leads_out_of_the_folder_is_refused(tmp_path, name):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    with pytest.raises(InputError, match="does not name a file"):
        inside(folder, name)

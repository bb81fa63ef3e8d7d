"""The catalogue as it is shipped, and what is wrong with a broken one."""

import pytest

from llm.backends.models import load_roster
from studio.errors import InputError, SettingsError, WeightsMissing
from studio.settings import load_settings
from studio.weights import Warehouse, catalogue
from studio.weights.catalogue import load_catalogue
from tools.engines.version import digest_of

GOOD = """
open_licences: [MIT]
entries:
  ears:
    about: x
    purposes: [hearing]
    licence: MIT
    without: y
    files: {a.bin: {bytes: 3, sha256: SHA, parts: [{package: p, member: p/a.bin}]}}
    packages: {p: {version: 1.0.0, bytes: 9, sha256: SHA}}
""".replace("SHA", "ab" * 32)


def written(tmp_path, text):
    file = tmp_path / "weights.yaml"
    file.write_text(text)
    return load_catalogue(file)


def test_every_shipped_entry_can_be_told_and_fetched():
    for entry in catalogue().entries.values():
        assert entry.size > 0 and entry.about and entry.without
        for name, file in entry.files.items():
            assert file.parts or file.hub, f"{entry.name}: {name} comes from nowhere"
        used = {part.package for file in entry.files.values() for part in file.parts}
        assert used == set(entry.packages)


def test_the_models_of_the_profiles_are_entries():
    """Each model of configs/models.yaml that a hub has: by its name there, in the folder
    where it is looked for, with the profiles that use it."""
    roster = load_roster()
    for key, model in roster.models.items():
        if model.kind != "vllm" or model.fetch:
            continue
        entry = catalogue().entry(key)
        assert entry.hub and entry.hub.repository == model.source
        folder = Warehouse(load_settings().paths.models, catalogue()).folder_of(key)
        assert folder == roster.paths.models / model.source
        assert entry.size == pytest.approx(model.download_gib * 2**30, rel=0.01)
        users = [n for n, profile in roster.profiles.items() if key in profile.roles.values()]
        assert entry.purposes == users


def test_a_name_or_a_purpose():
    known = catalogue()
    assert [entry.name for entry in known.chosen(["voice"])] == ["kokoro-82m", "kokoro-voices"]
    assert len(known.chosen(["dnsmos", "ears"])) == len(known.chosen(["ears"]))
    with pytest.raises(InputError, match="no weights 'kokro'") as error:
        known.chosen(["kokro"])
    assert "kokoro-82m" in error.value.fix


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("package: p,", "package: q,", "not in packages"),
        ("a.bin: {", "../a.bin: {", "leads out"),
        ("bytes: 3", "bytes: 0", "bytes"),
        ("ab" * 32, "ab" * 31, "sha256"),
        ("licence: MIT", "licence: some words", "licence"),
        ("without: y", "wihout: y", "without"),
        ("about: x", "about: [", "not valid YAML"),
        (", parts: [{package: p, member: p/a.bin}]", "", "parts"),
    ],
)
def test_a_broken_catalogue_names_the_key(tmp_path, old, new, part):
    with pytest.raises(SettingsError, match=part):
        written(tmp_path, GOOD.replace(old, new))


def test_what_is_not_here_is_told_with_the_command(tmp_path):
    here = Warehouse(tmp_path, written(tmp_path, GOOD))
    assert here.missing("ears") == ["a.bin"]
    with pytest.raises(WeightsMissing, match=r"a\.bin of ears") as error:
        here.path_of("ears", "a.bin")
    assert error.value.fix.endswith("python main.py models pull ears")
    (tmp_path / "ears").mkdir()
    (tmp_path / "ears" / "a.bin").write_bytes(b"ab")
    assert here.missing("ears") == ["a.bin"]  # not of its size
    (tmp_path / "ears" / "a.bin").write_bytes(b"abc")
    assert here.missing("ears") == []
    assert here.path_of("ears", "a.bin") == here.folder_of("ears") / "a.bin"


def test_an_engine_s_version_changes_with_its_weights(tmp_path):
    module = "tools.engines.music.engine"
    versions = {digest_of(module, weights=[name]) for name in catalogue().entries}
    assert len(versions) == len(catalogue().entries)
    one = written(tmp_path, GOOD).entry("ears").digest
    assert one != written(tmp_path, GOOD.replace("sha256: ab", "sha256: cd")).entry("ears").digest

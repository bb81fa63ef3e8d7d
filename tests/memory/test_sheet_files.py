import pytest

from memory.sheet_files import parse_sheet, read_sheet, write_sheet
from studio.errors import SheetError
from studio.settings import settings


def wrong(text: str) -> SheetError:
    with pytest.raises(SheetError) as caught:
        parse_sheet(text, "zoe.yaml")
    return caught.value


def test_every_sheet_of_the_project_survives_export_and_import():
    paths = sorted(settings().paths.characters.glob("*.yaml"))
    assert len(paths) >= 5
    for path in paths:
        sheet = read_sheet(path)
        assert parse_sheet(write_sheet(sheet), "again") == sheet


def test_unknown_field_names_line_and_nearest_field():
    fault = wrong("name: Zoe\nlooks:\n  hair: '#112233'\n  hair_stile: bob\n")
    assert "zoe.yaml, line 4: looks.hair_stile" in fault.message
    assert "'hair_style'" in fault.fix


def test_value_outside_the_vocabulary_lists_what_is_allowed():
    fault = wrong("name: Zoe\nlooks: {hair_style: mohawk}\n")
    assert "'mohawk'" in fault.message and "line 2" in fault.message
    assert "'tousled'" in fault.fix and "'bald'" in fault.fix


def test_colour_and_number_and_list_item():
    fault = wrong("name: Zoe\ntraits: [kind, 7]\nlooks:\n  hair: red\n  girth: 9\n")
    assert "line 2: traits.1: 7" in fault.message
    assert "line 4: looks.hair: 'red'" in fault.message
    assert "line 5: looks.girth: 9" in fault.message
    assert '"#4A2A18"' in fault.fix and "less than or equal to 1.5" in fault.fix


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("looks: {}\n", "name: is missing"),
        ("- Zoe\n", "holds no character sheet"),
        ("", "holds no character sheet"),
        ("name: [Zoe\n", "not valid YAML"),
        ("name: Zoe\nname: Ada\n", "line 2: 'name' is given twice"),
        ("name: &a Zoe\naliases: [*a, *a]\n", "line 2: *a"),
        ("name: Zoe\nborn: 2020-13-45\n", "not valid YAML"),
        ("name: Zoe\n--- \nname: Ada\n", "not valid YAML"),
        ("name: Zoe\nlooks: " + "[" * 3 + "]" * 3 + "\n", "line 2: looks"),
        ("name: Zoe\n? [a, b]\n: 1\n", "line 2: a field's name"),
        ("name: Zoe\nlooks: " + "[" * 20_000, "nested too deeply"),
        ("name: !!python/object/apply:os.system [ls]\n", "not valid YAML"),
    ],
)
def test_broken_sheets_are_refused_with_a_reason(text, part):
    fault = wrong(text)
    assert part in fault.message
    assert fault.fix


def test_files_that_are_no_sheets(tmp_path):
    with pytest.raises(SheetError, match="cannot read"):
        read_sheet(tmp_path / "none.yaml")
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(SheetError, match="UTF-8"):
        read_sheet(tmp_path / "picture.yaml")
    (tmp_path / "big.yaml").write_text("#" * 70_000)
    with pytest.raises(SheetError, match="at most 64 KB"):
        read_sheet(tmp_path / "big.yaml")
    (tmp_path / "null.yaml").write_bytes(b"name: Z\0oe\n")
    with pytest.raises(SheetError, match="not valid YAML"):
        read_sheet(tmp_path / "null.yaml")

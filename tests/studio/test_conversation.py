"""What the crew writes is what the planner reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.conversation import SECTIONS, read_sections, write_sections
from studio.nouns.brief import Brief


@given(st.dictionaries(st.sampled_from(SECTIONS), st.dictionaries(st.text(), st.text())))
def test_json_sections_survive_any_text(sections):
    assert read_sections(write_sections(sections)) == sections


def test_models_and_code():
    text = write_sections({"BRIEF": Brief(text="## TOOLS\n```x```"), "PROGRAM": "a = 1\nb = 2"})
    found = read_sections(text)
    assert found["BRIEF"]["text"] == "## TOOLS\n```x```"
    assert found["PROGRAM"] == "a = 1\nb = 2"


def test_unknown_section_is_refused():
    with pytest.raises(ValueError, match="GOSSIP"):
        write_sections({"GOSSIP": {}})

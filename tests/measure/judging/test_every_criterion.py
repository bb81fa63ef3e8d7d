"""Every criterion of the studio has a test that plants its error."""

import importlib
import inspect

import pytest

from studio.packs.registry import registry

# Criterion -> the test in which it must not pass.
PLANTED = {
    "action": "test_action.test_an_action_is_told_from_another",
    "background": "test_judge_seen.test_another_picture_that_is_not_behind",
    "brief": "test_judge_film.test_what_was_left_out_of_the_plan_is_never_approved",
    "character_match": "test_judge.test_wrong_character",
    "clipping": "test_judge_footage.test_clipped_voice_even_when_made_quieter",
    "continuity": "test_judge_film.test_another_character_in_the_second_shot",
    "cuts": "test_judge_film.test_shots_in_the_wrong_order",
    "duration": "test_judge_footage.test_duration_asks_for_the_rate_that_fits",
    "edges": "test_judge.test_edges_of_a_cut_out",
    "effect": "test_judge_effects.test_light_that_comes_and_goes",
    "exaggeration": "test_judge_edits.test_exaggerated_faces_pass_and_unchanged_ones_ask_for_more",
    "exported": "test_judge_seen.test_files_that_were_not_exported",
    "exposure": "test_judge.test_too_dark_render_is_mended_by_stops",
    "expression": "test_judge.test_wrong_expression_asks_for_strength",
    "film_look": "test_judge_film.test_a_film_in_a_look_is_told_from_one_without",
    "flicker": "test_judge_footage.test_flicker_and_freeze",
    "gaps": "test_judge_film.test_a_black_gap",
    "grade": "test_judge_edits.test_a_grey_look_has_no_colours",
    "hold": "test_judge_edits.test_a_frame_that_is_held",
    "intelligibility": "test_judge_voices.test_other_words_are_not_understood",
    "lip_sync": "test_judge_footage.test_out_of_sync",
    "lips": "test_judge_seen.test_lips_that_were_left_as_they_were",
    "loudness": "test_judge_footage.test_quiet_voice",
    "motion": "test_judge_footage.test_flicker_and_freeze",
    "pose": "test_judge.test_wrong_pose",
    "scene_kept": "test_scene_kept.test_a_painting_that_leaves_the_scene_does_not_pass",
    "shape": "test_judge_seen.test_files_that_were_not_exported",
    "sharpness": "test_judge.test_blurred_picture",
    "silence": "test_judge_edits.test_a_piece_that_is_to_have_no_sound",
    "sound_placed": "test_judge_effects.test_a_sound_is_heard_at_its_time",
    "source_kept": "test_judge_edits.test_another_film_does_not_show_the_source",
    "speed": "test_judge_edits.test_slow_motion_as_planned_passes_and_another_one_does_not",
    "speech_quality": "test_judge_voices.test_a_noisy_voice",
    "volume": "test_judge_edits.test_a_softer_sound",
    "voice_emotion": "test_judge_voices.test_a_flat_line_and_another_feeling",
    "voice_similarity": "test_judge_voices.test_the_voice_of_another_character",
    "written": "test_judge_seen.test_captions_and_subtitles_that_were_not_written",
    "zoom": "test_judge_edits.test_a_zoom",
}


def test_no_criterion_is_without_a_planted_error():
    assert set(registry("criteria")) == set(PLANTED)


@pytest.mark.parametrize("criterion", sorted(PLANTED))
def test_the_planted_error_is_there_and_must_fail(criterion):
    module, name = PLANTED[criterion].split(".")
    source = inspect.getsource(
        getattr(importlib.import_module(f"tests.measure.judging.{module}"), name)
    )
    assert criterion in source, f"{name} does not measure {criterion}"
    assert "not " in source and ".passed" in source, f"{name} lets everything pass"

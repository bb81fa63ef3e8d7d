"""caption_picture: words where they are asked for, and nothing else changed."""

import numpy as np
import pytest

from studio.errors import ToolError


async def test_words_stand_where_they_are_asked_for(bench):
    plain = np.full((256, 256, 3), 90, np.uint8)
    picture = bench.picture(plain)
    for where, rows in (
        ("top", slice(0, 80)),
        ("middle", slice(90, 170)),
        ("bottom", slice(180, 256)),
    ):
        made = await bench.call(
            "caption_picture", image=picture, captions=[{"text": "We won!", "where": where}]
        )
        changed = (
            np.abs(np.asarray(bench.image(made["image"])).astype(int) - plain).max(axis=-1) > 60
        )
        assert changed[rows].sum() > 200
        outside = changed.copy()
        outside[rows] = False
        assert not outside.any()


async def test_what_cannot_be_written_is_said(bench):
    picture = bench.picture(np.full((64, 64, 3), 90, np.uint8))
    with pytest.raises(ToolError, match="no sign for"):
        await bench.call("caption_picture", image=picture, captions=[{"text": "你好"}])

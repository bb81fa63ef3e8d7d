"""The studio's folders, and the room on their disks."""

import pytest

from studio.errors import StoreError
from studio.store.space import make_folder, require_space


def test_a_folder_that_cannot_be_made_is_named_with_the_reason(tmp_path):
    (tmp_path / "taken").touch()
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        for use in (make_folder, require_space):
            with pytest.raises(StoreError) as told:
                use(folder)
            assert str(folder) in told.value.message and "paths" in told.value.fix
    assert make_folder(tmp_path / "a" / "b").is_dir()


def test_a_disk_without_spare_room_is_told(tmp_path):
    with pytest.raises(StoreError, match="MB are free on the disk of"):
        require_space(tmp_path, spare=2**60)

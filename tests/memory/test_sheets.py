import multiprocessing
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from memory.open import memory_folder, open_memory
from memory.store import ChromaStore
from studio.errors import SheetError, StoreError
from studio.nouns.sheet import CharacterSheet, Looks


def test_the_project_s_cast_is_in_a_new_book(studio_settings, embedding):
    book = open_memory(studio_settings, embedding).sheets
    assert {"Luca", "Alberto", "Giulia", "Mina", "Nico"} <= set(book.names())
    assert book.get("LUCA paguro") == book.get("luca")
    assert book.get("captain").name == "Mina"
    assert book.names() == sorted(book.names())


def test_an_unknown_name_names_the_nearest(studio_settings, embedding):
    book = open_memory(studio_settings, embedding).sheets
    with pytest.raises(SheetError) as caught:
        book.get("Lucka")
    assert "'Lucka'" in caught.value.message
    assert "Did you mean Luca" in caught.value.fix
    with pytest.raises(SheetError, match="Known: Alberto"):
        book.get("Xqzw")


def test_a_person_s_sheets_survive_and_removed_ones_stay_away(studio_settings, embedding):
    book = open_memory(studio_settings, embedding).sheets
    book.put(CharacterSheet(name="Luca", aliases=["Lu"], looks=Looks(glasses=True)))
    book.put(CharacterSheet(name="Zoë"))
    book.remove("nico")
    again = open_memory(studio_settings, embedding).sheets
    assert again.get("lu").looks.glasses
    assert again.get("ZOË").name == "Zoë"
    assert "Nico" not in again.names()


def test_a_changed_seed_renews_its_sheet_but_not_a_person_s(studio_settings, embedding, tmp_path):
    seeds = tmp_path / "seeds"
    shutil.copytree(studio_settings.paths.characters, seeds)
    studio_settings.paths.characters = seeds
    open_memory(studio_settings, embedding).sheets.put(CharacterSheet(name="Mina"))
    for name in ("mina", "giulia"):
        path = seeds / f"{name}.yaml"
        path.write_text(path.read_text().replace("description: ", "description: Renewed. "))
    book = open_memory(studio_settings, embedding).sheets
    assert book.get("Giulia").description.startswith("Renewed.")
    assert book.get("Mina").description == ""
    (seeds / "broken.yaml").write_text("name: Kim\nlook: {}\n")
    with pytest.raises(SheetError, match=r"broken\.yaml, line 2: look"):
        open_memory(studio_settings, embedding)


def test_names_and_aliases_belong_to_one_character(studio_settings, embedding):
    book = open_memory(studio_settings, embedding).sheets
    with pytest.raises(SheetError, match="'Captain' belongs to Mina"):
        book.put(CharacterSheet(name="Ahab", aliases=["Captain"]))
    assert "Ahab" not in book.names()


def _put_from_another_process(settings, name: str) -> None:
    open_memory(settings).sheets.put(CharacterSheet(name=name))


def test_several_processes_write_one_memory(studio_settings, embedding):
    open_memory(studio_settings, embedding)
    spawn = multiprocessing.get_context("spawn")
    writers = [
        spawn.Process(target=_put_from_another_process, args=(studio_settings, f"Extra {n}"))
        for n in range(2)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    book = open_memory(studio_settings, embedding).sheets
    assert {"Extra 0", "Extra 1", "Luca"} <= set(book.names())


def test_a_corrupt_store_says_what_to_do(studio_settings, embedding):
    open_memory(studio_settings, embedding)
    database = memory_folder(studio_settings) / "chroma.sqlite3"
    whole = database.read_bytes()
    for damaged in (b"no database at all" * 500, whole[:4096] + b"x" * (len(whole) - 4096)):
        database.write_bytes(damaged)
        with pytest.raises(StoreError) as caught:
            open_memory(studio_settings, embedding)
        assert "Move that folder away" in caught.value.fix


def test_a_store_kept_by_another_process_says_so(tmp_path: Path, embedding):
    store = ChromaStore(tmp_path / "memory", embedding, lock_seconds=0.05)
    with (
        FileLock(tmp_path / "memory" / "owner.lock"),
        pytest.raises(StoreError, match="in use by another process"),
        store.exclusive(),
    ):
        pass
    with store.exclusive() as collections:
        assert collections("characters").count() == 0

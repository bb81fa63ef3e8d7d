"""A conversation as a tree of pieces: gone back in, branched, kept and gone on with."""

import pytest

from interfaces.chat.branches import found
from studio.errors import InputError, StoreError
from studio.nouns.conversation import Conversation
from studio.store.conversations import ConversationStore, check_name
from studio.store.database import open_database


@pytest.fixture
def tree() -> Conversation:
    tree = Conversation(name="sea")
    for session, words, came_from in (
        ("a", "Luca rides a bicycle", ""),
        ("b", "at night", "a"),
        ("c", "Giulia sings", ""),
        ("d", "at noon", "a"),
    ):
        tree.add(session, words, came_from)
    return tree


def test_steps_back_may_be_taken_again_and_nothing_is_lost(tree):
    assert tree.path() == [1, 4]
    assert tree.back() and tree.path() == [1] and not tree.back()
    assert tree.forward() and tree.at == 4 and not tree.forward()
    tree.go(2)
    tree.add("e", "sad", "b")
    assert tree.path() == [1, 2, 5] and tree.tree() == [(1, 0), (2, 1), (5, 2), (4, 1), (3, 0)]
    tree.back()
    tree.go(3)
    assert not tree.forward()  # whoever went elsewhere has left that way
    for number in (0, 6):
        with pytest.raises(IndexError):
            tree.go(number)


def test_a_piece_is_found_by_number_session_or_words(tree):
    assert [found(tree, name) for name in ("2", "c", "the film with the bicycle")] == [2, 3, 1]
    with pytest.raises(InputError, match="no piece of this conversation is called 'the whale'"):
        found(tree, "the whale")


def test_a_conversation_is_kept_under_its_name(tree, tmp_path):
    store = ConversationStore(open_database(f"sqlite:///{tmp_path / 'studio.db'}"))
    assert store.load("sea").pieces == [] and store.names() == []
    store.save(tree)
    tree.go(1)
    store.save(tree)
    assert store.load("sea") == tree and store.names() == ["sea"]
    store.save(tree.model_copy(update={"name": "bad", "at": -1}))
    with pytest.raises(StoreError, match="conversation bad"):
        store.load("bad")
    for name in ("", "../sea", "a b", "x" * 81):
        with pytest.raises(InputError, match="cannot name a conversation"):
            check_name(name)


def test_a_chat_is_branched_left_and_resumed(call, shared_data):
    assert call("chat", "--session", "a/b").exit_code == 2
    lines = ["Luca says 'Ciao'", "make it sad", "/undo", "/redo", "/redo", "/branch whale"]
    lines += ["go back to take 1, make it happy", "/tree", "go back to piece 9", "/undo", "/quit"]
    made = call("chat", "--session", "sea", input="\n".join(lines))
    assert made.exit_code == 0, made.stderr
    said = " ".join(made.stdout.split())
    assert "Again at “make it sad”" in said and "Nothing was undone." in said
    assert "is called 'whale'" in said and "there is no piece 9 (1 to 3)" in said
    assert "emotion neutral becomes happy" in said  # on the first, not on the sad one
    assert "1 Luca says 'Ciao' 2 make it sad * 3 make it happy" in said
    again = call("chat", "--session", "sea", input="why neutral?\n/redo\nwhy happy?\n/branch 2\n")
    assert again.exit_code == 0, again.stderr
    said = " ".join(again.stdout.split())
    assert "The conversation sea: 3 pieces. * 1 Luca says 'Ciao' 2 make it sad 3" in said
    assert "is happy: you asked for it" in said

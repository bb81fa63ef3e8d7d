"""Questions in a chat, answered from the session's record."""

from interfaces.answers.question import Question, question_in
from interfaces.answers.record import answer
from interfaces.chat.state import Talk
from studio.errors import InputError

NOTHING = "Nothing was made yet that could be asked about."


def answers(talk: Talk, line: str) -> bool:
    """Answer a line that is a question on the session's piece; False for one that is none. Before
    the first piece only what is said to somebody is a question."""
    try:
        question = question_in(line)
        if question is None:
            return False
        if not talk.session and line.lstrip().startswith("@"):
            raise InputError(NOTHING, "Say what to make.")
    except InputError as error:
        talk.notice(str(error))
        return True
    return bool(talk.session) and tell(talk, question)


def tell(talk: Talk, question: Question) -> bool:
    """Answer a question on the session that is spoken of; True."""
    talk.face.on_answer(*answer(talk.history(), question))
    return True

"""What `python main.py ask` does."""

from interfaces.answers.question import Question, question_in
from interfaces.answers.record import answer
from interfaces.commands.context import CommandContext
from interfaces.commands.pieces.listing import find_piece
from interfaces.console.chat import ConsoleChat
from interfaces.format.history import history_of
from interfaces.intake.words import check_text
from interfaces.stores import open_stores


def ask_about(context: CommandContext, name: str, text: str, *, as_json: bool) -> None:
    """Answer a question about a session's piece from its events. InputError for no such session,
    and for a question to somebody whom there is not."""
    question = question_in(check_text(text)) or Question(text.strip())
    with open_stores(context.settings) as (sessions, _):
        session = find_piece(sessions, name)
        who, told = answer(history_of(sessions.events(session)), question)
    if as_json:
        context.print_json({"session": session, "who": who, "answer": told})
    else:
        ConsoleChat(context.console).on_answer(who, told)

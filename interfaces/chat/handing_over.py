"""A finished piece is accepted by the person, or exported to a folder of theirs."""

import asyncio

from interfaces.chat.state import Talk
from interfaces.export.export import export_session, new_folder
from interfaces.report.build import write_report
from studio.errors import StudioError
from studio.plan.wording import counted

EXPORT = "/export"


def accept(talk: Talk, words: list[str]) -> None:
    """Record that the person takes the piece as it is, with what they say of it. What the critic
    measured stays as it was."""
    piece = talk.piece
    if piece is None:
        talk.notice("Nothing was delivered yet that could be approved.")
    elif piece.outcome == "approved":
        talk.notice("The critic has approved it already.")
    elif talk.workplace.sessions.events(piece.session, "accepted"):
        talk.notice("You have approved it already.")
    else:
        sessions = talk.workplace.sessions
        sessions.append(piece.session, "accepted", "person", {"note": " ".join(words)})
        place = talk.workplace
        write_report(sessions.events(piece.session), place.artifacts, place.settings.paths.outputs)
        talk.notice("Taken as it is, on your word; the critic's scores stay as they are.")


async def export(talk: Talk, named: str) -> None:
    """Write the piece to the new folder that is named, with its files for other programs."""
    piece, place = talk.piece, talk.workplace
    if piece is None or piece.plan is None:
        talk.notice("Nothing was made yet that could be exported.")
        return
    try:
        done = await export_session(
            place.sessions.events(piece.session),
            place.toolbox,
            place.settings,
            new_folder(named.strip("'\"")),
        )
    except StudioError as error:
        talk.notice(str(error))
    except asyncio.CancelledError:
        talk.notice("Stopped; what was written stays in the folder.")
    else:
        for form, whys in done.missing.items():
            talk.notice(f"No {form}: {' '.join(whys)}")
        told = f"{counted(len(done.files), 'file')} in {done.folder.resolve()}"
        talk.notice(f"{told}: README.txt tells what each is.")

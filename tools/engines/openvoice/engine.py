"""The OpenVoice engine: a recording in another voice, by OpenVoice's converter on PyTorch."""

from studio.settings import Settings
from tools.engines.card.card_process import CardProcess
from tools.engines.card.graphics_card import card_table
from tools.engines.openvoice.weights import MODEL
from tools.engines.registry import engine


@engine
def openvoice_engine(settings: Settings) -> CardProcess:
    """Does what tools/engines/voice/conversion.py describes."""
    return CardProcess(
        "openvoice",
        "OpenVoice V2 on PyTorch: a recording in another voice",
        settings,
        module="tools.engines.openvoice.network.worker",
        environments=("xtts", "xtts-cpu"),
        weights=(MODEL,),
        gib=lambda _: card_table()["voices"]["openvoice_gib"],
    )

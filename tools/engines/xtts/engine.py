"""The XTTS engine: a character's own voice out of a short sample, by XTTS-v2 on PyTorch."""

from studio.settings import Settings
from tools.engines.card.card_process import CardProcess
from tools.engines.card.graphics_card import card_table
from tools.engines.registry import engine
from tools.engines.xtts.weights import MODEL


@engine
def xtts_engine(settings: Settings) -> CardProcess:
    """Speaks what tools/engines/voice/cloning.py describes."""
    return CardProcess(
        "xtts",
        "XTTS-v2 on PyTorch: a character's own voice, out of its sample",
        settings,
        module="tools.engines.xtts.network.worker",
        environments=("xtts", "xtts-cpu"),
        weights=(MODEL,),
        gib=lambda _: card_table()["voices"]["xtts_gib"],
    )

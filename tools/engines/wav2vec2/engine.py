"""The wav2vec2 engine: when each phoneme of a recording is said, by Wav2Vec2 on PyTorch."""

from studio.settings import Settings
from tools.engines.card.card_process import CardProcess
from tools.engines.card.graphics_card import card_table
from tools.engines.registry import engine

WEIGHTS = "wav2vec2-phonemes"


@engine
def wav2vec2_engine(settings: Settings) -> CardProcess:
    """Aligns (tools/engines/voice/request.py)."""
    return CardProcess(
        "wav2vec2",
        "Wav2Vec2, which hears the phonemes of any language, on PyTorch",
        settings,
        module="tools.engines.wav2vec2.network.worker",
        weights=(WEIGHTS,),
        gib=lambda _: card_table()["voices"]["wav2vec2_gib"],
    )

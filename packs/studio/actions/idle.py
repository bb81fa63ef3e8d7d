"""Weight on the right leg, breathing, a slow sway."""

from tools.engines.blender.character.acting.rest import idle as pose

__all__ = ["pose"]

KEY_MOMENT = 0.9  # seconds into it at which it reads best
CAN = "stand"
WORDS = {
    "en": [
        "v:stand|stood?",
        "stand still?",
        "stands still?",
        "stood still?",
        "standing still?",
        "v:idle",
        "v:rest",
        "relaxed pose",
        "neutral pose",
        "motionless",
        "v:hold still|held still",
        "v:keep still|kept still",
        "v:stay still",
        "a pose",
        "v:pose?",
        "v:wait?",
        "v:stay?",
        "v:stay behind?",
        "v:remain?",
        "v:stop|stopped?",
        "v:pause?",
    ],
    "it": [
        "in piedi",
        "a:fermo?",
        "v:aspettare?",
        "v:restare?",
        "v:rimanere|rimane|rimangono?",
        "sta in piedi",
        "immobile",
        "v:fermarsi|si ferma",
    ],
}

"""The entry of configs/weights.yaml that the XTTS engine uses, and the languages that it speaks."""

MODEL = "xtts-v2"
LANGUAGES = (
    *("en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru"),
    *("nl", "cs", "ar", "zh-cn", "hu", "ko", "ja", "hi"),
)

"""The files of weights that the ears need. Standard library only: their own process reads it too."""

WHISPER = ("whisper-base", ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"))
SPEAKER = ("speaker-embedding", ("embedder.int8.onnx",))
DNSMOS = ("dnsmos", ("sig_bak_ovr.onnx",))

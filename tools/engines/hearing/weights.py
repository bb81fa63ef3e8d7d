"""The files of weights that the ears need, by their folders."""

WHISPER = ("whisper-base", ("model.bin", "config.json", "tokenizer.json", "vocabulary.json"))
SPEAKER = ("speaker-embedding", ("embedder.int8.onnx",))
DNSMOS = ("dnsmos", ("sig_bak_ovr.onnx",))

"""The entries of the catalogue that the ears need, and the files that they open themselves."""

WHISPER = "whisper-base"
SPEAKER, EMBEDDER = "speaker-embedding", "embedder.int8.onnx"
DNSMOS, QUALITY = "dnsmos", "sig_bak_ovr.onnx"
ALL = (WHISPER, SPEAKER, DNSMOS)

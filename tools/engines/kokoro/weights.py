"""The files of weights that Kokoro needs. Standard library only: its own process reads it too."""

MODEL, GRAPH, VOCABULARY = "kokoro-82m", "model.int8.onnx", "vocab.json"
VOICES = "kokoro-voices"

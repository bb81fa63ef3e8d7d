"""llama.cpp as a process of its own; serve.py runs in the environment llamacpp."""

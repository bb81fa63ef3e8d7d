"""Lets torchaudio do without its compiled part.

The registry's torchaudio is built for CUDA, and its compiled part does not load beside a CPU build
of PyTorch. Spectrograms and resampling are plain PyTorch and need none of it; torchaudio itself
goes without where it finds no library in its folder, so it is told of an empty one.
"""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from pathlib import Path

_LOADER = "torchaudio._extension.utils"


class _Uncompiled(MetaPathFinder):
    """Finds the module that loads the compiled part, and takes the libraries' folder from it."""

    def find_spec(self, name, path=None, target=None):
        if name != _LOADER:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            plain = spec.loader.exec_module

            def load(module):
                plain(module)
                module._LIB_DIR = Path(__file__).parent / "no-compiled-torchaudio"

            spec.loader.exec_module = load
        return spec


sys.meta_path.insert(0, _Uncompiled())

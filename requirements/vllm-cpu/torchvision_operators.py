"""Declares the operators that torchvision expects of its compiled part.

The registry's torchvision is built for CUDA, and its compiled part does not load beside a CPU build
of PyTorch. Image processors need none of its operators, but importing it registers shape functions
for two of them, which must exist by then.
"""

import sys
from importlib.abc import MetaPathFinder

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
_libraries = []


class _BeforeTorchvision(MetaPathFinder):
    """Finds nothing; it is asked when torchvision is about to be imported, and acts once."""

    def find_spec(self, name, path=None, target=None):
        if name == "torchvision":
            sys.meta_path.remove(self)
            _declare()
        return None


def _declare() -> None:
    import torch

    library = torch.library.Library("torchvision", "DEF")
    for schema in _SCHEMAS:
        library.define(schema)
    _libraries.append(library)  # the operators live as long as it does


sys.meta_path.insert(0, _BeforeTorchvision())

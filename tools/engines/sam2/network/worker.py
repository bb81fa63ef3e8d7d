"""The SAM2 engine's process: `python -m tools.engines.sam2.network.worker FOLDER`, the folder of
the network; frames in, masks out.

However long a shot is, the card holds what the network looks back to, and no more.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import interpolate
from transformers import Sam2VideoInferenceSession, Sam2VideoModel

from tools.engines.card.held_network import MEAN, SPREAD, HeldNetwork, best_device
from tools.engines.diffusion.requests import LetGo
from tools.engines.sam2.requests import TrackMask
from tools.engines.worker.serve import Job, serve

VERSION = "1"
_SUBJECT = 1
_POINT, _CORNERS = (1,), (2, 3)  # the network's labels of what it is shown


class _Frames(dict[int, torch.Tensor]):
    """A shot's frames as the network takes them, each made when it is looked at."""

    def __init__(self, frames: np.ndarray, side: int, device: str, dtype: torch.dtype):
        super().__init__()
        self._frames, self._side, self._device, self._dtype = frames, side, device, dtype

    def __len__(self) -> int:
        return len(self._frames)

    def __getitem__(self, number: int) -> torch.Tensor:
        pixels = torch.from_numpy(np.array(self._frames[number]).transpose(2, 0, 1))[None].float()
        size = (self._side, self._side)
        square = interpolate(pixels, size, mode="bilinear", align_corners=False, antialias=True)[0]
        mean, spread = (torch.tensor(one)[:, None, None] for one in (MEAN, SPREAD))
        return ((square / 255 - mean) / spread).to(self._device, self._dtype)


class Service(HeldNetwork):
    """One network, held from one shot to the next."""

    def __init__(self, folder: Path, device: str):
        super().__init__(folder, device)
        self._dtype = torch.bfloat16 if device == "cuda" else torch.float32

    def track_mask(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """The subject in every frame: requests.TrackMask."""
        wanted = TrackMask.read(params)
        network = self._held(job)
        frames = np.load(wanted.frames, mmap_mode="r")
        count, height, width = frames.shape[:3]
        out = np.lib.format.open_memmap(wanted.out, "w+", np.uint8, (count, height, width))
        session = self._session(frames)
        self._point_out(session, wanted, height, width)
        done = 0
        with torch.inference_mode():
            for is_back in (False, True):
                for made in network.propagate_in_video_iterator(
                    session, start_frame_idx=wanted.start, reverse=is_back
                ):
                    mask = interpolate(made.pred_masks.float(), (height, width), mode="bilinear")
                    out[made.frame_idx] = 255 * (mask[0, 0] > 0).cpu().numpy()
                    self._forget(session, made.frame_idx, is_back)
                    done += 1
                    job.progress(min(done / count, 1.0), "following the subject")
        out.flush()
        return {"method": self._folder.name}

    def _session(self, frames: np.ndarray) -> Sam2VideoInferenceSession:
        session = Sam2VideoInferenceSession(
            video_height=frames.shape[1],
            video_width=frames.shape[2],
            inference_device=self._device,
            inference_state_device=self._device,
            dtype=self._dtype,
        )
        side = self._network.config.vision_config.backbone_config.image_size[0]
        session.processed_frames = _Frames(frames, side, self._device, self._dtype)
        return session

    def _point_out(
        self, session: Sam2VideoInferenceSession, wanted: TrackMask, height: int, width: int
    ) -> None:
        """Say where the subject is, in the network's own pixels."""
        side = self._network.config.vision_config.backbone_config.image_size[0]
        given, labels = (wanted.box, _CORNERS) if wanted.box is not None else (wanted.point, _POINT)
        places = torch.tensor(given, dtype=torch.float32).reshape(1, 1, -1, 2)
        places *= torch.tensor([side / width, side / height])
        marks = torch.tensor(labels, dtype=torch.int32).reshape(1, 1, -1)
        subject = session.obj_id_to_idx(_SUBJECT)
        inputs = {"point_coords": places, "point_labels": marks}
        session.add_point_inputs(subject, wanted.start, inputs)
        session.obj_with_new_inputs = [_SUBJECT]

    def _forget(self, session: Sam2VideoInferenceSession, number: int, is_back: bool) -> None:
        """What lies so far behind that the network looks back to it no more."""
        config = self._network.config
        reach = max(config.num_maskmem, config.max_object_pointers_in_encoder) + 1
        old = number + reach if is_back else number - reach
        for outputs in session.output_dict_per_obj.values():
            outputs["non_cond_frame_outputs"].pop(old, None)

    def _load(self) -> Any:
        return self._pretrained(Sam2VideoModel, self._dtype)


def main(folder: Path) -> None:
    """Serve with the network in this folder."""
    service = Service(folder, best_device())
    serve({TrackMask.method(): service.track_mask, LetGo.method(): service.let_go}, "sam2", VERSION)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The painting of a picture as a graph of ComfyUI, in the JSON that its API takes.

The nodes are ComfyUI's own. What it has no node for without add-ons (references, faces) is told in
the title of the node that saves. The same words, seed and steps give a like picture, not the same
pixels: other code draws the noise.
"""

from collections.abc import Mapping
from typing import Any

from tools.handover.comfyui_nodes import SAVING, Link
from tools.handover.paintings import MASK, START, PaintingSteps, control_picture

CHECKPOINT = "sd_xl_base_1.0.safetensors"
# In ComfyUI's folder models/controlnet, where each has a name of its own: their publishers call all
# of them diffusion_pytorch_model.
CONTROL_NETS = {
    "depth": "controlnet-depth-sdxl-1.0.fp16.safetensors",
    "edge": "controlnet-canny-sdxl-1.0.fp16.safetensors",
    "openpose": "controlnet-openpose-sdxl-1.0.safetensors",
}
SAMPLERS = {
    "dpm++_2m_karras": ("dpmpp_2m", "karras"),
    "euler": ("euler", "normal"),
    "euler_ancestral": ("euler_ancestral", "normal"),
    "ddim": ("ddim", "ddim_uniform"),
    "unipc": ("uni_pc", "normal"),
    "lcm": ("lcm", "sgm_uniform"),
}


def graph_of(steps: PaintingSteps, files: Mapping[str, str], name: str) -> dict[str, Any]:
    """The graph: node by node with its class and inputs. `files` are the names, in ComfyUI's folder
    input, of the pictures that steer, by what they are (paintings.py); what has no file is left
    out, and told."""
    graph = _Graph()
    left_out = list(steps.left_out)
    loader = graph.add("CheckpointLoaderSimple", ckpt_name=CHECKPOINT)
    model, clip, vae = [loader, 0], [loader, 1], [loader, 2]
    for lora, weight in steps.loras.items():
        node = graph.add(
            "LoraLoader",
            model=model,
            clip=clip,
            lora_name=f"{lora}.safetensors",
            strength_model=weight,
            strength_clip=weight,
        )
        model, clip = [node, 0], [node, 1]
    words = [_plain(text) for text in (steps.prompt, steps.negative)]
    positive, negative = ([graph.add("CLIPTextEncode", text=text, clip=clip), 0] for text in words)
    for number, control in enumerate(steps.controls):
        file = files.get(control_picture(number))
        if not file or control["kind"] not in CONTROL_NETS:
            left_out.append(f"control {control['kind']}")
            continue
        net = graph.add("ControlNetLoader", control_net_name=CONTROL_NETS[control["kind"]])
        node = graph.add(
            "ControlNetApplyAdvanced",
            positive=positive,
            negative=negative,
            control_net=[net, 0],
            image=[graph.add("LoadImage", image=file), 0],
            strength=float(control.get("strength", 1.0)),
            start_percent=float(control.get("start", 0.0)),
            end_percent=float(control.get("end", 1.0)),
        )
        positive, negative = [node, 0], [node, 1]
    latent, before, mask = _begun(graph, steps, files, vae)
    left_out += ["the picture that it was painted over"] * bool(steps.start_from and not before)
    left_out += ["mask"] * bool((steps.mask or steps.margins) and not mask)
    sampler, scheduler = SAMPLERS[steps.sampler]
    sampled = graph.add(
        "KSampler",
        model=model,
        seed=steps.seed,
        # Of a picture that is painted over, ComfyUI counts the steps that are done.
        steps=max(1, int(steps.steps * steps.strength)) if before else steps.steps,
        cfg=steps.guidance,
        sampler_name=sampler,
        scheduler=scheduler,
        positive=positive,
        negative=negative,
        latent_image=latent,
        denoise=steps.strength if before else 1.0,
    )
    made = [graph.add("VAEDecode", samples=[sampled, 0], vae=vae), 0]
    if mask:
        place = {"x": 0, "y": 0, "resize_source": False}
        kept = graph.add(
            "ImageCompositeMasked", destination=before, source=made, mask=mask, **place
        )
        made = [kept, 0]
    saved = graph.add(SAVING, images=made, filename_prefix=name)
    if left_out:
        graph.nodes[saved]["_meta"] = {"title": f"without {', '.join(left_out)}"}
    return graph.nodes


def _begun(
    graph: "_Graph", steps: PaintingSteps, files: Mapping[str, str], vae: Link
) -> tuple[Link, Link | None, Link | None]:
    """What the painting begins with: a latent; and of one that is painted over the picture, and the
    mask of what is painted."""
    if START not in files:
        empty = graph.add("EmptyLatentImage", width=steps.width, height=steps.height, batch_size=1)
        return [empty, 0], None, None
    picture = [graph.add("LoadImage", image=files[START]), 0]
    latent = [graph.add("VAEEncode", pixels=picture, vae=vae), 0]
    if MASK not in files:
        return latent, picture, None
    mask = [graph.add("LoadImageMask", image=files[MASK], channel="red"), 0]
    return [graph.add("SetLatentNoiseMask", samples=latent, mask=mask), 0], picture, mask


def _plain(text: str) -> str:
    """Words as they stand: ComfyUI reads brackets as weights where no backslash is before them."""
    return text.replace("(", "\\(").replace(")", "\\)")


class _Graph:
    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}

    def add(self, kind: str, **inputs: Any) -> str:
        """Another node; its number."""
        number = str(len(self.nodes) + 1)
        self.nodes[number] = {"class_type": kind, "inputs": inputs}
        return number

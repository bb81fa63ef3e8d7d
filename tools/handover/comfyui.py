"""The painting of a picture as a graph of ComfyUI, in the JSON that its API takes.

The nodes are ComfyUI's own. What it has no node for without add-ons (references, faces) is told in
the title of the node that saves. The same words, seed and steps give a like picture, not the same
pixels: other code draws the noise.
"""

from collections.abc import Mapping
from typing import Any

from tools.handover.paintings import PaintingSteps

CHECKPOINT = "sd_xl_base_1.0.safetensors"
# Names of files as their publishers have them; what lies in ComfyUI's folder models/controlnet.
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
# What each node takes, and how many outputs it has: a graph is held against it before it is kept.
NODES: dict[str, tuple[set[str], int]] = {
    "CheckpointLoaderSimple": ({"ckpt_name"}, 3),
    "LoraLoader": ({"model", "clip", "lora_name", "strength_model", "strength_clip"}, 2),
    "CLIPTextEncode": ({"text", "clip"}, 1),
    "ControlNetLoader": ({"control_net_name"}, 1),
    "LoadImage": ({"image"}, 2),
    "ControlNetApplyAdvanced": (
        {"positive", "negative", "control_net", "image", "strength", "start_percent",
         "end_percent"}, 2,
    ),
    "EmptyLatentImage": ({"width", "height", "batch_size"}, 1),
    "VAEEncode": ({"pixels", "vae"}, 1),
    "KSampler": (
        {"model", "seed", "steps", "cfg", "sampler_name", "scheduler", "positive", "negative",
         "latent_image", "denoise"}, 1,
    ),
    "VAEDecode": ({"samples", "vae"}, 1),
    "SaveImage": ({"images", "filename_prefix"}, 0),
}  # fmt: skip
Link = list[Any]


def graph_of(steps: PaintingSteps, files: Mapping[str, str], name: str) -> dict[str, Any]:
    """The graph: node by node with its class and inputs. `files` are the names, in ComfyUI's folder
    input, of the pictures that the steps name; a control whose picture is not among them is left
    out, and told."""
    graph = _Graph()
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
    positive: Link = [graph.add("CLIPTextEncode", text=steps.prompt, clip=clip), 0]
    negative: Link = [graph.add("CLIPTextEncode", text=steps.negative, clip=clip), 0]
    left_out = list(steps.left_out)
    for control in steps.controls:
        file = files.get(control["image"])
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
    start = files.get(steps.start_from)
    if start:
        picture = graph.add("LoadImage", image=start)
        latent = graph.add("VAEEncode", pixels=[picture, 0], vae=vae)
    else:
        latent = graph.add("EmptyLatentImage", width=steps.width, height=steps.height, batch_size=1)
    sampler, scheduler = SAMPLERS[steps.sampler]
    sampled = graph.add(
        "KSampler",
        model=model,
        seed=steps.seed,
        steps=steps.steps,
        cfg=steps.guidance,
        sampler_name=sampler,
        scheduler=scheduler,
        positive=positive,
        negative=negative,
        latent_image=[latent, 0],
        denoise=steps.strength if start else 1.0,
    )
    decoded = graph.add("VAEDecode", samples=[sampled, 0], vae=vae)
    saved = graph.add("SaveImage", images=[decoded, 0], filename_prefix=name)
    if left_out:
        graph.nodes[saved]["_meta"] = {"title": f"without {', '.join(left_out)}"}
    return graph.nodes


def check_graph(graph: Mapping[str, Any]) -> list[str]:
    """What is wrong with a graph: nodes that ComfyUI does not have, inputs that are missing or
    unknown, links to nothing."""
    wrong = []
    for number, node in graph.items():
        kind = node["class_type"]
        if kind not in NODES:
            wrong.append(f"{number}: there is no node {kind}")
            continue
        if set(node["inputs"]) != NODES[kind][0]:
            wrong.append(f"{number}: {kind} takes {sorted(NODES[kind][0])}")
        for value in node["inputs"].values():
            if isinstance(value, list):
                source = graph.get(value[0])
                if source is None or value[1] >= NODES[source["class_type"]][1]:
                    wrong.append(f"{number}: its link {value} leads nowhere")
    if not any(node["class_type"] == "SaveImage" for node in graph.values()):
        wrong.append("nothing is saved")
    return wrong


class _Graph:
    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}

    def add(self, kind: str, **inputs: Any) -> str:
        """Another node; its number."""
        number = str(len(self.nodes) + 1)
        self.nodes[number] = {"class_type": kind, "inputs": inputs}
        return number

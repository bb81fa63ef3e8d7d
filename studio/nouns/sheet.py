"""Character sheets: what makes a character the same person from shot to shot."""

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.nouns.vocabulary import Language

Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$", description="sRGB as #RRGGBB")]
Ratio = Annotated[float, Field(ge=0.6, le=1.5, description="1 is the average of the cast")]
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]+$")]
Sentence = Annotated[str, Field(max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Looks(_Strict):
    """Face and body. Colours are sRGB; ratios multiply the average proportions."""

    age: Literal["child", "teen", "adult"] = "child"
    skin: Colour = "#EDB48C"
    blush: Colour = "#E0705A"
    lips: Colour = "#C9665C"
    hair: Colour = "#3A2012"
    hair_style: Literal["tousled", "curly", "bob", "short", "long", "bun", "bald"] = "tousled"
    eyes: Colour = "#3F7D4E"
    freckles: Annotated[int, Field(ge=0, le=200, description="number of freckles")] = 0
    glasses: bool = False
    head_width: Ratio = 1.0
    jaw_width: Ratio = 1.0
    eye_size: Ratio = 1.0
    nose_size: Ratio = 1.0
    ear_size: Ratio = 1.0
    mouth_width: Ratio = 1.0
    brow_thickness: Ratio = 1.0
    leg_length: Ratio = 1.0
    girth: Ratio = 1.0
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, description="hair and freckle scatter")] = 1


class Outfit(_Strict):
    """Clothes. `top_second` is the stripe colour, absent for a plain top."""

    top: Colour = "#F3EBDD"
    top_second: Colour | None = None
    bottom: Colour = "#B5533C"
    bottom_style: Literal["shorts", "trousers", "skirt"] = "shorts"
    shoes: Colour = "#3B4C63"
    scarf: Colour | None = None
    hat: Colour | None = None


OWN = "its own"  # what the clothes of `outfit` are called beside those of the wardrobe
OutfitName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$", description="such as winter")]


VoiceName = Annotated[str, Field(pattern=r"^[a-z][fm]_[a-z]+$")]
Blend = Annotated[dict[VoiceName, Annotated[float, Field(ge=0, le=1)]], Field(max_length=4)]


class VoiceSample(_Strict):
    """A recording of a voice, kept under its digest in the folder `voices` of the weights
    (tools/samples.py). `text`: what is said in it; `source`: where it comes from; `rights`: who
    allowed its use, in the person's own words."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    text: Annotated[str, Field(min_length=1, max_length=500)]
    language: Language
    source: Annotated[str, Field(min_length=1, max_length=200)]
    rights: Annotated[str, Field(min_length=1, max_length=300)]


class SovitsWeights(_Strict):
    """Weights that GPT-SoVITS was trained to for a character: paths as its server sees them."""

    gpt: Annotated[str, Field(min_length=1, max_length=300)]
    sovits: Annotated[str, Field(min_length=1, max_length=300)]


class VoiceProfile(_Strict):
    """How a character sounds, apart from what it feels.

    `blend`: the voices of Kokoro (docs/voices.md) that its timbre is mixed of, with their weights;
    none: one that suits `timbre`. `way`: those that it takes its way of speaking from, its rhythm
    and melody; none: the same. `sample`: the voice itself, for engines that can speak in it;
    `gpt_sovits`: one of these engines' own weights for it.
    """

    timbre: Literal["child", "female", "male"] = "child"
    pitch_hz: Annotated[float, Field(ge=70, le=400, description="median F0, Hz")] = 260.0
    formant_ratio: Annotated[
        float,
        Field(ge=0.8, le=1.4, description="formants over those of an adult male; 1.2 is a child"),
    ] = 1.2
    rate: Annotated[float, Field(ge=0.6, le=1.6, description="speaking rate, 1 is normal")] = 1.0
    language: Language = "en"
    accent: Language | None = None
    blend: Blend = {}
    way: Blend = {}
    sample: VoiceSample | None = None
    gpt_sovits: SovitsWeights | None = None


class CharacterSheet(_Strict):
    """One character: name, traits, looks, clothes and voice. `outfit` is what it is known by and
    what pictures and takes show; `wardrobe` holds other clothes, which its dataset shows too."""

    name: Name
    aliases: Annotated[list[Name], Field(max_length=12)] = []
    description: Sentence = ""
    traits: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=12)] = []
    looks: Looks = Looks()
    outfit: Outfit = Outfit()
    wardrobe: Annotated[dict[OutfitName, Outfit], Field(max_length=8)] = {}
    voice: VoiceProfile = VoiceProfile()

    def digest(self) -> str:
        """Content hash (16 hex digits) of what a render or a voice depends on."""
        without = {name for name in ("sample", "gpt_sovits") if getattr(self.voice, name) is None}
        body = self.model_dump_json(
            include={"name", "looks", "outfit", "voice"}, exclude={"voice": without}
        )
        return hashlib.sha256(body.encode()).hexdigest()[:16]

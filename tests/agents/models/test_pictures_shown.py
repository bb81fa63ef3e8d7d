"""What a picture is made into before a model is shown it; whether one is shown any is asked once
the endpoint can tell."""

import aiohttp
import pytest
from PIL import Image

from agents.endpoint.client import EndpointClient
from agents.endpoint.exchange import connect
from studio.settings import Llm
from tests.agents.endpoint import Reply
from tools.engines.media.showing import fit_to_show


@pytest.mark.parametrize(
    "size, shown",
    [
        ((32, 32), (32, 32)),
        ((1292, 180), (1292, 180)),  # a film's contact sheet: its frames are small enough
        ((2048, 2048), (768, 768)),
        ((4096, 1024), (1536, 384)),
    ],
)
def test_no_picture_takes_more_than_its_share_of_the_context(size, shown):
    assert fit_to_show(Image.new("L", size)).size == shown


def test_what_is_transparent_is_grey():
    assert fit_to_show(Image.new("RGBA", (4, 4), (255, 0, 0, 0))).getpixel((1, 1)) == (128,) * 3


def test_what_a_camera_took_sideways_is_upright(tmp_path):
    taken = Image.new("RGB", (40, 20), "red")
    taken.paste("blue", (0, 0, 20, 20))
    about = Image.Exif()
    about[0x0112] = 6  # orientation: to be turned clockwise
    taken.save(tmp_path / "photo.png", exif=about)
    with Image.open(tmp_path / "photo.png") as photo:
        shown = fit_to_show(photo)
    assert shown.size == (20, 40)
    assert shown.getpixel((10, 5)) == (0, 0, 255) and shown.getpixel((10, 35)) == (255, 0, 0)


def test_sixteen_bits_of_grey_keep_their_shades(tmp_path):
    Image.new("I;16", (4, 4), 40000).save(tmp_path / "depth.png")
    with Image.open(tmp_path / "depth.png") as depth:
        assert fit_to_show(depth).getpixel((1, 1)) == (156,) * 3


@pytest.mark.parametrize("trouble", [Reply(status=503), Reply(status=500), None])
async def test_an_endpoint_that_could_not_tell_is_asked_again(endpoint, trouble):
    endpoint.seeing, endpoint.listing = ("studio-vision",), trouble
    url = endpoint.base_url if trouble else "http://127.0.0.1:9/v1"
    async with connect(url, Llm()) as connection:
        client = EndpointClient(connection, url, "studio-vision", Llm(), 0)
        assert not await client.sees()
        endpoint.listing, client.where = None, endpoint.base_url
        assert await client.sees()
        endpoint.seeing = ()
        assert await client.sees()  # it was told


async def test_an_endpoint_without_a_list_of_models_is_asked_once(endpoint):
    endpoint.seeing, endpoint.listing = ("studio-vision",), Reply(status=404, body="{}")
    async with aiohttp.ClientSession() as connection:
        client = EndpointClient(connection, endpoint.base_url, "studio-vision", Llm(), 0)
        assert not await client.sees()
        endpoint.listing = None
        assert not await client.sees()

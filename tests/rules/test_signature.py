"""A signature on glass (rule D-07)."""

import base64
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from portal.rules.signature import PREFIX, SignatureEmpty, SignatureUnusable, signature_picture

pytestmark = pytest.mark.rule("D-07")


def drawn(size: tuple[int, int] = (600, 200), ink: str | None = "black", mode: str = "RGBA", kind: str = "PNG") -> str:
    """What the glass sends."""
    picture = Image.new(mode, size, (255, 255, 255) if mode == "RGB" else (0, 0, 0, 0))
    if ink:
        ImageDraw.Draw(picture).line([(10, 90), (size[0] // 2, 20), (size[0] - 20, 90)], fill=ink, width=4)
    content = BytesIO()
    picture.save(content, kind)
    return PREFIX + base64.b64encode(content.getvalue()).decode()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_signature_with_ink_is_taken(mode: str) -> None:
    assert signature_picture(drawn(mode=mode)).startswith(b"\x89PNG")


def test_a_dark_blue_pen_is_ink_as_well() -> None:
    signature_picture(drawn(ink="#102a6b"))


@pytest.mark.parametrize("url", ["", drawn(ink=None), drawn(ink=None, mode="RGB"), drawn(ink="#eeeeee")])
def test_an_empty_glass_is_no_signature(url: str) -> None:
    with pytest.raises(SignatureEmpty):
        signature_picture(url)


@pytest.mark.parametrize(
    "url",
    [
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/png;base64,not base64!",
        PREFIX,
        PREFIX + base64.b64encode(b"\x89PNG\r\n\x1a\n broken").decode(),
        PREFIX + base64.b64encode(b"<svg/>").decode(),
        PREFIX + "A" * 900_000,
        drawn(kind="GIF", mode="RGB"),
        drawn(size=(4001, 100)),
        "javascript:alert(1)",
    ],
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(SignatureUnusable):
        signature_picture(url)

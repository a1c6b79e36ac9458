"""A signature drawn on glass: a small PNG with some ink in it (rule D-07)."""

import base64
import binascii
from io import BytesIO

from PIL import Image

from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.files import NotWhatItSays, UnfoldsTooLarge, check_picture

PREFIX = "data:image/png;base64,"
MOST_BYTES = 500_000
MOST_SIDE = 4000
LEAST_INK = 60  # darkened pixels; a dot is less than that, the shortest signature is more
DARK = 128


class SignatureUnusable(Refusal):
    """What came from the glass is no picture of a signature."""

    message = N_("The signature could not be read. Clear the field and ask the customer to sign again; everything else is kept.")
    field = "signature"


class SignatureEmpty(Refusal):
    """Nobody has signed yet."""

    message = N_("The signature is empty. Ask the customer to sign in the field; everything else is kept.")
    field = "signature"


def signature_picture(data_url: str) -> bytes:
    """The PNG that was drawn. Raises SignatureUnusable and SignatureEmpty."""
    if not data_url:
        raise SignatureEmpty
    if not data_url.startswith(PREFIX) or len(data_url) > MOST_BYTES * 4 // 3 + len(PREFIX) + 4:
        raise SignatureUnusable
    try:
        content = base64.b64decode(data_url.removeprefix(PREFIX), validate=True)
    except binascii.Error as unreadable:
        raise SignatureUnusable from unreadable
    if _ink(content) < LEAST_INK:
        raise SignatureEmpty
    return content


def _ink(content: bytes) -> int:
    """How many pixels are dark, on white paper."""
    try:
        width, height = check_picture("signature.png", content)
        if max(width, height) > MOST_SIDE:
            raise SignatureUnusable
        with Image.open(BytesIO(content), formats=["PNG"]) as picture:
            drawn = picture.convert("RGBA")
    except (NotWhatItSays, UnfoldsTooLarge, OSError, ValueError, SyntaxError) as unreadable:
        raise SignatureUnusable from unreadable
    paper = Image.new("RGBA", drawn.size, "white")
    return sum(Image.alpha_composite(paper, drawn).convert("L").histogram()[:DARK])

"""Signatures as a finger leaves them on glass: a few strokes, different for every name, the same every time."""

import base64
import io
import math
import random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 480, 180


def signature(name: str) -> str:
    """The signature of somebody, as the data URL of a PNG."""
    chance = random.Random(name)
    picture = Image.new("RGBA", (WIDTH, HEIGHT), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    left = 50.0
    for _ in name:
        for _ in range(chance.randint(3, 5)):
            pen.line(_stroke(chance, left), fill=(20, 24, 60, 255), width=chance.choice((3, 3, 4)), joint="curve")
        left += chance.uniform(85, 115)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode()


def _stroke(chance: random.Random, left: float) -> list[tuple[float, float]]:
    """One stroke: from a point in a direction, bent and trembling a little."""
    x, y = left + chance.uniform(0, 60), chance.uniform(40, 110)
    direction, bend = chance.choice((0.1, 1.4, 0.8, 2.2)) + chance.uniform(-0.2, 0.2), chance.uniform(-0.05, 0.05)
    points = [(x, y)]
    for step in range(chance.randint(8, 18)):
        x += 5.5 * math.cos(direction + bend * step)
        y += 5.5 * math.sin(direction + bend * step) + chance.uniform(-0.6, 0.6)
        points.append((min(max(x, 5), WIDTH - 5), min(max(y, 5), HEIGHT - 5)))
    return points

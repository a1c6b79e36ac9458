"""One picture of the portal."""

from dataclasses import dataclass

PHONE = (390, 844)


@dataclass(frozen=True)
class Picture:
    """One picture: whose screen, which page, language, light or dark, and how large."""

    name: str
    who: str
    address: str
    locale: str = "zh-CN"
    dark: bool = False
    size: tuple[int, int] = (1440, 900)

"""Bring the Chinese catalogue up to date with the code: new messages come in untranslated, unused ones go."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "portal"
CATALOGUE = PACKAGE / "i18n" / "zh_CN" / "LC_MESSAGES" / "portal.po"
KEYWORDS = {"_": None, "N_": None, "translate": None, "translate_count": (1, 2)}
METHODS = [("**.py", "python"), ("web/templates/**.html", "jinja2")]
HEADER = "# Chinese for the service portal. Message ids are the English texts."


def extracted() -> Catalog:
    """All messages of the code, untranslated."""
    catalogue = Catalog(locale="zh_CN", project="service-portal", version="1", header_comment=HEADER, fuzzy=False)
    for _file, _line, message, _comments, _context in extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS):
        if message:
            catalogue.add(message)
    return catalogue


def stored() -> Catalog:
    """The catalogue as it lies in the repository."""
    with CATALOGUE.open("rb") as file:
        return read_po(file)


def untranslated_and_unused() -> tuple[list[str], list[str]]:
    """Messages of the code without Chinese, and catalogue entries no code uses."""
    kept, wanted = stored(), extracted()
    missing = [_name(message.id) for message in wanted if message.id and not _has_text(kept, message.id)]
    unused = [_name(message.id) for message in kept if message.id and message.id not in wanted]
    return missing, unused


def _name(id: str | tuple[str, ...] | list[str]) -> str:
    return id if isinstance(id, str) else id[0]


def _has_text(catalogue: Catalog, id: str | tuple[str, ...] | list[str]) -> bool:
    entry = catalogue.get(_name(id))
    text = entry.string if entry else None
    return bool(text) and (isinstance(text, str) or all(text or ()))


def main() -> int:
    """Rewrite the catalogue; 1 when something is left to translate."""
    kept, wanted = stored(), extracted()
    for message in wanted:
        if message.id and (entry := kept.get(_name(message.id))):
            message.string = entry.string
    with CATALOGUE.open("wb") as file:
        write_po(file, wanted, width=0, sort_output=True, no_location=True)
    missing, _ = untranslated_and_unused()
    print("\n".join(f"untranslated: {message}" for message in missing) or "All messages are translated.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

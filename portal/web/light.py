"""Light pages: plain HTML that any phone opens at once, for people who do not sign in. No script, no request to anywhere."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from portal.i18n import LANGUAGES, Language, language, speaking, translate
from portal.settings import settings

# What a light page may do: show itself. Not even a script of our own.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_TEMPLATES.globals["_"] = translate
_TEMPLATES.globals["language"] = language


def language_of(connection: HTTPConnection) -> Language:
    """The language that the address says (`?language=`), else the one chosen in this browser, else the browser's own."""
    for chosen in (connection.query_params.get("language"), connection.cookies.get("portal_language")):
        if chosen in LANGUAGES:
            return chosen
    first = connection.headers.get("accept-language", "").split(",")[0].strip().lower()
    if not first or first == "*":
        return settings().language
    return "zh_CN" if first.startswith("zh") else "en"


def light_page(connection: HTTPConnection, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A template as a page in the browser's language; never kept by a cache."""
    with speaking(language_of(connection)):
        text = _TEMPLATES.get_template(template).render(**values)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(text, status_code=status, headers=headers)

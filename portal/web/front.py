"""The first thing a browser gets: Streamlit's page under our name and icon; and an answer for addresses that lead nowhere."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.browser import script
from portal.i18n import N_, Language, speaking, translate
from portal.navigation import PAGES
from portal.web.light import language_of, light_page

STREAMLIT_PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
ICON = Path(__file__).parent.parent.parent / "static" / "icon.svg"
STREAMLITS_OWN = ("/_stcore/", "/static/", "/media/", "/component/", "/favicon.png")


# Told where its server is and that no host page embeds it, Streamlit opens its websocket at once instead of asking around
# for both: one round trip less on each page load, two on a deep link.
START = (
    "window.prerenderReady=false;window.__streamlit={BACKEND_BASE_URL:location.origin+'/',MAIN_PAGE_BASE_URL:location.origin+'/',"
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false,enableCustomParentMessages:false,"
    "enforceDownloadInNewTab:false,metricsUrl:'',blockErrorDialogs:false,resourceCrossOriginMode:null}}"
)
START_DIGEST = f"'sha256-{base64.b64encode(hashlib.sha256(START.encode()).digest()).decode()}'"


# What the sign-in page is drawn with. Streamlit asks for each only when it meets it, one after the other; here all at once.
FIRST_SCREEN = (
    "BidiComponent", "_arrayReduce", "serialization", "recordbatch", "ImageList", "withFullScreenWrapper", "TextInput",
    "Input", "TextField", "Autocomplete", "useFormValidation", "useTextField", "useField", "useFormReset",
    "ErrorOutline.esm", "Cancel.esm", "WidgetLabel", "WidgetLabelHelpIcon", "useBasicWidgetState", "InputInstructions",
    "inputUtils", "useDebouncedCallback", "requiredField", "useUpdateUiValue", "ButtonGroup",
    "WidgetLabelHelpIconInline",
)  # fmt: skip


def _preloads() -> str:
    addresses = [script.address(), *script.streamlits_own(FIRST_SCREEN)]
    return "".join(f'<link rel="modulepreload" crossorigin href="./{each}">' for each in addresses)


@lru_cache
def _front(spoken: Language) -> str:
    """Streamlit's page, with our own start and without its word to robots."""
    page = STREAMLIT_PAGE.read_text(encoding="utf-8")
    with speaking(spoken):
        name, noscript = (
            translate(N_("Service portal")),
            translate(N_("The portal needs JavaScript. Switch it on in your browser.")),
        )
    replaced = {
        r'<html lang="en">': f'<html lang="{"zh-CN" if spoken == "zh_CN" else "en"}">',
        r"<title>.*?</title>": f"<title>{name}</title>",
        r'href="\./favicon\.png"': 'href="/icon.svg" type="image/svg+xml"',
        r"<noscript>.*?</noscript>": f"<noscript>{noscript}</noscript>",
        r"<script>.*?</script>": f"<script>{START}</script>",
        r"<link rel=\"service-desc\"[^>]*>": "",
        r"<!--.*?-->": "",
        r"</head>": f"{_preloads()}</head>",
    }
    for pattern, ours in replaced.items():
        page = re.sub(pattern, lambda _match, ours=ours: ours, page, flags=re.DOTALL)  # type: ignore[misc]
    return page.strip()


async def front_page(request: Request) -> HTMLResponse:
    """The page in which every screen is drawn."""
    return HTMLResponse(_front(language_of(request)), headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})


async def icon(request: Request) -> FileResponse:
    """Our mark."""
    return FileResponse(ICON, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


ROUTES = [
    Route("/", front_page),
    *(Route(f"/{page.address}", front_page) for page in PAGES),
    Route("/icon.svg", icon),
    Route("/favicon.ico", icon),
]


class NothingElse:
    """Answers for every address that is neither ours nor Streamlit's; Streamlit would serve its page and then a dialogue."""

    def __init__(self, app: ASGIApp, ours: list[BaseRoute]) -> None:
        self.app = app
        self.ours = ours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what leads somewhere."""
        if scope["type"] != "http" or self._leads_somewhere(scope):
            return await self.app(scope, receive, send)
        return await _nothing_here(Request(scope))(scope, receive, send)

    def _leads_somewhere(self, scope: Scope) -> bool:
        path = scope["path"]
        return path.startswith(STREAMLITS_OWN) or any(route.matches(scope)[0] is not Match.NONE for route in self.ours)


def _nothing_here(request: Request) -> Response:
    with speaking(language_of(request)):
        heading = translate(N_("Nothing here"))
        sentence = translate(N_("There is no page at this address. Perhaps the link was cut off when it was copied."))
    return light_page(request, "notice.html", status=404, heading=heading, sentence=sentence)

"""Which language a screen speaks: the person's own, else what was chosen on the sign-in page, else the browser's."""

from typing import cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from portal.i18n import LANGUAGES, Language, language_from
from portal.settings import settings

SPOKEN = "auth.language"
NAMES: dict[Language, str] = {"zh_CN": "中文", "en": "English"}


def browser_language(locale: object) -> Language:
    """The portal's language for a browser's ("zh-TW" reads Chinese, "de" reads English)."""
    if not isinstance(locale, str) or not locale:
        return settings().language
    return "zh_CN" if locale.lower().startswith("zh") else "en"


def spoken_on_this_screen() -> Language | None:
    """The language of the screen being drawn; None where nothing is being drawn."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    chosen = st.session_state.get(SPOKEN)
    return cast(Language, chosen) if chosen in LANGUAGES else browser_language(st.context.locale)


def speak(chosen: Language | None) -> None:
    """Draw this screen in a language from now on; None leaves it as it is."""
    if chosen is not None:
        st.session_state[SPOKEN] = chosen


language_from(spoken_on_this_screen)

"""Start here. Under an ASGI server: the application. Under the Streamlit runtime: sign-in, then the menu.

`python -m portal serve` starts it tuned and is what an installation uses; `streamlit run app.py` works as well.
"""

import streamlit as st
from streamlit import runtime

if runtime.exists():
    from portal.auth.gate import draw_sign_in, pass_or_draw
    from portal.db.session import one_picture
    from portal.i18n import language, speaking
    from portal.pages import menu
    from portal.ui import browser

    with one_picture():
        person = pass_or_draw()
        # The language is found out once: a run asks for it hundreds of times.
        with speaking(language()):
            st.set_page_config(page_title=menu.title(), page_icon="static/icon.svg", layout="wide", initial_sidebar_state=220)
            page = menu.register(person)
            if person is None:
                browser.prepare(signed_in=False)
                draw_sign_in()
            else:
                # In the sidebar: on the page itself an element without a face would still push the title down.
                with st.sidebar:
                    menu.draw(person, page)
                    browser.prepare(signed_in=True)
                page.run()
else:
    from portal.web.server import parts

    app = st.App(__file__, **parts())

"""An empty Streamlit page, served as the portal is: the floor of this machine. `python -m tests.bench.empty_app PORT [two]`.

With "two" there are two of them and a menu: opening one from the other is the floor of what people wait for.
"""

import sys
from functools import partial

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import runtime

TWO = "two"


def _titled(title: str) -> None:
    st.title(title)
    st.text("empty")


if runtime.exists() and TWO in sys.argv:
    pages = [st.Page(partial(_titled, name), title=name, url_path=name) for name in ("one", "other")]
    st.navigation(pages).run()
elif runtime.exists():
    st.write("empty")
else:

    async def _healthy(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    app = st.App(__file__, routes=[Route("/healthz", _healthy)])

    def main(port: int) -> None:
        """Serve until told to stop."""
        import uvicorn

        from portal.web.server import listen

        config = uvicorn.Config(app, ws="websockets-sansio", log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[listen("127.0.0.1", port)])

    if __name__ == "__main__":
        main(int(sys.argv[1]))

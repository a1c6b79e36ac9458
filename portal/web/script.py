"""The script of our own components, compressed once; its address carries a digest of its content."""

import gzip
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.browser import script
from portal.web.static import FOR_EVER

TYPE = "text/javascript; charset=utf-8"


@lru_cache
def _compressed() -> bytes:
    return gzip.compress(script.script().encode(), mtime=0)


async def our_script(request: Request) -> Response:
    """The script as it is now; whoever asks by an older address must not keep it under that."""
    kept = FOR_EVER if request.path_params["digest"] == script.digest() else "no-store"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = await run_in_threadpool(_compressed)
        return Response(content, media_type=TYPE, headers={**headers, "Content-Encoding": "gzip"})
    return Response(script.script(), media_type=TYPE, headers=headers)


ROUTES = [Route("/ui-{digest}.js", our_script)]

"""Whether the portal answers and its database does: for a supervisor or a proxy, without details."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from portal.db.session import reading


async def healthz(request: Request) -> JSONResponse:
    """200 while people can work, 503 while they cannot."""
    well = await run_in_threadpool(database_answers)
    return JSONResponse({"status": "ok" if well else "no database"}, status_code=200 if well else 503)


def database_answers() -> bool:
    """Whether a question reaches the database."""
    try:
        with reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


ROUTES = [Route("/healthz", healthz)]

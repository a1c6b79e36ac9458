"""The log: one JSON line an event; no typed newline can forge an entry, and faults are named without quoting what they said."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

from streamlit import logger as streamlit_logger

OWN_FACTS = ("fault", "kinds", "places", "address", "reason")
PLACES_KEPT = 40


class JsonLines(logging.Formatter):
    """A record as one line of JSON, with the moment in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "text": record.getMessage() if record.exc_info is None else str(record.msg),
        }
        line |= {name: getattr(record, name) for name in OWN_FACTS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line |= kinds_and_places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def kinds_and_places(broken: BaseException) -> dict[str, object]:
    """What kind of fault it was and where it happened, through all its causes; never what it said."""
    kinds: list[str] = []
    places: list[str] = []
    link: BaseException | None = broken
    while link is not None and len(kinds) < 10:
        kinds.append(type(link).__name__)
        places += _places(link.__traceback__)
        link = link.__cause__ or link.__context__
    return {"kinds": kinds, "places": places[-PLACES_KEPT:]}


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def _speak_json(logger: logging.Logger) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    if logger.name.startswith("uvicorn"):
        handler.setLevel(logging.WARNING)  # its addresses name sessions and link secrets
    logger.handlers[:] = [handler]


def configure() -> None:
    """Let everything in this process log in JSON lines, Streamlit's and the server's own loggers too."""
    _speak_json(logging.getLogger())
    logging.getLogger("portal").setLevel(logging.INFO)
    streamlit_logger.setup_formatter = _speak_json
    streamlit_logger.update_formatter()
    logging.captureWarnings(True)  # else a library that warns writes lines of its own

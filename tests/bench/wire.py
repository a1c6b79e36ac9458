"""A screen without a browser: Streamlit's websocket spoken directly, so that only the server's work is measured."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ANSWERS_WITHIN = 60


@dataclass
class Screen:
    """One open tab: its connection, its page, and the widgets it was shown (key -> id)."""

    socket: Any
    page_hash: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)  # the part of the page in which a widget stands, by the widget's id
    errors: list[str] = field(default_factory=list)
    received: int = 0

    @classmethod
    async def open(cls, url: str, cookie: str = "") -> "Screen":
        """A new tab of a browser with this cookie."""
        headers = {"Origin": url, **({"Cookie": cookie} if cookie else {})}
        address = url.replace("http://", "ws://") + "/_stcore/stream"
        socket = await websockets.connect(
            address,
            subprotocols=["streamlit"],
            max_size=None,
            additional_headers=headers,
            compression=None,  # type: ignore[list-item]
        )
        return cls(socket)

    async def show(self, page: str = "", query: str = "", values: Mapping[str, str | bool] | None = None) -> float:
        """Run the page (again) and give the seconds until the server said that it had finished.

        `values` are by widget key: texts for fields, True for a button that is pressed. As a browser does, they are sent to the
        part of the page in which they stand, which may ask for the whole page.
        """
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_name = query, page
        if self.page_hash and not page:
            rerun.page_script_hash = self.page_hash
        for key, value in (values or {}).items():
            widget = rerun.widget_states.widgets.add()
            widget.id = self.widgets[key]
            rerun.fragment_id = self.parts[widget.id]
            if value is True:
                widget.trigger_value = True
            else:
                widget.string_value = str(value)
        await self.socket.send(message.SerializeToString())
        began = time.perf_counter()
        while not self._hear(await asyncio.wait_for(self.socket.recv(), ANSWERS_WITHIN)):
            pass
        return time.perf_counter() - began

    def _hear(self, raw: bytes) -> bool:
        """Take a message in; True when the script has finished."""
        self.received += len(raw)
        message = ForwardMsg()
        message.ParseFromString(raw)
        kind = message.WhichOneof("type")
        if kind in ("new_session", "navigation"):
            self.page_hash = getattr(message, kind).page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            name = element.WhichOneof("type")
            shown = getattr(element, name)
            if name == "exception":
                self.errors.append(f"{shown.type}: {shown.message}")
            elif name == "alert" and shown.format == Alert.ERROR:
                self.errors.append(f"the page says: {shown.body}")
            elif getattr(shown, "id", ""):
                # "$$ID-<hash>-<key>"; what has no key of its own ends in "None".
                self.widgets[shown.id.split("-", 2)[-1]] = shown.id
                self.parts[shown.id] = message.delta.fragment_id
        return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()

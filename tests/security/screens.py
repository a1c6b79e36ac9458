"""A raw client of Streamlit's protocol: what an attacker would write to drive screens without a browser."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

T = TypeVar("T")


def drive(work: Callable[[], Awaitable[T]]) -> T:
    """Run a conversation to its end, within half a minute."""
    # In a thread of its own: after a browser test Playwright's event loop still runs in this one.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(lambda: asyncio.run(asyncio.wait_for(work(), 30))).result()


@dataclass
class Screen:
    """One websocket to the portal."""

    url: str
    cookie: str = ""
    origin: str | None = ""  # "" means the portal's own
    session: str = ""  # somebody's session id, to be taken over
    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""  # the host that is asked for, if not the one that is called
    id: str = ""
    said: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)  # that refresh themselves, or are drawn anew alone
    part_of: dict[str, str] = field(default_factory=dict)  # the part in which a field stands, by the field's id
    page: str = ""  # the hash of the page that is open
    socket: Any = None

    async def open(self) -> "Screen":
        """Open the websocket. Raises websockets.InvalidStatus where the portal refuses."""
        headers = dict(self.headers)
        if self.cookie:
            headers["Cookie"] = self.cookie
        origin = self.url if self.origin == "" else self.origin
        where = urlsplit(self.url)
        protocols = ["streamlit", "none", *([self.session] if self.session else [])]
        self.socket = await websockets.connect(
            f"ws://{self.name or where.netloc}/_stcore/stream",
            host=where.hostname,
            port=where.port,
            subprotocols=protocols,  # type: ignore[arg-type]
            origin=origin,  # type: ignore[arg-type]
            additional_headers=headers,
            max_size=None,
        )
        return self

    async def run(self, page: str = "", press: str = "", part: str = "", by_itself: bool = False) -> list[str]:
        """Let the page run or one part of it, with a button pressed perhaps or by itself; gives every text that came."""
        await self.ask(page, press, part, by_itself)
        self.said = []
        while await self.hear() is None:
            pass
        return self.said

    async def ask(self, page: str = "", press: str = "", part: str = "", by_itself: bool = False) -> None:
        """Ask for a run without waiting for it; `page` is the open one if it is not named."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.fragment_id, message.rerun_script.is_auto_rerun = part, by_itself
        if press:
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id, widget.trigger_value = press, True
        await self.socket.send(message.SerializeToString())

    async def hear(self) -> str | None:
        """Take the next message in: how a run ended (Streamlit's name for it), None while none has."""
        answer = ForwardMsg()
        answer.ParseFromString(await self.socket.recv())
        if answer.WhichOneof("type") == "new_session":
            self.id = answer.new_session.initialize.session_id or self.id
            self.page = answer.new_session.page_script_hash
        if answer.WhichOneof("type") == "delta":
            self._note(answer.delta)
        ended = answer.WhichOneof("type") == "script_finished"
        return ForwardMsg.ScriptFinishedStatus.Name(answer.script_finished) if ended else None

    async def type(self, label: str, words: str) -> None:
        """Leave a field with these words in it, without waiting for what the page says to that."""
        self.typed[self.fields[label]] = words
        message = BackMsg()
        message.rerun_script.page_script_hash, message.rerun_script.fragment_id = self.page, self.part_of[self.fields[label]]
        for id, text in self.typed.items():  # a browser brings along everything that stands on the page
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id, widget.string_value = id, text
        await self.socket.send(message.SerializeToString())

    async def arrived(self) -> None:
        """Wait until the portal has everything that was sent so far; it need not have done anything about it."""
        await (await self.socket.ping())

    def _note(self, delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        self.said.append(str(delta.new_element))
        if delta.fragment_id and delta.fragment_id not in self.parts:
            self.parts.append(delta.fragment_id)
        if delta.new_element.WhichOneof("type") == "button":
            self.buttons[delta.new_element.button.label] = delta.new_element.button.id
        if delta.new_element.WhichOneof("type") == "text_input":
            self.fields[delta.new_element.text_input.label] = delta.new_element.text_input.id
            self.part_of[delta.new_element.text_input.id] = delta.fragment_id

    async def close(self) -> None:
        """Hang up."""
        await self.socket.close()

    @property
    def text(self) -> str:
        """Everything the last run said."""
        return "\n".join(self.said)


async def is_refused(screen: Screen) -> bool:
    """Whether the portal does not let this websocket in."""
    try:
        await screen.open()
    except websockets.InvalidStatus:
        return True
    await screen.close()
    return False

"""Uploads: a browser may put a file only into its own screen (rule X-01).

Streamlit takes a file for any session whose id is known, and ids stand in addresses that proxies write down.
"""

from streamlit.runtime.runtime import Runtime

UPLOADS = "/_stcore/upload_file/"


def is_own_screen(path: str, binding: str) -> bool:
    """Whether the screen that an upload's path names was opened by the browser that sends it; an unknown screen is nobody's."""
    session_id = path.removeprefix(UPLOADS).partition("/")[0]
    if not Runtime.exists():
        return False
    found = Runtime.instance()._session_mgr.get_session_info(session_id)
    # What the handshake said when the screen was opened: see Doorkeeper and `server.trustedUserHeaders`.
    return found is not None and found.session._user_info.get("session") == binding

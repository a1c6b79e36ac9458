"""Streamlit's own words, which it cannot be told in another language, in the language of the reader.

words.js replaces these exact texts in the browser. What people wrote is left alone: see its selectors.
"""

from collections.abc import Mapping
from typing import Any

from portal.i18n import N_, Language, _, speaking

# Streamlit's text: ours. English readers get ours too where it differs.
EXACT: Mapping[str, str] = {
    **{
        word: word
        for word in (
            N_("Press Enter to apply"), N_("Press Enter to submit form"), N_("Press Ctrl+Enter to apply"),
            N_("Press ⌘+Enter to apply"), N_("Press Ctrl+Enter to submit form"), N_("Choose an option"), N_("Choose options"),
            N_("No results"), N_("No options to select"), N_("No options to select."), N_("Select all"), N_("Clear all"),
            N_("Clear value"), N_("Clear selection"), N_("Clear"), N_("Open"), N_("Close"), N_("Upload"), N_("Uploading..."),
            N_("Upload failed"), N_("Drag and drop a file here"), N_("Drag and drop files here"), N_("Browse files"),
            N_("Take Photo"), N_("Clear photo"), N_("Main menu"), N_("Rerun"), N_("Settings"), N_("Print"), N_("Stop"),
            N_("Record screen"), N_("Record a screencast"), N_("Running..."), N_("Stopping..."), N_("Connecting"),
            N_("Connection error"), N_("Fullscreen"), N_("Close fullscreen"), N_("Show data"), N_("Show chart"),
            N_("Download as PNG"), N_("Download as CSV"), N_("Download"), N_("Search"), N_("Sort ascending"),
            N_("Sort descending"), N_("Format"), N_("Autosize"), N_("Pin column"), N_("Unpin column"), N_("Hide column"),
            N_("Show/hide columns"), N_("Copy column name"), N_("Statistics"), N_("Copy to clipboard"), N_("Copied"),
            N_("Add row"), N_("Delete row(s)"), N_("Choose date"), N_("Choose date range"), N_("Choose date and time"),
            N_("Clear date"), N_("Clear dates"), N_("Clear date and time"), N_("Clear time"), N_("Calendar"), N_("Help"),
            N_("yyyy"), N_("mm"), N_("dd"), N_("Empty"), N_("file upload"), N_("Link to heading"),
            N_("Show password"), N_("Hide password"), N_("Increment"), N_("Decrement"), N_("This field is required."),
            N_("Previous month"), N_("Next month"), N_("Previous page"), N_("Next page"), N_("Expand sidebar"),
            N_("Collapse sidebar"), N_("Appearance"), N_("Wide mode"), N_("Use system setting"), N_("Light"), N_("Dark"),
            N_("Dismiss"), N_("Page not found"), N_("Please wait..."), N_("Loading..."), N_("empty"),
            N_("Copy Vega-Lite spec"), N_("Get help"), N_("Report a bug"), N_("About"), N_("Theme"),
            N_("Sidebar"), N_("Skip to main content"), N_("System"), N_("Copy version to clipboard"),
        )
    },
    "(required)": N_("(please fill in)"),
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": N_(
        "The portal does not answer. What you typed is kept as a draft; the page goes on by itself when the portal is back."
    ),
    "Streamlit server is not responding. Are you connected to the internet?": N_(
        "The portal does not answer. What you typed is kept as a draft; the page goes on by itself when the portal is back."
    ),
    "streamlit run yourscript.py": "–",
}  # fmt: skip

# The same with a changing part: a pattern of Streamlit's, and ours with $1 for that part.
PATTERNS: Mapping[str, str] = {
    r"^Show data: (.*)$": N_("Show data: $1"),
    r"^Show chart: (.*)$": N_("Show chart: $1"),
    r"^Download as PNG: (.*)$": N_("Download as PNG: $1"),
    r"^Download as CSV: (.*)$": N_("Download as CSV: $1"),
    r"^Copy Vega-Lite spec: (.*)$": N_("Copy Vega-Lite spec: $1"),
    r"^Fullscreen: (.*)$": N_("Fullscreen: $1"),
    r"^Search: (.*)$": N_("Search: $1"),
    r"^Show/hide columns: (.*)$": N_("Show/hide columns: $1"),
    r"^(\d+) ?([KMG]B) per file$": N_("$1 $2 per file"),
    r"^(\d+) ?([KMG]B) per file • (.*)$": N_("$1 $2 per file • $3"),
    r"^(\d+) options? available\.$": N_("$1 to choose from."),
    r"^Help for (.+)$": N_("Help for $1"),
    r"^Shortcut (.+)$": N_("Shortcut $1"),
    r"^Remove (.+)$": N_("Remove $1"),
    r"^year, (.+)$": N_("Year of $1"),
    r"^month, (.+)$": N_("Month of $1"),
    r"^day, (.+)$": N_("Day of $1"),
    r"^hour, (.+)$": N_("Hour of $1"),
    r"^minute, (.+)$": N_("Minute of $1"),
    r"^Selected Date: .+$": N_("A date is chosen"),
    r"^Value must be (.+) or later\.$": N_("Not before $1."),
    r"^Value must be (.+) or earlier\.$": N_("Not after $1."),
    r"^The page that you have requested does not seem to exist\..*$": N_("There is no page at this address, or it is not yours."),
}


def words_of(spoken: Language) -> dict[str, Any]:
    """What words.js wants to know of a language: Streamlit's texts that read differently in it."""
    with speaking(spoken):
        exact = {theirs: _(ours) for theirs, ours in EXACT.items() if _(ours) != theirs}
        patterns = [[pattern, _(ours)] for pattern, ours in PATTERNS.items()] if spoken != "en" else []
    return {"lang": spoken.replace("_", "-"), "exact": exact, "patterns": patterns}

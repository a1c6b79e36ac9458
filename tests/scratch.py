"""Where tests keep what they throw away: in memory where the machine lends it, which spares a disk's slow making of files."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 2_000_000_000  # bytes: both workers with a PostgreSQL of some hundred megabytes each, and the files of a test


def scratch() -> str:
    """The folder for what is thrown away."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return str(MEMORY)
    return tempfile.gettempdir()

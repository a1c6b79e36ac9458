"""Find a Chromium for the browser tests: the system's, else Debian's package, else Playwright's own."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The path of a system Chromium; None where Playwright's own is to be used."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install_from_debian() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    wanted = ["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"]
    return subprocess.run(wanted, check=False, **quiet).returncode == 0  # type: ignore[call-overload,no-any-return]


def main() -> int:
    """Make sure that there is a browser; 0 when there is."""
    if chromium() or _install_from_debian():
        return 0
    print("No system Chromium: fetching Playwright's own.", file=sys.stderr)
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

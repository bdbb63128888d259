"""Find the Chromium that browser tests drive; on Debian, install it when we may."""

from __future__ import annotations

import os
import shutil
import subprocess

from scripts.house import VAR, call, say

NAMES = ("chromium", "chromium-browser", "google-chrome")


def ensure() -> None:
    """Set `CHROMIUM` for the tests, installing Debian's package as root where it is missing."""
    if not os.environ.get("CHROMIUM") and not _found() and _may_install():
        say("Installing Chromium and a Chinese font for the browser tests")
        log = VAR / "log" / "apt.log"
        call("apt-get", "update", quiet_log=log)
        call("apt-get", "install", "-y", "chromium", "fonts-noto-cjk", quiet_log=log)
    path = os.environ.get("CHROMIUM") or _found()
    if path:
        os.environ["CHROMIUM"] = path
    else:
        say("No Chromium found: the browser tests are skipped (install it, or set CHROMIUM)")


def _found() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def _may_install() -> bool:
    if not shutil.which("apt-get"):
        return False
    return subprocess.run(["id", "-u"], capture_output=True, text=True, check=True).stdout == "0\n"

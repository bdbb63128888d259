"""`make test`: set up, check the house, and run every test in the environment it belongs to."""

from __future__ import annotations

import os
import subprocess
import sys

from bot.nlu import profile
from scripts import browser, check, ready
from scripts.house import BOT_PYTHON, BRAIN_PYTHON, ROOT, say


def main(arguments: list[str]) -> int:
    """Run the checks and both test suites; arguments go to the bot's pytest."""
    os.environ.pop(profile.VARIABLE, None)  # the tests are those of the usual pipeline
    ready.everything(for_tests=True, with_town=False)
    browser.ensure()
    failed = check.run()
    say("Tests of the brain's components (Python 3.10)")
    failed |= _pytest(
        BRAIN_PYTHON, ["tests/nlu", "-p", "no:cacheprovider", "-c", "tests/nlu/pytest.ini"]
    )
    say("Tests of everything else")
    failed |= _pytest(BOT_PYTHON, arguments or ["tests"])
    return int(failed)


def _pytest(python: object, arguments: list[str]) -> bool:
    return subprocess.call([str(python), "-m", "pytest", "-q", *arguments], cwd=ROOT) != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

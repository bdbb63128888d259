"""`make run`: everything from a fresh clone to one URL to open."""

from __future__ import annotations

import signal
import sys

from scripts import ready
from scripts.house import say, stop
from scripts.processes import Product


def main() -> None:
    """Set up what is missing, start both processes, and serve until Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        ready.everything()
        say("Starting the brain and the bot")
        with Product() as product:
            print(f"\n  小瓦已就绪 · Xiaowa is ready:  {product.url}/\n", flush=True)
            print("  Ctrl-C stops it.", flush=True)
            product.wait()
            name = product.ended()
        stop(f"The {name} ended by itself; see {product.log(name or 'bot')}")
    except KeyboardInterrupt:
        print("\n· Stopped", flush=True)


if __name__ == "__main__":
    main()

"""Train the brain: `python -m bot.nlu.train` writes models/brain.tar.gz."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from bot.nlu.profile import config_of

MODEL_NAME = "brain"


def arguments() -> argparse.Namespace:
    """The command line; every default is the repository's own layout and the set profile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", default=str(config_of()))
    parser.add_argument("--domain", default="domain.yml")
    parser.add_argument("--data", default="nlu_data")
    parser.add_argument("--out", default="models")
    parser.add_argument("--nlu-only", action="store_true", help="no rules, no domain")
    return parser.parse_args()


def main() -> int:
    """Train and say where the model is; exit code 1 when Rasa made none."""
    options = arguments()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    # Rasa's cache knows components by their configuration; one whose code changed would not learn.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    logging.basicConfig(level=logging.WARNING)

    from bot.nlu.without_tensorflow import spare_tensorflow

    spare_tensorflow(Path(options.config))
    from rasa.model_training import train, train_nlu

    from bot.nlu.training_lines import misaligned

    if broken := misaligned(Path(options.data)):
        sys.stderr.write("\n".join(["Marked entities that cut a token:", *broken]) + "\n")
        return 1
    if options.nlu_only:
        model = train_nlu(
            options.config,
            options.data,
            options.out,
            fixed_model_name=MODEL_NAME,
            domain=options.domain,
        )
    else:
        result = train(
            options.domain,
            options.config,
            [options.data],
            output=options.out,
            force_training=True,
            fixed_model_name=MODEL_NAME,
        )
        model = result.model if result.code == 0 else None
    if not model:
        return 1
    sys.stdout.write(f"{model}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

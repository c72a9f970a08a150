"""Runs Rasa's own command line as we need it: without TensorFlow, quietly, and without re-checking the action protocol's schema.

``python -m bot.nlu.launch train|run|test|data …`` takes the arguments of ``rasa``.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from bot.nlu import without_tensorflow

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def compile_action_schema() -> None:
    """Check each action's response with a validator compiled once: Rasa compiles it anew every turn, which costs 15 ms."""
    import jsonschema
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def validate(self: RemoteAction, result: object) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def main() -> None:
    without_tensorflow.install(Path("config.yml"))
    from rasa.__main__ import main as rasa
    from rasa.utils.log_utils import configure_structlog

    configure_structlog()
    # On a time-out it logs what was said.
    logging.getLogger("rasa.core.channels.rest").setLevel(logging.CRITICAL)
    compile_action_schema()
    sys.argv[0] = "rasa"
    rasa()


if __name__ == "__main__":
    main()

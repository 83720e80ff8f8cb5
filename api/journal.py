"""What the server writes down of its work: a line of JSON each, never what was said in a conversation."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from api.asking import ABOUT

OURS = ("tripsage", "agents", "api", "cli", "graphs", "llm", "memory", "tools", "wiring")
REQUESTS = logging.getLogger("tripsage.requests")
RUNS = logging.getLogger("tripsage.runs")


class JsonLines(logging.Formatter):
    """Of a failure: its class, and where; its text may repeat what a person said.

    So may what libraries fill into their own messages: of those the message is as in their code.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage() if _is_ours(record) else _template(record),
            **ABOUT.get(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
        return json.dumps(line, ensure_ascii=False)


def write_lines(level: str) -> None:
    """To standard error, from this level on; of libraries, warnings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=max(_number(level), logging.WARNING), force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(_number(level))


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _template(record: logging.LogRecord) -> str:
    return record.msg if isinstance(record.msg, str) and record.args else ""

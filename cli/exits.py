"""How the command's exit codes read."""

from enum import IntEnum


class Exit(IntEnum):
    """DONE also stands for a question; FAULT is one of ours or of the set-up."""

    DONE = 0
    FAULT = 1
    BAD_INPUT = 2
    CANT_BE_MET = 3

"""Why a run isn't begun."""


class ThreadBusy(Exception):
    """The conversation has a run already."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"run {run_id} goes on in this conversation")
        self.run_id = run_id


class QueueFull(Exception):
    """Too many runs wait in the conversation."""


class IdTaken(Exception):
    """The caller has a run of this name in another conversation."""


class Draining(Exception):
    """This server stops: another takes new runs."""

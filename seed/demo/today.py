"""The queue of today."""
from seed.demo.stage import Stage


def busy_day(stage: Stage) -> None:
    return None

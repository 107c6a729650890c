"""Waiting: always for a condition, always with a deadline, never for a time."""

import time

PAUSE = 0.05


class NotInTime(AssertionError):
    """A condition did not become true before its deadline."""


def until(condition, seconds, what, ignore=(), pause=PAUSE):
    """Calls `condition` until it returns something true, and returns that.

    Exceptions of the kinds in `ignore` count as "not yet". `what` completes the sentence
    "... did not happen within N seconds"; a callable gets a chance to describe the last state.
    `pause` is the time between two looks.
    """
    deadline = time.monotonic() + seconds
    last = None
    while True:
        try:
            value = condition()
            if value:
                return value
            last = value
        except ignore as error:
            last = error
        if time.monotonic() >= deadline:
            text = what() if callable(what) else what
            raise NotInTime(f"not within {seconds} s: {text} (last seen: {last!r})")
        time.sleep(pause)


class Stopwatch:
    """How long something took: `with Stopwatch("create") as watch: ...; watch.seconds`."""

    def __init__(self, what):
        self.what = what
        self.seconds = None

    def __enter__(self):
        self._begun = time.monotonic()
        return self

    def elapsed(self):
        return time.monotonic() - self._begun

    def __exit__(self, *_):
        self.seconds = self.elapsed()
        print(f"[figure] {self.what}: {self.seconds:.2f} s")

"""Waiting on a state, never on time: asks until the answer is yes, a bounded number of times."""
import time

PAUSE = 0.02  # seconds between two questions


def until(question, what, seconds=10.0):
    """Returns the first true answer of `question`, or fails saying what never came."""
    answer = None
    for _ in range(round(seconds / PAUSE)):
        answer = question()
        if answer:
            return answer
        time.sleep(PAUSE)
    raise AssertionError("after %g s still not: %s (last answer: %r)" % (seconds, what, answer))

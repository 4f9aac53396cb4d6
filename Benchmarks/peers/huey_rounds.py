"""One round with huey on SQLite, for `make bench-peers`: prints a line of JSON.

usage: huey_rounds.py DIRECTORY WORKERS default|off DRAIN_COUNT ENQUEUE_COUNT LATENCY_COUNT

The consumer is huey's own with threads, started in this process; tasks return nothing, so that no results are stored.
"""

import json
import logging
import os
import random
import sys
import threading
import time

from huey import SqliteHuey

PADDING = "x" * 160


class Countdown:
    def __init__(self, count):
        self.left = count
        self.lock = threading.Lock()
        self.done = threading.Event()

    def tick(self):
        with self.lock:
            self.left -= 1
            if self.left == 0:
                self.done.set()


def make(directory, name, fsync):
    # fsync=None is huey's default: it leaves `synchronous` as SQLite has it, which is FULL.
    return SqliteHuey(filename=os.path.join(directory, name), fsync=None if fsync == "default" else False)


def consume(huey, workers, body):
    # periodic=False: there are no periodic tasks. Everything else is the consumer's default, its polling included.
    consumer = huey.create_consumer(workers=workers, periodic=False)
    consumer.start()
    try:
        return body()
    finally:
        consumer.stop(graceful=True)


def drain(directory, workers, fsync, enqueue_count, drain_count):
    """Tasks enqueued and drained in a second."""
    huey = make(directory, "drain.db", fsync)
    countdown = Countdown(drain_count)

    @huey.task()
    def no_op(number, padding):
        countdown.tick()

    start = time.monotonic()
    for number in range(enqueue_count):
        no_op(number, PADDING)
    enqueue_rate = enqueue_count / (time.monotonic() - start)
    for number in range(enqueue_count, drain_count):
        no_op(number, PADDING)

    def wait():
        start = time.monotonic()
        countdown.done.wait()
        return drain_count / (time.monotonic() - start)

    return enqueue_rate, consume(huey, workers, wait)


def latencies(directory, workers, fsync, count):
    """Milliseconds from before the call to the task's first line, on an idle consumer."""
    huey = make(directory, "latency.db", fsync)
    found = []
    countdown = Countdown(count)

    @huey.task()
    def timed(enqueued_at, padding):
        found.append((time.monotonic() - enqueued_at) * 1000)
        countdown.tick()

    def feed():
        for _ in range(count):
            time.sleep(random.uniform(0.05, 0.25))
            timed(time.monotonic(), PADDING)
        countdown.done.wait()
        return found

    return consume(huey, workers, feed)


def main():
    directory, workers, fsync, drain_count, enqueue_count, latency_count = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    enqueue_rate, drain_rate = drain(directory, int(workers), fsync, int(enqueue_count), int(drain_count))
    times = latencies(directory, int(workers), fsync, int(latency_count)) if int(latency_count) else []
    print(json.dumps({"enqueueRate": enqueue_rate, "drainRate": drain_rate, "latencies": times}))


if __name__ == "__main__":
    main()

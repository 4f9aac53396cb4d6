"""pgqueuer on PostgreSQL, for `make bench-peers`: prints a line of JSON.

usage: pgqueuer_rounds.py round CONNECTION WORKERS DRAIN_COUNT ENQUEUE_COUNT LATENCY_COUNT
       pgqueuer_rounds.py offer CONNECTION WORKERS RATE SECONDS

Each worker is a process with an event loop and a connection of its own, and takes 200 jobs at a time. Everything else is pgqueuer's default.
"""

import asyncio
import json
import logging
import multiprocessing
import os
import random
import sys
import time

import asyncpg
import uvloop
from pgqueuer.db import AsyncpgDriver
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

PADDING = b"x" * 160
BATCH = 200


def use_server(connection):
    """libpq's `host=… user=… dbname=…`, as the variables that asyncpg reads."""
    for part in connection.split():
        name, value = part.split("=", 1)
        os.environ[{"host": "PGHOST", "user": "PGUSER", "dbname": "PGDATABASE", "port": "PGPORT"}[name]] = value


async def connect():
    return Queries(AsyncpgDriver(await asyncpg.connect()))


async def reinstall():
    """On tables that are new."""
    queries = await connect()
    if await queries.schema_is_installed():
        await queries.uninstall()
    await queries.install()
    return queries


class Workers:
    """Processes that work, and what they tell: how many handlers began, and how long each job had waited."""

    def __init__(self, count):
        context = multiprocessing.get_context("spawn")
        self.begun = [context.Value("q", 0, lock=False) for _ in range(count)]
        self.ready = context.Semaphore(0)
        self.stop = context.Event()
        self.pipes = []
        self.processes = []
        for begun in self.begun:
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=work_in_process, args=(begun, self.ready, self.stop, there))
            process.start()
            self.pipes.append(here)
            self.processes.append(process)
        for _ in range(count):
            self.ready.acquire()

    @property
    def total(self):
        return sum(value.value for value in self.begun)

    def end(self):
        """Milliseconds from enqueue to start, of all jobs."""
        self.stop.set()
        times = [time for pipe in self.pipes for time in pipe.recv()]
        for process in self.processes:
            process.join()
        return times


def work_in_process(begun, ready, stop, pipe):
    logging.disable(logging.CRITICAL)
    times = []

    async def work():
        manager = QueueManager(await connect())

        @manager.entrypoint("timed")
        async def timed(job):
            times.append((time.monotonic() - float(job.payload[160:])) * 1000)
            begun.value += 1

        async def watch():
            while not stop.is_set():
                await asyncio.sleep(0.02)
            manager.shutdown.set()

        watcher = asyncio.create_task(watch())
        ready.release()
        await manager.run(batch_size=BATCH)
        await watcher

    uvloop.run(work())
    pipe.send(times)


def payload():
    return PADDING + repr(time.monotonic()).encode()


async def enqueue_many(queries, count):
    await queries.enqueue(["timed"] * count, [payload() for _ in range(count)], [0] * count)


async def one_round(workers, drain_count, enqueue_count, latency_count):
    queries = await reinstall()
    start = time.monotonic()
    for _ in range(enqueue_count):
        await queries.enqueue("timed", payload())
    enqueue_rate = enqueue_count / (time.monotonic() - start)

    queries = await reinstall()
    for begin in range(0, drain_count, 1000):
        await enqueue_many(queries, min(1000, drain_count - begin))
    crew = Workers(workers)
    # Starting the interpreters is not counted.
    start, before = time.monotonic(), crew.total
    while crew.total < drain_count:
        await asyncio.sleep(0.005)
    drain_rate = (drain_count - before) / (time.monotonic() - start)
    crew.end()

    times = []
    if latency_count:
        queries = await reinstall()
        crew = Workers(1)
        await asyncio.sleep(0.5)
        for _ in range(latency_count):
            await asyncio.sleep(random.uniform(0.013, 0.027))
            await queries.enqueue("timed", payload())
        while crew.total < latency_count:
            await asyncio.sleep(0.005)
        times = crew.end()
    return {"enqueueRate": enqueue_rate, "drainRate": drain_rate, "latencies": times}


async def offer(workers, rate, seconds):
    """Jobs at this rate for so long; in each tenth of the time, how many of those offered by then had begun."""
    queries = await reinstall()
    crew = Workers(workers)
    start, offered, shares = time.monotonic(), 0, []
    for tenth in range(1, 11):
        while time.monotonic() < start + seconds * tenth / 10:
            due = int((time.monotonic() - start) * rate) - offered
            if due < 100:
                await asyncio.sleep(0.001)
                continue
            await enqueue_many(queries, min(due, 1000))
            offered += min(due, 1000)
        shares.append(crew.total / max(1, offered))
    times = sorted(crew.end())
    return {"offered": offered / seconds, "shares": shares, "p95": times[int(len(times) * 0.95)] if times else 0}


def main():
    command, connection, *numbers = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    use_server(connection)
    numbers = [int(number) for number in numbers]
    print(json.dumps(uvloop.run(one_round(*numbers) if command == "round" else offer(*numbers))))


if __name__ == "__main__":
    main()

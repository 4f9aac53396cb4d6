/* The ceiling: JobKit's tables and JobKit's rows, written with prepared statements and nothing else. One thread, one connection.
 *
 * It works on a file that JobKit has prepared, and what it leaves behind JobKit can read. It has none of what a queue is for: no retries, no
 * priorities beyond one, no cancellation, no other process. */
#ifndef RAW_QUEUE_H
#define RAW_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct raw_queue raw_queue;

/* The values of PRAGMA synchronous. */
enum { RAW_OFF = 0, RAW_NORMAL = 1, RAW_FULL = 2 };

/* What a batch writes for each job besides its outcome. */
enum { RAW_PLAIN = 0, RAW_STEP_AND_PROGRESS = 1 };

/* NULL when the file cannot be opened. */
raw_queue *raw_open(const char *path, int synchronous, const char *queue, const char *kind);
void raw_close(raw_queue *queue);
/* What SQLite said to the first call that failed; NULL while none has. */
const char *raw_error(const raw_queue *queue);

/* Inserts `count` jobs, `per_commit` of them in a transaction, due `delay` microseconds from now (or earlier, when negative). */
bool raw_enqueue(
    raw_queue *queue, int64_t count, int64_t per_commit, const void *payload, int64_t payload_bytes, int priority, int64_t delay);
/* Claims up to `limit` jobs of normal priority under one receipt, at most RAW_BATCH; how many, or -1. */
int64_t raw_claim(raw_queue *queue, int64_t limit);
/* Completes what the latest claim holds. */
bool raw_settle(raw_queue *queue);
/* Claims and completes in batches until nothing is due, each completion in the commit of the next claim; how many, or -1. */
int64_t raw_drain(raw_queue *queue, int64_t batch, int what);

const char *raw_sqlite_version(void);

#define RAW_BATCH 1000

#endif

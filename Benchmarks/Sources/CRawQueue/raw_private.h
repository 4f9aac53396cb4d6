#ifndef RAW_PRIVATE_H
#define RAW_PRIVATE_H

#include "raw_queue.h"

#include <sqlite3.h>

#define RAW_STATEMENTS 15

typedef struct {
    int64_t seq, due, attempt;
} raw_member;

struct raw_queue {
    sqlite3 *database;
    union {
        sqlite3_stmt *statements[RAW_STATEMENTS];
        /* In the order of the SQL in raw_queue.c. */
        struct {
            sqlite3_stmt *begin, *commit, *insert_job, *insert_ready, *due, *delete_ready, *job, *insert_receipt, *insert_members,
                *delete_receipt, *delete_members, *finish, *steps, *insert_step, *insert_progress;
        };
    };
    int64_t lane;
    uint64_t random;
    int log_pages, checkpoint_at;
    bool failed;
    char error[256];

    /* The latest claim. */
    uint64_t token[2];
    int64_t claimed_at;
    int64_t held;
    raw_member members[RAW_BATCH];
    /* Where payloads are copied to, as whoever handles them would. */
    unsigned char payload[4096];
};

int64_t raw_now(void);
/* Keeps the message of the first failure, rolls back, and is false. */
bool raw_failed(raw_queue *queue);
/* Runs a statement that gives no rows. */
bool raw_run(raw_queue *queue, sqlite3_stmt *statement);
bool raw_begin(raw_queue *queue);
/* With the checkpoint that is due after it. */
bool raw_commit(raw_queue *queue);

static inline uint64_t raw_random(raw_queue *queue) {
    queue->random ^= queue->random << 13;
    queue->random ^= queue->random >> 7;
    return queue->random ^= queue->random << 17;
}

#endif

#include "raw_queue.h"

#include "raw_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* As JobKit's writer: a passive checkpoint when the log holds this many pages. */
static const int pages_in_log = 2000;

static int note_log_pages(void *context, sqlite3 *database, const char *name, int pages) {
    (void)database, (void)name;
    ((raw_queue *)context)->log_pages = pages;
    return SQLITE_OK;
}

int64_t raw_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

bool raw_failed(raw_queue *queue) {
    if (!queue->failed) {
        strncpy(queue->error, sqlite3_errmsg(queue->database), sizeof queue->error - 1);
        queue->failed = true;
        if (!sqlite3_get_autocommit(queue->database)) sqlite3_exec(queue->database, "ROLLBACK", NULL, NULL, NULL);
    }
    return false;
}

bool raw_run(raw_queue *queue, sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE || raw_failed(queue);
}

bool raw_begin(raw_queue *queue) { return raw_run(queue, queue->begin); }

bool raw_commit(raw_queue *queue) {
    if (!raw_run(queue, queue->commit)) return false;
    /* The log starts over at a commit that finds all of it copied. */
    if (queue->log_pages < queue->checkpoint_at - pages_in_log) queue->checkpoint_at = pages_in_log;
    if (queue->log_pages < queue->checkpoint_at) return true;
    queue->checkpoint_at = queue->log_pages + pages_in_log;
    /* Nobody else writes to the file, so the bug that JobKit guards against cannot happen here. */
    int code = sqlite3_wal_checkpoint_v2(queue->database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return code == SQLITE_OK || raw_failed(queue);
}

static sqlite3_stmt *prepare(raw_queue *queue, const char *sql) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(queue->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) raw_failed(queue);
    return statement;
}

static void configure(raw_queue *queue, int synchronous) {
    static const char *const levels[] = {"PRAGMA synchronous = OFF", "PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL"};
    static const char *const pragmas =
        "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 33554432";
    if (sqlite3_exec(queue->database, pragmas, NULL, NULL, NULL) != SQLITE_OK) raw_failed(queue);
    if (sqlite3_exec(queue->database, levels[synchronous], NULL, NULL, NULL) != SQLITE_OK) raw_failed(queue);
    sqlite3_wal_hook(queue->database, note_log_pages, queue);
    queue->checkpoint_at = pages_in_log;
}

static void find_lane(raw_queue *queue, const char *name, const char *kind) {
    sqlite3_stmt *insert = prepare(queue, "INSERT INTO jobkit_lane (queue, kind) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    sqlite3_stmt *find = prepare(queue, "SELECT id FROM jobkit_lane WHERE queue = ?1 AND kind = ?2");
    for (int index = 0; index < 2; index++) {
        sqlite3_stmt *statement = index == 0 ? insert : find;
        sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 2, kind, -1, SQLITE_STATIC);
    }
    if (insert) raw_run(queue, insert);
    if (find && sqlite3_step(find) == SQLITE_ROW) queue->lane = sqlite3_column_int64(find, 0);
    sqlite3_finalize(insert);
    sqlite3_finalize(find);
}

static void prepare_all(raw_queue *queue) {
    static const char *const sql[RAW_STATEMENTS] = {
        "BEGIN IMMEDIATE",
        "COMMIT",
        "INSERT INTO jobkit_job (id, lane, priority, version, due, created_at, max_attempts, payload) VALUES (?1, ?2, ?3, 1, ?4, ?5, 10, ?6)",
        "INSERT INTO jobkit_ready (lane, priority, due, seq, attempt, fixed) VALUES (?1, ?2, ?3, ?4, 0, 0)",
        "SELECT due, seq, attempt, deadline FROM jobkit_ready WHERE lane = ?1 AND priority = 1 AND due <= ?2 ORDER BY due, seq",
        "DELETE FROM jobkit_ready WHERE lane = ?1 AND priority = 1 AND due = ?2 AND seq = ?3",
        "SELECT id, version, created_at, max_attempts, timeout, tags, headers, payload FROM jobkit_job WHERE seq = ?1",
        "INSERT INTO jobkit_receipt (token, worker, claimed_at, until, remaining, open) VALUES (?1, 'raw', ?2, ?3, ?4, ?5)",
        "INSERT INTO jobkit_receipt_members (token, members) VALUES (?1, ?2)",
        "DELETE FROM jobkit_receipt WHERE token = ?1",
        "DELETE FROM jobkit_receipt_members WHERE token = ?1",
        "INSERT INTO jobkit_finished (seq, lane, state, attempt, due, started_at, finished_at) VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6)",
        "SELECT name, result FROM jobkit_step WHERE seq = ?1",
        "INSERT INTO jobkit_step (seq, name, result) VALUES (?1, 'measure', ?2) ON CONFLICT (seq, name) DO UPDATE SET result = excluded.result",
        "INSERT INTO jobkit_progress (seq, stage, fraction) VALUES (?1, 'measuring', 0.5) ON CONFLICT (seq) DO UPDATE SET stage = "
        "excluded.stage, fraction = excluded.fraction, message = excluded.message",
    };
    for (int index = 0; index < RAW_STATEMENTS; index++) queue->statements[index] = prepare(queue, sql[index]);
}

raw_queue *raw_open(const char *path, int synchronous, const char *name, const char *kind) {
    raw_queue *queue = calloc(1, sizeof *queue);
    if (!queue) return NULL;
    if (sqlite3_open_v2(path, &queue->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        raw_close(queue);
        return NULL;
    }
    queue->random = (uint64_t)raw_now() | 1;
    configure(queue, synchronous);
    find_lane(queue, name, kind);
    prepare_all(queue);
    return queue;
}

void raw_close(raw_queue *queue) {
    for (int index = 0; index < RAW_STATEMENTS; index++) sqlite3_finalize(queue->statements[index]);
    sqlite3_close(queue->database);
    free(queue);
}

const char *raw_error(const raw_queue *queue) { return queue->failed ? queue->error : NULL; }

const char *raw_sqlite_version(void) { return sqlite3_libversion(); }

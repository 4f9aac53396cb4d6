#include "raw_private.h"

#include <string.h>

/* A UUID of version 7, as JobKit's ids are. */
static void make_id(raw_queue *queue, int64_t now, unsigned char id[16]) {
    uint64_t high = (uint64_t)(now / 1000) << 16 | 0x7000 | (uint64_t)(now % 1000) * 4096 / 1000;
    uint64_t low = raw_random(queue) >> 2 | 0x8000000000000000u;
    for (int byte = 0; byte < 8; byte++) {
        id[byte] = (unsigned char)(high >> (56 - 8 * byte));
        id[8 + byte] = (unsigned char)(low >> (56 - 8 * byte));
    }
}

static bool insert(raw_queue *queue, int64_t now, int64_t due, int priority, const void *payload, int64_t payload_bytes) {
    unsigned char id[16];
    make_id(queue, now, id);
    sqlite3_stmt *job = queue->insert_job, *ready = queue->insert_ready;
    sqlite3_bind_blob(job, 1, id, sizeof id, SQLITE_STATIC);
    sqlite3_bind_int64(job, 2, queue->lane);
    sqlite3_bind_int(job, 3, priority);
    sqlite3_bind_int64(job, 4, due);
    sqlite3_bind_int64(job, 5, now);
    sqlite3_bind_blob64(job, 6, payload, (sqlite3_uint64)payload_bytes, SQLITE_STATIC);
    if (!raw_run(queue, job)) return false;
    sqlite3_bind_int64(ready, 1, queue->lane);
    sqlite3_bind_int(ready, 2, priority);
    sqlite3_bind_int64(ready, 3, due);
    sqlite3_bind_int64(ready, 4, sqlite3_last_insert_rowid(queue->database));
    return raw_run(queue, ready);
}

bool raw_enqueue(
    raw_queue *queue, int64_t count, int64_t per_commit, const void *payload, int64_t payload_bytes, int priority, int64_t delay) {
    for (int64_t done = 0; done < count;) {
        if (!raw_begin(queue)) return false;
        int64_t now = raw_now();
        for (int64_t end = done + per_commit; done < count && done < end; done++) {
            if (!insert(queue, now, now + delay, priority, payload, payload_bytes)) return false;
        }
        if (!raw_commit(queue)) return false;
    }
    return true;
}

static unsigned char *write_number(unsigned char *end, int64_t number, bool is_signed) {
    uint64_t rest = is_signed ? ((uint64_t)number << 1) ^ (uint64_t)(number >> 63) : (uint64_t)number;
    for (; rest >= 0x80; rest >>= 7) *end++ = (unsigned char)(rest | 0x80);
    *end++ = (unsigned char)rest;
    return end;
}

/* The receipt in JobKit's form, so that a file with an open one is a file of JobKit's. */
static bool write_receipt(raw_queue *queue) {
    unsigned char members[RAW_BATCH * 40], open[(RAW_BATCH + 7) / 8], *end = members;
    int64_t seq = 0, due = 0;
    memset(open, 0, sizeof open);
    for (int64_t place = 0; place < queue->held; place++) {
        raw_member *member = &queue->members[place];
        end = write_number(end, member->seq - seq, true);
        end = write_number(end, member->due - due, true);
        end = write_number(end, queue->lane << 3 | 1 << 1, false);
        end = write_number(end, member->attempt, false);
        seq = member->seq, due = member->due;
        open[place >> 3] |= (unsigned char)(1 << (place & 7));
    }
    queue->token[0] = raw_random(queue), queue->token[1] = raw_random(queue);
    sqlite3_stmt *receipt = queue->insert_receipt;
    sqlite3_bind_blob(receipt, 1, queue->token, sizeof queue->token, SQLITE_STATIC);
    sqlite3_bind_int64(receipt, 2, queue->claimed_at);
    sqlite3_bind_int64(receipt, 3, queue->claimed_at + 30000000);
    sqlite3_bind_int64(receipt, 4, queue->held);
    sqlite3_bind_blob(receipt, 5, open, (int)((queue->held + 7) / 8), SQLITE_STATIC);
    if (!raw_run(queue, receipt)) return false;
    sqlite3_bind_blob(queue->insert_members, 1, queue->token, sizeof queue->token, SQLITE_STATIC);
    sqlite3_bind_blob(queue->insert_members, 2, members, (int)(end - members), SQLITE_STATIC);
    return raw_run(queue, queue->insert_members);
}

static bool take_job(raw_queue *queue, const raw_member *member) {
    sqlite3_stmt *delete = queue->delete_ready, *job = queue->job;
    sqlite3_bind_int64(delete, 1, queue->lane);
    sqlite3_bind_int64(delete, 2, member->due);
    sqlite3_bind_int64(delete, 3, member->seq);
    if (!raw_run(queue, delete)) return false;
    sqlite3_bind_int64(job, 1, member->seq);
    if (sqlite3_step(job) != SQLITE_ROW) return raw_failed(queue);
    size_t bytes = (size_t)sqlite3_column_bytes(job, 7);
    const void *payload = sqlite3_column_blob(job, 7);
    if (payload) memcpy(queue->payload, payload, bytes < sizeof queue->payload ? bytes : sizeof queue->payload);
    sqlite3_reset(job);
    return true;
}

static bool claim(raw_queue *queue, int64_t limit) {
    queue->held = 0;
    queue->claimed_at = raw_now();
    sqlite3_stmt *due = queue->due;
    sqlite3_bind_int64(due, 1, queue->lane);
    sqlite3_bind_int64(due, 2, queue->claimed_at);
    int code = SQLITE_DONE;
    while (queue->held < limit && queue->held < RAW_BATCH && (code = sqlite3_step(due)) == SQLITE_ROW) {
        queue->members[queue->held++] = (raw_member){
            .seq = sqlite3_column_int64(due, 1), .due = sqlite3_column_int64(due, 0), .attempt = sqlite3_column_int64(due, 2) + 1};
    }
    sqlite3_reset(due);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return raw_failed(queue);
    for (int64_t place = 0; place < queue->held; place++) {
        if (!take_job(queue, &queue->members[place])) return false;
    }
    return queue->held == 0 || write_receipt(queue);
}

static bool settle(raw_queue *queue) {
    if (queue->held == 0) return true;
    /* All of a claim at once: that its receipt was there is the fence. */
    sqlite3_bind_blob(queue->delete_receipt, 1, queue->token, sizeof queue->token, SQLITE_STATIC);
    if (!raw_run(queue, queue->delete_receipt)) return false;
    if (sqlite3_changes(queue->database) != 1) return raw_failed(queue);
    sqlite3_bind_blob(queue->delete_members, 1, queue->token, sizeof queue->token, SQLITE_STATIC);
    if (!raw_run(queue, queue->delete_members)) return false;
    sqlite3_stmt *finish = queue->finish;
    int64_t now = raw_now();
    for (int64_t place = 0; place < queue->held; place++) {
        const raw_member *member = &queue->members[place];
        sqlite3_bind_int64(finish, 1, member->seq);
        sqlite3_bind_int64(finish, 2, queue->lane);
        sqlite3_bind_int64(finish, 3, member->attempt);
        sqlite3_bind_int64(finish, 4, member->due);
        sqlite3_bind_int64(finish, 5, queue->claimed_at);
        sqlite3_bind_int64(finish, 6, now);
        if (!raw_run(queue, finish)) return false;
    }
    queue->held = 0;
    return true;
}

int64_t raw_claim(raw_queue *queue, int64_t limit) {
    return raw_begin(queue) && claim(queue, limit) && raw_commit(queue) ? queue->held : -1;
}

bool raw_settle(raw_queue *queue) { return raw_begin(queue) && settle(queue) && raw_commit(queue); }

/* A step is stored before the handler goes on, and so is a report: two commits for a batch whose handlers go in step. */
static bool work(raw_queue *queue) {
    for (int64_t place = 0; place < queue->held; place++) {
        sqlite3_bind_int64(queue->steps, 1, queue->members[place].seq);
        if (!raw_run(queue, queue->steps)) return false;
    }
    sqlite3_stmt *const writes[] = {queue->insert_step, queue->insert_progress};
    sqlite3_bind_blob(queue->insert_step, 2, "1", 1, SQLITE_STATIC);
    for (int index = 0; index < 2; index++) {
        if (!raw_begin(queue)) return false;
        for (int64_t place = 0; place < queue->held; place++) {
            sqlite3_bind_int64(writes[index], 1, queue->members[place].seq);
            if (!raw_run(queue, writes[index])) return false;
        }
        if (!raw_commit(queue)) return false;
    }
    return true;
}

int64_t raw_drain(raw_queue *queue, int64_t batch, int what) {
    int64_t done = 0;
    while (true) {
        int64_t settled = queue->held;
        if (!raw_begin(queue) || !settle(queue) || !claim(queue, batch) || !raw_commit(queue)) return -1;
        done += settled;
        if (queue->held == 0) return done;
        if (what == RAW_STEP_AND_PROGRESS && !work(queue)) return -1;
    }
}

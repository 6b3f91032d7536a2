/*
 * faulty_disk.h: a disk under SQLite that refuses from the n-th write or sync on, until it is mended. Include it after
 * support.h.
 *
 *   faulty_disk_install();             once, before a database is opened: every SQLite file of the process lies on it
 *   faulty_disk_break(n, SQLITE_FULL); the n-th write or sync from now (0: the next) and every later one fails so
 *   faulty_disk_mend();                all works again; returns how many calls were refused
 */
#ifndef TESTS_FAULTY_DISK_H
#define TESTS_FAULTY_DISK_H

#include <pthread.h>
#include <sqlite3.h>

static sqlite3_vfs faulty_vfs;
static sqlite3_vfs *faulty_real;
static pthread_mutex_t faulty_lock = PTHREAD_MUTEX_INITIALIZER;
static long faulty_left = -1, faulty_refused;
static int faulty_code;

struct faulty_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
};

static inline bool faulty_now(int *code)
{
    pthread_mutex_lock(&faulty_lock);
    bool fails = faulty_left == 0;
    faulty_left -= faulty_left > 0;
    faulty_refused += fails;
    *code = faulty_code;
    pthread_mutex_unlock(&faulty_lock);
    return fails;
}

static inline sqlite3_file *faulty_under(sqlite3_file *f)
{
    return ((struct faulty_file *)f)->real;
}

#define FAULTY_PASS(name, parameters, arguments)                                                                       \
    static inline int faulty_##name parameters                                                                         \
    {                                                                                                                  \
        return faulty_under(f)->pMethods->x##name arguments;                                                           \
    }
FAULTY_PASS(Close, (sqlite3_file * f), (faulty_under(f)))
FAULTY_PASS(Read, (sqlite3_file * f, void *p, int n, sqlite3_int64 at), (faulty_under(f), p, n, at))
FAULTY_PASS(Truncate, (sqlite3_file * f, sqlite3_int64 n), (faulty_under(f), n))
FAULTY_PASS(FileSize, (sqlite3_file * f, sqlite3_int64 *n), (faulty_under(f), n))
FAULTY_PASS(Lock, (sqlite3_file * f, int l), (faulty_under(f), l))
FAULTY_PASS(Unlock, (sqlite3_file * f, int l), (faulty_under(f), l))
FAULTY_PASS(CheckReservedLock, (sqlite3_file * f, int *r), (faulty_under(f), r))
FAULTY_PASS(FileControl, (sqlite3_file * f, int op, void *p), (faulty_under(f), op, p))
FAULTY_PASS(SectorSize, (sqlite3_file * f), (faulty_under(f)))
FAULTY_PASS(DeviceCharacteristics, (sqlite3_file * f), (faulty_under(f)))
FAULTY_PASS(ShmMap, (sqlite3_file * f, int i, int n, int w, void volatile **p), (faulty_under(f), i, n, w, p))
FAULTY_PASS(ShmLock, (sqlite3_file * f, int a, int n, int flags), (faulty_under(f), a, n, flags))
FAULTY_PASS(ShmUnmap, (sqlite3_file * f, int d), (faulty_under(f), d))

static inline void faulty_ShmBarrier(sqlite3_file *f)
{
    faulty_under(f)->pMethods->xShmBarrier(faulty_under(f));
}

static inline int faulty_Write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    int code;
    return faulty_now(&code) ? code : faulty_under(f)->pMethods->xWrite(faulty_under(f), p, n, at);
}

static inline int faulty_Sync(sqlite3_file *f, int flags)
{
    int code;
    return faulty_now(&code) ? SQLITE_IOERR_FSYNC : faulty_under(f)->pMethods->xSync(faulty_under(f), flags);
}

static inline int faulty_Open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 2, .xClose = faulty_Close, .xRead = faulty_Read, .xWrite = faulty_Write, .xTruncate = faulty_Truncate,
        .xSync = faulty_Sync, .xFileSize = faulty_FileSize, .xLock = faulty_Lock, .xUnlock = faulty_Unlock,
        .xCheckReservedLock = faulty_CheckReservedLock, .xFileControl = faulty_FileControl, .xSectorSize = faulty_SectorSize,
        .xDeviceCharacteristics = faulty_DeviceCharacteristics, .xShmMap = faulty_ShmMap, .xShmLock = faulty_ShmLock,
        .xShmBarrier = faulty_ShmBarrier, .xShmUnmap = faulty_ShmUnmap};
    struct faulty_file *mine = (struct faulty_file *)f;
    (void)vfs;
    mine->real = (sqlite3_file *)(mine + 1);
    memset(mine->real, 0, (size_t)faulty_real->szOsFile);
    int code = faulty_real->xOpen(faulty_real, name, mine->real, flags, out);
    mine->base.pMethods = mine->real->pMethods ? &methods : NULL;
    return code;
}

static inline void faulty_disk_install(void)
{
    faulty_real = sqlite3_vfs_find(NULL);
    assert_non_null(faulty_real);
    faulty_vfs = *faulty_real;
    faulty_vfs.zName = "faulty";
    faulty_vfs.szOsFile = (int)sizeof(struct faulty_file) + faulty_real->szOsFile;
    faulty_vfs.xOpen = faulty_Open;
    faulty_vfs.pNext = NULL;
    assert_int_equal(sqlite3_vfs_register(&faulty_vfs, 1), SQLITE_OK);
}

static inline void faulty_disk_break(long n, int code)
{
    pthread_mutex_lock(&faulty_lock);
    faulty_left = n;
    faulty_code = code;
    faulty_refused = 0;
    pthread_mutex_unlock(&faulty_lock);
}

static inline long faulty_disk_mend(void)
{
    pthread_mutex_lock(&faulty_lock);
    long refused = faulty_refused;
    faulty_left = -1;
    pthread_mutex_unlock(&faulty_lock);
    return refused;
}

#endif

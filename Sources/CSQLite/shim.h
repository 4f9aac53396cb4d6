#include <sqlite3.h>
#ifdef __linux__
/* statfs(2), which the Glibc module leaves out: the store asks which file system it is on. */
#include <sys/vfs.h>
#endif

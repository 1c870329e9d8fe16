// memfd_create is declared for _GNU_SOURCE alone, syscall is variadic, and malloc.h is not part of the
// Glibc module; Swift can import none of them.
#ifndef EXPLORER_CMEMORYFILE_SHIM_H
#define EXPLORER_CMEMORYFILE_SHIM_H

#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A file without a name that lies in memory, closed in other programs; -1 with errno when there is none.
static inline int explorer_memory_file(void) {
  const unsigned close_on_exec = 1;
  return (int)syscall(SYS_memfd_create, "model", close_on_exec);
}

/// Lets large blocks of malloc go back to the system when they are freed. By itself malloc keeps what was
/// freed for the next block, so that weights on their way into a plan would stay with it.
static inline void explorer_give_large_blocks_back(void) {
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
}

#endif

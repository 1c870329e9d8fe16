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

/// Sets malloc up for a program with large blocks and large graphs. Freed large blocks go back to the
/// system: by itself malloc keeps them for the next ones, and weights on their way into a plan would stay
/// with it. Freed small blocks are merged at once, by the thread that frees them: by itself malloc leaves
/// them to whoever next wants a large block, and that would be a frame of 17 ms after an edit of 100,000
/// layers.
static inline void explorer_set_up_malloc(void) {
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
  mallopt(M_MXFAST, 0);
}

#endif

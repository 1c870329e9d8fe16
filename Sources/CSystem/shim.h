// Calls of the system that Swift can't import: pipe2 is declared for _GNU_SOURCE alone, memfd_create too,
// syscall is variadic, and malloc.h is not part of the Glibc module.
#ifndef EXPLORER_CSYSTEM_SHIM_H
#define EXPLORER_CSYSTEM_SHIM_H

#include <fcntl.h>
#include <malloc.h>
#include <sys/syscall.h>
#include <unistd.h>

/// A file without a name that lies in memory, closed in other programs; -1 with errno when there is none.
static inline int explorer_memory_file(void) {
  const unsigned close_on_exec = 1;
  return (int)syscall(SYS_memfd_create, "explorer", close_on_exec);
}

/// A pipe whose ends, for reading and for writing, are closed in other programs from the start: a thread
/// that starts one meanwhile hands neither on. 0, or -1 with errno when there is none.
static inline int explorer_pipe(int ends[2]) {
  return (int)syscall(SYS_pipe2, ends, O_CLOEXEC);
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

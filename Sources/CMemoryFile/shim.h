// memfd_create is declared for _GNU_SOURCE alone, and syscall is variadic; Swift can import neither.
#ifndef EXPLORER_CMEMORYFILE_SHIM_H
#define EXPLORER_CMEMORYFILE_SHIM_H

#include <sys/syscall.h>
#include <unistd.h>

/// A file without a name that lies in memory, closed in other programs; -1 with errno when there is none.
static inline int explorer_memory_file(void) {
  const unsigned close_on_exec = 1;
  return (int)syscall(SYS_memfd_create, "model", close_on_exec);
}

#endif

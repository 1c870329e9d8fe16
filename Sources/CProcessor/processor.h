// Processor instructions that Swift has no words for.
#pragma once

#include <stdint.h>

// Asks the processor to fetch the cache line at an address into the second-level cache, for reading.
// Never faults.
static inline void processor_prefetch(const void *address) {
  __builtin_prefetch(address, 0, 2);
}

// Asks the processor to fetch the cache line at an address, for writing. Never faults.
static inline void processor_prefetch_write(const void *address) {
  __builtin_prefetch(address, 1, 3);
}

// Tells the processor that a loop waits for another thread.
static inline void processor_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#if defined(__x86_64__)

// Executes CPUID; `result` gets eax, ebx, ecx and edx.
static inline void processor_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t *result) {
  __asm__ volatile("cpuid"
                   : "=a"(result[0]), "=b"(result[1]), "=c"(result[2]), "=d"(result[3])
                   : "a"(leaf), "c"(subleaf));
}

// Reads extended control register 0: which registers the operating system saves. Only to be called
// when CPUID reports OSXSAVE.
static inline uint64_t processor_xcr0(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return ((uint64_t)high << 32) | low;
}

#endif

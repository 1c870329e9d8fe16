// The photograph of Examples/, compiled in: a program that is copied elsewhere keeps it.
#ifndef EXPLORER_PHOTOGRAPH_H
#define EXPLORER_PHOTOGRAPH_H

#include <stddef.h>

/// The bytes of Examples/photograph.png, and how many there are. They live as long as the program.
const unsigned char *explorer_photograph(size_t *size);

#endif

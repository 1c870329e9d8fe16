#include "photograph.h"

// C because SwiftPM's .embedInCode writes one integer literal a byte: 80 s to compile, this takes none.
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char bytes[] = {
#embed "../../Examples/photograph.png"
};

const unsigned char *explorer_photograph(size_t *size) {
  *size = sizeof bytes;
  return bytes;
}

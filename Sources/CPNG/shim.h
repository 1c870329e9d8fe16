// libpng's simplified interface: the only one that needs no setjmp, which Swift cannot call.
#ifndef EXPLORER_CPNG_SHIM_H
#define EXPLORER_CPNG_SHIM_H

#include <png.h>

#endif

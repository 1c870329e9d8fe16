#ifndef EXPLORER_CZIP_SHIM_H
#define EXPLORER_CZIP_SHIM_H

#include <zip.h>

#endif

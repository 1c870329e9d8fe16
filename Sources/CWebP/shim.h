// libwebp decodes; libwebpdemux finds the Exif chunk.
#ifndef EXPLORER_CWEBP_SHIM_H
#define EXPLORER_CWEBP_SHIM_H

#include <webp/decode.h>
#include <webp/demux.h>

#endif

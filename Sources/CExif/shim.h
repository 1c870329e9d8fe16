// libexif reads the orientation that a camera wrote down.
#ifndef EXPLORER_CEXIF_SHIM_H
#define EXPLORER_CEXIF_SHIM_H

#include <libexif/exif-data.h>
#include <libexif/exif-utils.h>

// Swift cannot import an array of pointers to an incomplete type by its index.
static inline ExifEntry *explorer_exif_orientation(ExifData *data) {
  return exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
}

#endif

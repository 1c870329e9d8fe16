// JPEG pictures through libjpeg-turbo.
#ifndef EXPLORER_CJPEG_H
#define EXPLORER_CJPEG_H

#include <stddef.h>
#include <stdint.h>

/// What a JPEG file says of itself before its pixels.
struct explorer_jpeg_header {
  uint32_t width;
  uint32_t height;
  /// Where the bytes of the Exif marker (APP1) begin in the file; meaningless when it has none.
  size_t exif_start;
  /// How many bytes the Exif marker has; 0 for none.
  size_t exif_count;
  /// Why the header or the pixels could not be read, in libjpeg's words.
  char message[256];
};

/// Reads the header. Returns 0 for bytes that are no JPEG picture; `message` then says why.
int explorer_jpeg_read_header(
    const uint8_t *bytes, size_t count, struct explorer_jpeg_header *header);

/// Decodes to red, green, blue, row by row into `pixels`, which has 3 * width * height bytes of a
/// header that was read from the same bytes. Returns 0 for broken data; `message` then says why.
int explorer_jpeg_decode(
    const uint8_t *bytes, size_t count, struct explorer_jpeg_header *header, uint8_t *pixels);

#endif

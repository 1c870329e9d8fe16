// memmem is an extension of glibc.
#define _GNU_SOURCE
#include "cjpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

// C, because libjpeg leaves a broken file by longjmp, which may not pass through Swift's frames.

/// Progressive files repeat scans over the whole picture; more than this only serve to take time.
/// The limit of libjpeg-turbo's own fuzzers.
enum { most_scans = 500 };

struct reader {
  struct jpeg_error_mgr errors;
  jmp_buf leave;
  struct jpeg_progress_mgr progress;
  char *message;
};

static _Noreturn void fail(j_common_ptr info) {
  struct reader *reader = info->client_data;
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  snprintf(reader->message, sizeof ((struct explorer_jpeg_header *)0)->message, "%s", text);
  longjmp(reader->leave, 1);
}

/// Libjpeg fills what is lost with grey and warns. A picture with lost parts is refused here;
/// harmless oddities, such as stray bytes between markers, are not.
static void warn(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
  case JWRN_JPEG_EOF:
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_ARITH_BAD_CODE:
  case JWRN_MUST_RESYNC:
    fail(info);
  default:
    break;
  }
}

static void watch_scans(j_common_ptr info) {
  if (((j_decompress_ptr)info)->input_scan_number <= most_scans) return;
  struct reader *reader = info->client_data;
  snprintf(reader->message, 64, "more than %d scans", most_scans);
  longjmp(reader->leave, 1);
}

static void begin(struct jpeg_decompress_struct *info, struct reader *reader, char *message,
                  const uint8_t *bytes, size_t count) {
  // The handlers stand before anything that can fail.
  info->err = jpeg_std_error(&reader->errors);
  reader->errors.error_exit = fail;
  reader->errors.emit_message = warn;
  reader->message = message;
  info->client_data = reader;
  jpeg_create_decompress(info);
  memset(&reader->progress, 0, sizeof reader->progress);
  reader->progress.progress_monitor = watch_scans;
  info->progress = &reader->progress;
  jpeg_mem_src(info, bytes, count);
}

int explorer_jpeg_read_header(
    const uint8_t *bytes, size_t count, struct explorer_jpeg_header *header) {
  struct jpeg_decompress_struct info;
  struct reader reader;
  memset(header, 0, sizeof *header);
  // So that destroying is safe however far creating came.
  memset(&info, 0, sizeof info);
  if (setjmp(reader.leave)) {
    jpeg_destroy_decompress(&info);
    return 0;
  }
  begin(&info, &reader, header->message, bytes, count);
  jpeg_save_markers(&info, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&info, TRUE);
  header->width = info.image_width;
  header->height = info.image_height;
  for (jpeg_saved_marker_ptr marker = info.marker_list; marker; marker = marker->next) {
    if (marker->data_length < 6 || memcmp(marker->data, "Exif\0\0", 6) != 0) continue;
    // The saved copy goes with `info`; the same bytes are in the file.
    const uint8_t *found = memmem(bytes, count, marker->data, marker->data_length);
    if (found) {
      header->exif_start = (size_t)(found - bytes);
      header->exif_count = marker->data_length;
    }
    break;
  }
  jpeg_destroy_decompress(&info);
  return 1;
}

/// Cyan, magenta, yellow and black to red, green and blue in place, for `width` pixels.
///
/// Adobe's convention, in which 255 is no ink, as Pillow takes every file.
static void color_from_ink(uint8_t *row, uint32_t width) {
  uint8_t *out = row;
  for (uint32_t x = 0; x < width; x++, row += 4, out += 3) {
    for (int channel = 0; channel < 3; channel++) {
      out[channel] = (uint8_t)((row[channel] * row[3] + 127) / 255);
    }
  }
}

int explorer_jpeg_decode(
    const uint8_t *bytes, size_t count, struct explorer_jpeg_header *header, uint8_t *pixels) {
  struct jpeg_decompress_struct info;
  struct reader reader;
  memset(&info, 0, sizeof info);
  if (setjmp(reader.leave)) {
    jpeg_destroy_decompress(&info);
    return 0;
  }
  begin(&info, &reader, header->message, bytes, count);
  jpeg_read_header(&info, TRUE);
  if (info.image_width != header->width || info.image_height != header->height) {
    jpeg_destroy_decompress(&info);
    snprintf(header->message, sizeof header->message, "its size changed while it was read");
    return 0;
  }
  int is_ink = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = is_ink ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&info);
  size_t stride = (size_t)info.output_width * 3;
  JSAMPARRAY ink = NULL;
  if (is_ink) {
    ink = info.mem->alloc_sarray((j_common_ptr)&info, JPOOL_IMAGE, info.output_width * 4, 1);
  }
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = is_ink ? ink[0] : pixels + info.output_scanline * stride;
    size_t line = info.output_scanline;
    if (jpeg_read_scanlines(&info, &row, 1) != 1) break;
    if (is_ink) {
      color_from_ink(ink[0], info.output_width);
      memcpy(pixels + line * stride, ink[0], stride);
    }
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return 1;
}

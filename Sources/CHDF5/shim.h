// HDF5's constants are macros that open the library first, and some functions are macros too; Swift
// can import neither.
#ifndef EXPLORER_CHDF5_SHIM_H
#define EXPLORER_CHDF5_SHIM_H

// The first version of the function, which is there from 1.8 to 1.14.
#define H5Lget_info_vers 1
#include <hdf5.h>
#include <hdf5_hl.h>

static inline hid_t explorer_h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t explorer_h5_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t explorer_h5_float64(void) { return H5T_IEEE_F64LE; }
/// The type of whole numbers of 1, 2, 4 or 8 bytes, the least significant first.
static inline hid_t explorer_h5_integer(int bytes, int is_signed) {
  switch (bytes) {
  case 1: return is_signed ? H5T_STD_I8LE : H5T_STD_U8LE;
  case 2: return is_signed ? H5T_STD_I16LE : H5T_STD_U16LE;
  case 4: return is_signed ? H5T_STD_I32LE : H5T_STD_U32LE;
  default: return is_signed ? H5T_STD_I64LE : H5T_STD_U64LE;
  }
}
static inline hid_t explorer_h5_c_string(void) { return H5T_C_S1; }
static inline hid_t explorer_h5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t explorer_h5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t explorer_h5_default(void) { return H5P_DEFAULT; }
static inline hid_t explorer_h5_all(void) { return H5S_ALL; }
static inline size_t explorer_h5_variable(void) { return H5T_VARIABLE; }
static inline unsigned explorer_h5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned explorer_h5_truncate(void) { return H5F_ACC_TRUNC; }

/// Turns off the printing of errors in this thread; each thread has an error stack of its own.
static inline void explorer_h5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/// Lets no filter, driver or connector be loaded from a folder that a file or the environment names.
static inline void explorer_h5_no_plugins(void) { H5PLset_loading_state(0); }

/// Opens a file that lies in memory, which must outlive it; it is neither copied nor freed.
static inline hid_t explorer_h5_open_image(const void *bytes, size_t count) {
  return H5LTopen_file_image(
      (void *)bytes, count, H5LT_FILE_IMAGE_DONT_COPY | H5LT_FILE_IMAGE_DONT_RELEASE);
}

/// The kind of a link: 0 hard, 1 soft, 64 external; -1 when there is none of that name, -2 when the
/// group is damaged.
static inline int explorer_h5_link_kind(hid_t group, const char *name) {
  H5L_info_t info;
  htri_t exists = H5Lexists(group, name, H5P_DEFAULT);
  if (exists == 0) return -1;
  return exists < 0 || H5Lget_info(group, name, &info, H5P_DEFAULT) < 0 ? -2 : (int)info.type;
}

/// The half-precision type of IEEE 754, which HDF5 has no name for; the caller closes it.
static inline hid_t explorer_h5_half(void) {
  hid_t type = H5Tcopy(H5T_IEEE_F32LE);
  if (H5Tset_fields(type, 15, 10, 5, 0, 10) < 0 || H5Tset_size(type, 2) < 0 ||
      H5Tset_ebias(type, 15) < 0) {
    H5Tclose(type);
    return -1;
  }
  return type;
}

#endif

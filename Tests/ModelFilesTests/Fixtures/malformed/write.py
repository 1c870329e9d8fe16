"""Writes the damaged archives and HDF5 files of this folder; cases.tsv says what is said of each.

usage: write.py FOLDER    (Keras 3.15.1; h5py comes with it)

Archives are opened as models; HDF5 files as the weights of model.json, but for those that begin with
`whole`, which are opened as models.
"""

import os
import struct
import sys
import zipfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import h5py
import keras
import numpy as np
from keras import layers as L
from keras.src.legacy.saving import legacy_h5_format

FOLDER = sys.argv[1]


def path(name):
    return os.path.join(FOLDER, name)


def model():
    i = keras.Input((4, 4, 2), name="picture")
    x = L.Conv2D(3, 3, name="first")(i)
    x = L.BatchNormalization(name="norm")(x)
    return keras.Model(i, L.Conv2D(2, 1, name="second")(x), name="small")


# -- archives


def archive(name, entries, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path(name), "w", method) as file:
        for key, value in entries:
            file.writestr(zipfile.ZipInfo(key), value, method)


def patched(name, source, edit):
    data = bytearray(open(path(source), "rb").read())
    edit(data)
    with open(path(name), "wb") as file:
        file.write(data)


def archives(m):
    config = m.to_json().encode()
    m.save_weights(path("good.weights.h5"))
    weights = open(path("good.weights.h5"), "rb").read()
    plain = [("metadata.json", b"{}"), ("config.json", config), ("model.weights.h5", weights)]
    archive("good.keras", plain)
    archive("slip.keras", plain + [("../../outside.txt", b"x")])
    archive("slip_backslash.keras", plain + [("..\\outside.txt", b"x")])
    archive("slip_absolute.keras", plain + [("/outside.txt", b"x")])
    archive("two_configs.keras", plain + [("config.json", b"{}")])
    archive("no_config.keras", plain[:1] + plain[2:])
    archive("no_weights.keras", plain[:2])
    archive("config_is_no_json.keras", [("config.json", b"{\"class_name\": 5,,}"), plain[2]])
    archive("config_is_empty.keras", [("config.json", b""), plain[2]])
    archive("weights_are_text.keras", plain[:2] + [("model.weights.h5", b"these are no weights")])
    archive("weights_are_empty.keras", plain[:2] + [("model.weights.h5", b"")])
    archive("bomb_weights.keras", plain[:2] + [("model.weights.h5", bytes(70 << 20))],
            zipfile.ZIP_DEFLATED)
    archive("method.keras", plain, zipfile.ZIP_LZMA)
    archive("deflated.tmp", plain, zipfile.ZIP_DEFLATED)

    def wrong_checksum(entry):
        def edit(data):
            place = data.index(entry) + len(entry) + 40
            data[place] ^= 0x10
        return edit

    patched("wrong_checksum_config.keras", "good.keras", wrong_checksum(b"config.json"))
    patched("wrong_checksum_weights.keras", "good.keras", wrong_checksum(b"model.weights.h5"))
    patched("deflate_damaged.keras", "deflated.tmp", wrong_checksum(b"config.json"))
    patched("cut_off.keras", "good.keras", lambda data: data.__delitem__(slice(len(data) // 2, None)))
    patched("cut_directory.keras", "good.keras", lambda data: data.__delitem__(slice(-10, None)))

    def both_records(data, offset_local, offset_central, fmt, value, name=b"config.json"):
        """Changes a field of an entry in its local record and in the directory."""
        for signature, offset, header in ((b"PK\x03\x04", offset_local, 30),
                                          (b"PK\x01\x02", offset_central, 46)):
            at = -1
            while (at := data.find(signature, at + 1)) >= 0:
                if data[at + header:at + header + len(name)] == name:
                    struct.pack_into(fmt, data, at + offset, value)

    patched("encrypted.keras", "good.keras", lambda d: both_records(d, 6, 8, "<H", 1))
    patched("claims_more.keras", "good.keras", lambda d: both_records(d, 22, 24, "<I", 900_000))
    patched("claims_less.keras", "deflated.tmp", lambda d: both_records(d, 22, 24, "<I", 100))
    patched("claims_terabytes.keras", "deflated.tmp",
            lambda d: both_records(d, 22, 24, "<I", 0xFFFFFFF0))

    def lost_directory(data):
        end = data.rindex(b"PK\x05\x06")
        struct.pack_into("<I", data, end + 16, 0x7FFFFFFF)

    patched("directory_elsewhere.keras", "good.keras", lost_directory)
    os.remove(path("deflated.tmp"))


# -- HDF5


def edited(name, edit, source="good.weights.h5"):
    with open(path(name), "wb") as file:
        file.write(open(path(source), "rb").read())
    with h5py.File(path(name), "r+") as file:
        edit(file)


def replaced(group, key, **arguments):
    def edit(file):
        del file[group][key]
        file[group].create_dataset(key, **arguments)
    return edit


FIRST = "layers/conv2d/vars"
KERNEL = np.ones((3, 3, 2, 3), "f4")


def files(m):
    edited("missing_variable.h5", lambda f: f[FIRST].__delitem__("1"))
    edited("missing_layer.h5", lambda f: f["layers"].__delitem__("batch_normalization"))
    edited("extra_variable.h5", lambda f: f[FIRST].create_dataset("2", data=KERNEL))
    edited("other_names.h5", lambda f: f[FIRST].move("1", "bias"))
    edited("extra_layer.h5", lambda f: f.create_dataset("layers/conv2d_2/vars/0", data=KERNEL))
    edited("weights_of_the_weightless.h5",
           lambda f: f.create_dataset("layers/input_layer/vars/0", data=KERNEL))
    edited("no_layers.h5", lambda f: f.move("layers", "laiers"))
    edited("wrong_rank.h5", replaced(FIRST, "0", data=KERNEL.reshape(9, 2, 3)))
    edited("wrong_shape.h5", replaced(FIRST, "0", data=np.ones((3, 3, 2, 4), "f4")))
    edited("channels_first.h5", replaced(FIRST, "0", data=KERNEL.transpose(3, 2, 0, 1)))
    edited("scalar.h5", replaced(FIRST, "1", data=np.float32(1)))
    edited("null_space.h5", replaced(FIRST, "1", data=h5py.Empty("f4")))
    edited("group_for_dataset.h5", lambda f: (f[FIRST].__delitem__("0"), f[FIRST].create_group("0")))

    def dataset_for_group(f):
        del f["layers/conv2d"]
        f["layers"].create_dataset("conv2d", data=KERNEL)

    edited("dataset_for_group.h5", dataset_for_group)

    def linked(key, link):
        def edit(f):
            parent, name = key.rsplit("/", 1)
            del f[parent][name]
            f[parent][name] = link
        return edit

    edited("external_link.h5", linked("layers/conv2d", h5py.ExternalLink("good.weights.h5", "/layers/conv2d")))
    edited("external_dataset.h5", linked(f"{FIRST}/0", h5py.ExternalLink("/etc/passwd", "/x")))
    edited("soft_link.h5", linked(f"{FIRST}/0", h5py.SoftLink("/layers/conv2d_1/vars/0")))
    edited("soft_link_circle.h5", linked("layers/conv2d", h5py.SoftLink("/layers/conv2d")))
    edited("hard_link_circle.h5",
           lambda f: (f[FIRST].__delitem__("0"), f[FIRST].__setitem__("0", f[FIRST])))
    edited("layer_is_the_root.h5",
           lambda f: (f["layers"].__delitem__("conv2d"), f["layers"].__setitem__("conv2d", f["/"])))

    def raw_elsewhere(f):
        del f[FIRST]["0"]
        f[FIRST].create_dataset("0", KERNEL.shape, "f4", external=[("/etc/passwd", 0, KERNEL.nbytes)])

    edited("data_elsewhere.h5", raw_elsewhere)

    def virtual(f):
        del f[FIRST]["0"]
        layout = h5py.VirtualLayout(KERNEL.shape, "f4")
        layout[...] = h5py.VirtualSource("good.weights.h5", f"{FIRST}/0", KERNEL.shape)
        f[FIRST].create_virtual_dataset("0", layout)

    edited("virtual.h5", virtual)
    edited("texts.h5", replaced(FIRST, "1", data=np.array([b"a", b"b", b"c"])))
    edited("compound.h5", replaced(FIRST, "1", data=np.zeros(3, [("re", "f4"), ("im", "f4")])))
    edited("references.h5", replaced(FIRST, "1", shape=(3,), dtype=h5py.ref_dtype))

    def odd_float(f):
        del f[FIRST]["1"]
        kind = h5py.h5t.IEEE_F32LE.copy()
        kind.set_fields(31, 20, 11, 0, 20)
        kind.set_ebias(1023)
        space = h5py.h5s.create_simple((3,))
        h5py.h5d.create(f[FIRST].id, b"1", kind, space).write(h5py.h5s.ALL, h5py.h5s.ALL, np.ones(3, "f4"))

    edited("odd_float.h5", odd_float)
    edited("unknown_filter.h5", replaced(FIRST, "0", data=KERNEL, chunks=True, compression="lzf"))
    edited("no_data.h5", replaced(FIRST, "0", shape=KERNEL.shape, dtype="f4"))
    edited("huge_chunk.h5", replaced(FIRST, "0", shape=KERNEL.shape, dtype="f4",
                                     chunks=(64, 512, 512, 8), maxshape=(None, None, None, None)))
    noise = np.random.default_rng(1).normal(size=KERNEL.shape).astype("f4")
    edited("checksum.tmp", replaced(FIRST, "0", data=noise, chunks=KERNEL.shape, fletcher32=True))
    edited("gzip.tmp", replaced(FIRST, "0", data=noise, chunks=KERNEL.shape, compression="gzip"))

    def flip(data):
        at = data.index(noise.tobytes()[:8])
        data[at + 20] ^= 1

    patched("wrong_checksum.h5", "checksum.tmp", flip)

    def garble(data):
        with h5py.File(path("gzip.tmp")) as f:
            chunk = f[FIRST]["0"].id.get_chunk_info(0)
        for at in range(chunk.byte_offset + 10, chunk.byte_offset + chunk.size - 10):
            data[at] ^= 0x55

    patched("gzip_damaged.h5", "gzip.tmp", garble)
    patched("cut_off.h5", "good.weights.h5", lambda d: d.__delitem__(slice(len(d) // 2, None)))
    patched("signature_only.h5", "good.weights.h5", lambda d: d.__delitem__(slice(8, None)))
    patched("no_signature.h5", "good.weights.h5", lambda d: d.__setitem__(slice(0, 4), b"\0\0\0\0"))
    patched("root_damaged.h5", "good.weights.h5",
            lambda d: d.__setitem__(slice(d.index(b"TREE"), d.index(b"TREE") + 4), b"EERT"))
    os.remove(path("checksum.tmp"))
    os.remove(path("gzip.tmp"))


def legacy(m):
    with h5py.File(path("good_legacy.h5"), "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, m)
    m.save(path("whole_good.h5"))

    def names(group, key, values):
        def edit(f):
            f[group].attrs[key] = values
        return edit

    edited("legacy_layer_missing.h5", lambda f: f.__delitem__("norm"), "good_legacy.h5")
    edited("legacy_fewer_layers.h5", names("/", "layer_names", ["first", "norm"]), "good_legacy.h5")
    edited("legacy_listed_twice.h5",
           names("/", "layer_names", ["first", "first", "second"]), "good_legacy.h5")
    edited("legacy_names_are_numbers.h5", names("first", "weight_names", [1, 2]), "good_legacy.h5")
    edited("legacy_dataset_missing.h5",
           names("first", "weight_names", ["first/kernel", "first/nothing"]), "good_legacy.h5")
    edited("legacy_absolute_name.h5",
           names("first", "weight_names", ["/second/second/kernel", "first/bias"]), "good_legacy.h5")
    edited("legacy_fewer_weights.h5",
           names("first", "weight_names", ["first/kernel"]), "good_legacy.h5")
    edited("legacy_other_order.h5",
           names("/", "layer_names", ["second", "norm", "first"]), "good_legacy.h5")
    edited("whole_config_is_no_json.h5", names("/", "model_config", "{\"class"), "whole_good.h5")
    edited("whole_config_is_a_number.h5", names("/", "model_config", 5), "whole_good.h5")
    edited("whole_without_model.h5", lambda f: f.attrs.__delitem__("model_config"), "whole_good.h5")
    edited("whole_without_names.h5",
           lambda f: f["model_weights"].attrs.__delitem__("layer_names"), "whole_good.h5")


def lies():
    """A dense layer of 400 MB in a file of a few kilobytes."""
    i = keras.Input((1000,))
    m = keras.Model(i, L.Dense(100_000, name="wide")(i), name="huge")
    with open(path("huge.json"), "w") as file:
        file.write(m.to_json())
    with h5py.File(path("huge_claims_more.h5"), "w") as f:
        f.create_dataset("layers/dense/vars/0", (1000, 100_000), "f4", chunks=(1000, 1), compression="gzip")
        f["layers/dense/vars/0"][0, 0] = 1
        f.create_dataset("layers/dense/vars/1", (100_000,), "f4", chunks=(1000,), compression="gzip",
                         data=np.zeros(100_000, "f4"))


keras.utils.set_random_seed(1)
m = model()
with open(path("model.json"), "w") as file:
    file.write(m.to_json())
archives(m)
files(m)
legacy(m)
lies()

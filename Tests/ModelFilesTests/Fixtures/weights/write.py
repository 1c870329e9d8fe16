"""Writes the fixtures of this folder: one small model with its weights in every container.

usage: write.py FOLDER    (Keras 3.15.1; h5py comes with it)

Weights are multiples of 1/64 below 1, so that float16 holds them exactly. weights.tsv says what each
weight has to be.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import h5py
import keras
import numpy as np
from keras import layers as L
from keras.src.legacy.saving import legacy_h5_format


def model():
    i = keras.Input((6, 6, 3), name="picture")
    j = keras.Input((6, 6, 2), name="mask")
    inner_in = keras.Input((6, 6, 4))
    x = L.SeparableConv2D(4, 3, padding="same", name="sep")(inner_in)
    x = L.BatchNormalization(name="norm")(x)
    x = L.Conv2D(4, 1, name="zeta")(x)
    inner = keras.Model(inner_in, x, name="inner_block")
    side = keras.Sequential([keras.Input((6, 6, 2)), L.Conv2D(4, 1, name="sc1"),
                             L.DepthwiseConv2D(3, padding="same", name="sd1")], name="side")
    shared = L.Conv2D(4, 3, padding="same", use_bias=False, name="shared")
    a = L.Conv2D(4, 1, activation="relu", name="first")(i)
    b = shared(a)
    c = inner(shared(b))
    d = inner(L.Add()([a, side(j)]))
    x = L.Concatenate()([b, c, d])
    x = L.BatchNormalization(scale=False, name="slim")(x)
    x = L.PReLU(shared_axes=[1, 2], name="slopes")(x)
    x = L.Dropout(0.25)(x)
    x = L.GlobalAveragePooling2D()(x)
    first = L.Dense(3, activation="softmax", name="classes")(x)
    second = L.Dense(1, activation="sigmoid", name="score")(x)
    return keras.Model([i, j], [first, second], name="containers")


@keras.saving.register_keras_serializable("fixtures")
class Mixer(L.Layer):
    """A layer of a class that only its author knows: own variables of two kinds, a layer inside."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units
        self.dense = L.Dense(units)

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="ones", name="scale")
        self.count = self.add_weight(shape=(2,), dtype="uint32", initializer="zeros", trainable=False,
                                     name="count")
        self.dense.build(shape)

    def call(self, x):
        return self.dense(x * self.scale)

    def get_config(self):
        return super().get_config() | {"units": self.units}


def unknown(path):
    """A trained model with such a layer, also inside a nested model."""
    inner_in = keras.Input((6, 6, 4))
    inner = keras.Model(inner_in, Mixer(4, name="deep")(inner_in), name="inner")
    picture = keras.Input((6, 6, 3), name="picture")
    x = inner(L.Conv2D(4, 3, padding="same", name="first")(picture))
    x = L.GlobalAveragePooling2D(name="mean")(Mixer(5, name="mixer")(x))
    m = keras.Model(picture, L.Dense(2, activation="softmax", name="classes")(x), name="unknown")
    fill(m)
    m.get_layer("mixer").count.assign([4294967295, 7])
    m.compile("adam", "sparse_categorical_crossentropy")
    m.fit(np.zeros((2, 6, 6, 3)), np.zeros(2), verbose=0)
    m.save(path("unknown.keras"))
    m.save(path("unknown.h5"))


def fill(model):
    values = []
    for number, weight in enumerate(model.weights):
        count = int(np.prod(weight.shape))
        values.append((((np.arange(count) * 11 + number * 37) % 63 + 1) / 64).reshape(weight.shape))
    model.set_weights(values)


def names(layer, prefix=""):
    """The weights of a layer under the names inside it."""
    if hasattr(layer, "layers"):
        return [pair for inner in layer.layers for pair in names(inner, f"{prefix}{inner.name}/")]
    return [(prefix + weight.name, weight) for weight in layer.weights]


def restored(source, target, dataset, text):
    """Copies a file with other datasets and other attributes of texts."""
    with h5py.File(source) as old, h5py.File(target, "w") as new:
        def copy(name, item):
            if isinstance(item, h5py.Dataset):
                made = dataset(new, name, item[...])
            else:
                made = new.require_group(name)
            for key, value in item.attrs.items():
                text(made, key, value)
        for key, value in old.attrs.items():
            text(new, key, value)
        old.visititems(copy)


def plain(made, key, value):
    made.attrs[key] = value


def main(folder):
    m = model()
    fill(m)
    path = lambda name: os.path.join(folder, name)
    with open(path("model.json"), "w") as file:
        file.write(m.to_json())
    with open(path("weights.tsv"), "w") as file:
        for layer in m.layers:
            for name, weight in names(layer):
                v = np.asarray(weight).ravel()
                file.write(f"{layer.name}\t{name}\t{v.size}\t{v[0]}\t{v[-1]}\t{v.sum(dtype=float)}\n")
    m.save(path("model.keras"))
    m.save_weights(path("model.weights.h5"))
    m.save(path("whole.h5"))
    with h5py.File(path("legacy.h5"), "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, m)
    # As the published files of the named networks are said to be: names end with :0, and texts have
    # a fixed length; long lists of names are split.
    def fixed(made, key, value):
        if isinstance(value, np.ndarray) and value.dtype.kind in "OS":
            texts = [v.decode() if isinstance(v, bytes) else v for v in value]
            if key == "weight_names":
                texts = [t + ":0" for t in texts]
            if key == "layer_names":
                half = len(texts) // 2
                made.attrs["layer_names0"] = np.array(texts[:half], dtype="S")
                made.attrs["layer_names1"] = np.array(texts[half:], dtype="S")
                return
            made.attrs[key] = np.array(texts, dtype="S") if texts else np.array([])
        else:
            made.attrs[key] = np.bytes_(value) if isinstance(value, (str, bytes)) else value
    restored(path("legacy.h5"), path("legacy_fixed.h5"),
             lambda new, name, v: new.create_dataset(name + ":0", data=v), fixed)
    restored(path("model.weights.h5"), path("chunked64.weights.h5"),
             lambda new, name, v: new.create_dataset(
                 name, data=v.astype("f8"), chunks=True, compression="gzip", shuffle=True,
                 fletcher32=True), plain)
    restored(path("model.weights.h5"), path("half.weights.h5"),
             lambda new, name, v: new.create_dataset(name, data=v.astype(">f2")), plain)
    unknown(path)


main(sys.argv[1])

"""shared_and_nested: 10 layers, 138 parameters.

Layers without a name get Keras' automatic one, which counts from the first layer of a
process; keras.backend.clear_session() starts again.
"""

import keras
from keras import layers


def build_inner():
    inputs = keras.Input(shape=(8, 8, 3))
    x = layers.Conv2D(3, 3, padding="same")(inputs)
    outputs = layers.BatchNormalization()(x)
    return keras.Model(inputs, outputs, name="inner")


def build_ss():
    return keras.Sequential(
        [
            keras.Input(shape=(8, 8, 10)),
            layers.Conv2D(2, 1),
        ],
        name="ss",
    )


def build_model():
    a = keras.Input(shape=(8, 8, 3), name="a")
    b = keras.Input(shape=(8, 8, 3), name="b")
    inner_2 = build_inner()
    inner = inner_2(a)
    inner_3 = inner_2(b)
    shared_2 = layers.Conv2D(5, 1, name="shared")
    shared = shared_2(inner)
    x = shared_2(inner_3)
    x = layers.Concatenate()([shared, x])
    ss_2 = build_ss()
    ss = ss_2(x)
    x = inner_2(a)
    x = inner_2(x)
    return keras.Model([a, b], [ss, shared, x], name="shared_and_nested")


if __name__ == "__main__":
    build_model().summary()

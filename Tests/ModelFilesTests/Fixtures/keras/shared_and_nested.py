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
    inner_model = build_inner()
    inner = inner_model(a)
    inner_2 = inner_model(b)
    shared_layer = layers.Conv2D(5, 1, name="shared")
    shared = shared_layer(inner)
    x = shared_layer(inner_2)
    x = layers.Concatenate()([shared, x])
    ss_model = build_ss()
    ss = ss_model(x)
    x = inner_model(a)
    x = inner_model(x)
    return keras.Model([a, b], [ss, shared, x], name="shared_and_nested")


if __name__ == "__main__":
    build_model().summary()

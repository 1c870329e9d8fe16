"""functional: 9 layers, 163696 parameters.

Layers without a name get Keras' automatic one, which counts from the first layer of a
process; keras.backend.clear_session() starts again.
"""

import keras
from keras import layers


def inception_module(
    x, filters_1x1, filters_3x3_reduce, filters_3x3, filters_5x5_reduce, filters_5x5,
    pool_proj
):
    """Parallel branches (1x1, 3x3, 5x5, pool), concatenated."""
    branch_1x1 = layers.Conv2D(filters_1x1, 1, activation="relu")(x)
    branch_3x3 = layers.Conv2D(filters_3x3_reduce, 1, activation="relu")(x)
    branch_3x3 = layers.Conv2D(
        filters_3x3, 3, padding="same", activation="relu"
    )(branch_3x3)
    branch_5x5 = layers.Conv2D(filters_5x5_reduce, 1, activation="relu")(x)
    branch_5x5 = layers.Conv2D(
        filters_5x5, 5, padding="same", activation="relu"
    )(branch_5x5)
    branch_pool = layers.MaxPooling2D(3, padding="same", strides=1)(x)
    branch_pool = layers.Conv2D(pool_proj, 1, activation="relu")(branch_pool)
    return layers.Concatenate()([branch_1x1, branch_3x3, branch_5x5, branch_pool])


def build_model():
    inputs = keras.Input(shape=(28, 28, 192))
    outputs = inception_module(inputs, 64, 96, 128, 16, 32, 32)
    return keras.Model(inputs, outputs)


if __name__ == "__main__":
    build_model().summary()

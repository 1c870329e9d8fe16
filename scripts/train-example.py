"""Trains the example network and writes Examples/digits.keras and the test pictures beside it.

usage: scripts/train-example.py [FOLDER]    (keras 3.15.1, tensorflow-cpu 2.21, scikit-learn, pillow)

The network is the example network of the explorer made small: a stem, two inception modules with
residual connections, a global average and a softmax. It learns scikit-learn's digits, 1797 scanned
digits of 8 x 8 pixels, enlarged to 32 x 32. A quarter of them, which training never sees, decides
whether it is good enough: 97 % or nothing is written.
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
from keras import layers
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SIZE = 32
GOAL = 0.97
PICTURES_PER_DIGIT = 1


def unit(x, filters, kernel_size, strides=1):
    """A convolution, its normalization and relu."""
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation("relu")(x)


def inception_module(x, filters_1x1, filters_3x3_reduce, filters_3x3, filters_5x5_reduce,
                     filters_5x5, filters_pool_proj):
    conv_1x1 = unit(x, filters_1x1, 1)
    conv_3x3 = unit(unit(x, filters_3x3_reduce, 1), filters_3x3, 3)
    conv_5x5 = unit(unit(x, filters_5x5_reduce, 1), filters_5x5, 5)
    pool_proj = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    pool_proj = unit(pool_proj, filters_pool_proj, 1)
    return layers.Concatenate(axis=-1)([conv_1x1, conv_3x3, conv_5x5, pool_proj])


def residual_inception_module(x, *filters):
    """An inception module whose input, brought to its width, is added to its output."""
    module = inception_module(x, *filters)
    if x.shape[-1] != module.shape[-1]:
        x = layers.Conv2D(module.shape[-1], 1, padding="same")(x)
    return layers.Add()([x, module])


def network():
    picture = keras.Input((SIZE, SIZE, 1))
    x = unit(picture, 16, 3, strides=2)
    x = residual_inception_module(x, 8, 8, 16, 4, 4, 4)
    x = layers.MaxPooling2D(2)(x)
    x = residual_inception_module(x, 16, 16, 32, 8, 8, 8)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(10, activation="softmax")(x)
    return keras.Model(picture, x, name="digits")


def pictures(digits):
    """The 8-bit pictures: 0 to 16 becomes 0 to 255, enlarged smoothly."""
    result = []
    for digit in digits:
        small = Image.fromarray(np.rint(digit * 255 / 16).astype(np.uint8))
        result.append(np.asarray(small.resize((SIZE, SIZE), Image.BILINEAR)))
    return np.stack(result)


def inputs(pictures):
    """What the network sees: x / 127.5 - 1, as the explorer makes of a picture."""
    return (pictures[..., None] / 127.5 - 1).astype(np.float32)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "..", "Examples")
    keras.utils.set_random_seed(1)
    data = load_digits()
    images = pictures(data.images)
    train, test, train_labels, test_labels = train_test_split(
        images, data.target, test_size=0.25, random_state=1, stratify=data.target)
    model = network()
    epochs, batch = 20, 32
    steps = epochs * -(-len(train) // batch)
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.003, steps)),
                  "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(inputs(train), train_labels, batch_size=batch, epochs=epochs, verbose=2)
    accuracy = model.evaluate(inputs(test), test_labels, verbose=0)[1]
    print(f"test accuracy {accuracy:.4f} on {len(test)} digits, {model.count_params()} parameters")
    if accuracy < GOAL:
        sys.exit(f"train-example: {accuracy:.4f} is below {GOAL}, so nothing was written")
    # Without the optimizer, whose state is twice as long as the weights.
    plain = keras.Model.from_config(model.get_config())
    plain.set_weights(model.get_weights())
    plain.save(os.path.join(folder, "digits.keras"))
    os.makedirs(os.path.join(folder, "digits"), exist_ok=True)
    for label in range(10):
        for number, index in enumerate(np.flatnonzero(test_labels == label)[:PICTURES_PER_DIGIT]):
            Image.fromarray(test[index]).save(
                os.path.join(folder, "digits", f"{label}.png"))
    with open(os.path.join(folder, "digits.labels.txt"), "w") as file:
        file.write("".join(f"{label}\n" for label in range(10)))


main()

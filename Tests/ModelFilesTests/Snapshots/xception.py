"""xception: 134 layers, 22910480 parameters.

Layers without a name get Keras' automatic one, which counts from the first layer of a
process; keras.backend.clear_session() starts again.
"""

import keras
from keras import layers


def conv_bn_relu(x, filters, name, strides=1):
    """Conv2D, BatchNormalization, Activation."""
    x = layers.Conv2D(filters, 3, strides=strides, use_bias=False, name=name)(x)
    x = layers.BatchNormalization(name=f"{name}_bn")(x)
    return layers.Activation("relu", name=f"{name}_act")(x)


def separable_conv_bn_relu(x, filters, names):
    """SeparableConv2D, BatchNormalization, Activation."""
    x = layers.SeparableConv2D(
        filters, 3, padding="same", use_bias=False, name=names[0]
    )(x)
    x = layers.BatchNormalization(name=names[1])(x)
    return layers.Activation("relu", name=names[2])(x)


def separable_conv_bn(x, filters, name):
    """SeparableConv2D, BatchNormalization."""
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False, name=name)(x)
    return layers.BatchNormalization(name=f"{name}_bn")(x)


def conv_bn(x, filters):
    """Conv2D, BatchNormalization."""
    x = layers.Conv2D(filters, 1, strides=2, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


def residual_module_a(x, filters_double_3x3_1, filters_double_3x3, name):
    """Layers whose input is added to their output."""
    residual = separable_conv_bn_relu(
        x, filters_double_3x3_1,
        names=[f"{name}_sepconv1", f"{name}_sepconv1_bn", f"{name}_sepconv2_act"]
    )
    residual = separable_conv_bn(residual, filters_double_3x3, name=f"{name}_sepconv2")
    residual = layers.MaxPooling2D(
        3, padding="same", strides=2, name=f"{name}_pool"
    )(residual)
    shortcut = conv_bn(x, residual.shape[-1])
    return layers.Add()([residual, shortcut])


def residual_module_b(x, filters_double_3x3_1, filters_double_3x3, name):
    """Layers whose input is added to their output."""
    residual = layers.Activation("relu", name=f"{name}_sepconv1_act")(x)
    residual = separable_conv_bn_relu(
        residual, filters_double_3x3_1,
        names=[f"{name}_sepconv1", f"{name}_sepconv1_bn", f"{name}_sepconv2_act"]
    )
    residual = separable_conv_bn(residual, filters_double_3x3, name=f"{name}_sepconv2")
    residual = layers.MaxPooling2D(
        3, padding="same", strides=2, name=f"{name}_pool"
    )(residual)
    shortcut = conv_bn(x, residual.shape[-1])
    return layers.Add()([residual, shortcut])


def residual_module_c(x, filters_3x3_1, filters_3x3_2, filters_3x3, name):
    """Layers whose input is added to their output."""
    residual = layers.Activation("relu", name=f"{name}_sepconv1_act")(x)
    residual = separable_conv_bn_relu(
        residual, filters_3x3_1,
        names=[f"{name}_sepconv1", f"{name}_sepconv1_bn", f"{name}_sepconv2_act"]
    )
    residual = separable_conv_bn_relu(
        residual, filters_3x3_2,
        names=[f"{name}_sepconv2", f"{name}_sepconv2_bn", f"{name}_sepconv3_act"]
    )
    residual = separable_conv_bn(residual, filters_3x3, name=f"{name}_sepconv3")
    return layers.Add()([residual, x])


def build_model():
    inputs = keras.Input(shape=(299, 299, 3))
    x = conv_bn_relu(inputs, 32, strides=2, name="block1_conv1")
    x = conv_bn_relu(x, 64, name="block1_conv2")
    x = residual_module_a(x, 128, 128, name="block2")
    x = residual_module_b(x, 256, 256, name="block3")
    x = residual_module_b(x, 728, 728, name="block4")
    for number in range(5, 13):
        x = residual_module_c(x, 728, 728, 728, name=f"block{number}")
    x = residual_module_b(x, 728, 1024, name="block13")
    x = separable_conv_bn_relu(
        x, 1536,
        names=["block14_sepconv1", "block14_sepconv1_bn", "block14_sepconv1_act"]
    )
    x = separable_conv_bn_relu(
        x, 2048,
        names=["block14_sepconv2", "block14_sepconv2_bn", "block14_sepconv2_act"]
    )
    x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
    outputs = layers.Dense(1000, activation="softmax", name="predictions")(x)
    return keras.Model(inputs, outputs, name="xception")


if __name__ == "__main__":
    build_model().summary()

"""every_class: 43 layers, 1364 parameters.

Layers without a name get Keras' automatic one, which counts from the first layer of a
process; keras.backend.clear_session() starts again.
"""

import keras
from keras import layers


def build_model():
    inputs = keras.Input(shape=(32, 32, 4))
    x = layers.ZeroPadding2D(padding=((1, 2), (3, 4)))(inputs)
    x = layers.Conv2D(8, 3, strides=2, padding="same", groups=2, activation="gelu")(x)
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-05)(x)
    x = layers.Activation("mish")(x)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same")(x)
    x = layers.LeakyReLU(negative_slope=0.1)(x)
    x = layers.SeparableConv2D(12, (3, 1), use_bias=False)(x)
    x = layers.ReLU(max_value=6, negative_slope=0.1, threshold=0.2)(x)
    x = layers.Conv2DTranspose(6, 3, strides=2, output_padding=1)(x)
    x = layers.PReLU(shared_axes=(1, 2))(x)
    x = layers.ELU()(x)
    x = layers.Cropping2D(cropping=((0, 1), (2, 0)))(x)
    x = layers.Rescaling(0.00784313725490196, offset=-1)(x)
    x = layers.Normalization(
        mean=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], variance=[1.0, 1.0, 1.0, 1.0, 1.0, 2.0]
    )(x)
    x = layers.Normalization()(x)
    x = layers.LayerNormalization(epsilon=1e-06)(x)
    max_pooling2d = layers.MaxPooling2D(2, padding="same")(x)
    average_pooling2d = layers.AveragePooling2D(2, padding="same")(x)
    subtract = layers.Subtract()([max_pooling2d, average_pooling2d])
    multiply = layers.Multiply()([max_pooling2d, average_pooling2d])
    average = layers.Average()([max_pooling2d, average_pooling2d, subtract])
    maximum = layers.Maximum()([max_pooling2d, multiply])
    minimum = layers.Minimum()([average, maximum])
    concatenate = layers.Concatenate()([minimum, average_pooling2d])
    concatenate_1 = layers.Concatenate(axis=1)([concatenate, concatenate])
    spatial_dropout2d = layers.SpatialDropout2D(0.1)(concatenate_1)
    gaussian_noise = layers.GaussianNoise(0.1)(spatial_dropout2d)
    up_sampling2d = layers.UpSampling2D(interpolation="bilinear")(max_pooling2d)
    gaussian_dropout = layers.GaussianDropout(0.1)(gaussian_noise)
    global_max_pooling2d = layers.GlobalMaxPooling2D(keepdims=True)(up_sampling2d)
    alpha_dropout = layers.AlphaDropout(0.1)(gaussian_dropout)
    flatten = layers.Flatten()(global_max_pooling2d)
    activity_regularization = layers.ActivityRegularization(l1=0.1)(alpha_dropout)
    reshape = layers.Reshape((2, 3))(flatten)
    identity = layers.Identity()(activity_regularization)
    permute = layers.Permute((2, 1))(reshape)
    global_average_pooling2d = layers.GlobalAveragePooling2D()(identity)
    flatten_1 = layers.Flatten()(permute)
    x = layers.Concatenate()([global_average_pooling2d, flatten_1])
    x = layers.Dropout(0.5, seed=3)(x)
    x = layers.Dense(
        5, kernel_initializer=keras.initializers.HeNormal(),
        kernel_regularizer=keras.regularizers.L2(l2=0.01)
    )(x)
    outputs = layers.Softmax()(x)
    return keras.Model(inputs, outputs, name="every_class")


if __name__ == "__main__":
    build_model().summary()

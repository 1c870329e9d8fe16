"""unknown_classes: 5 layers, at least 15 parameters.

Layers without a name get Keras' automatic one, which counts from the first layer of a
process; keras.backend.clear_session() starts again.
"""

import keras
from keras import layers


def build_model():
    inputs = keras.Input(shape=(8, 4), batch_size=7)
    x = keras.saving.deserialize_keras_object(
        {
            "module": "keras.layers",
            "class_name": "MultiHeadAttention",
            "config": {
                "name": "multi_head_attention",
                "trainable": True,
                "dtype": {
                    "module": "keras",
                    "class_name": "DTypePolicy",
                    "config": {"name": "float32"},
                    "registered_name": None,
                },
                "num_heads": 2,
                "key_dim": 2,
                "value_dim": 2,
                "dropout": 0.0,
                "use_bias": True,
                "use_gate": False,
                "output_shape": None,
                "attention_axes": [1],
                "sliding_window": None,
                "kernel_initializer": {
                    "module": "keras.initializers",
                    "class_name": "GlorotUniform",
                    "config": {
                        "seed": None,
                        "input_axes": None,
                        "output_axes": None,
                    },
                    "registered_name": None,
                },
                "bias_initializer": {
                    "module": "keras.initializers",
                    "class_name": "Zeros",
                    "config": {},
                    "registered_name": None,
                },
                "kernel_regularizer": None,
                "bias_regularizer": None,
                "activity_regularizer": None,
                "kernel_constraint": None,
                "bias_constraint": None,
                "seed": None,
            },
            "registered_name": None,
        }
    )(query=inputs, value=inputs)
    x = keras.saving.deserialize_keras_object(
        {
            "module": "keras.src.ops.numpy",
            "class_name": "Add",
            "config": {"name": "add"},
            "registered_name": "Add",
        }
    )(x, 1.0)
    x = keras.saving.deserialize_keras_object(
        {
            "module": "keras.src.ops.nn",
            "class_name": "Relu",
            "config": {"name": "relu"},
            "registered_name": "Relu",
        }
    )(x)
    outputs = layers.Dense(3)(x)
    return keras.Model(inputs, outputs, name="unknown_classes")


if __name__ == "__main__":
    build_model().summary()

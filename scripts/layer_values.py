"""Writes what Keras computes for small models of every layer class, for ComputeTests.

usage: python scripts/layer_values.py > Tests/ComputeTests/Fixtures/layer_values.jsonl
(with Keras 3.15.1 and tensorflow-cpu 2.21, as `make test-keras` installs them)

One line a model: its Keras JSON, and for each layer the shape, the greatest magnitude, and some
elements of the output, computed in float64 from float32 weights and inputs. Weights and inputs are
those of Compute's `Weights` and `Tensor.randomInput`.
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers as L
from keras import ops
from keras.src.applications.convnext import LayerScale

keras.config.set_floatx("float64")
M = np.uint64


def words(name, count):
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = ((state ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        z = M(1 ^ state) + np.arange(1, count + 1, dtype=np.uint64) * M(0x9E3779B97F4A7C15)
        z = (z ^ (z >> M(30))) * M(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> M(27))) * M(0x94D049BB133111EB)
        return z ^ (z >> M(31))


def uniform(name, count):
    return (words(name, count) >> M(40)).astype(np.float64) / 8388608.0 - 1.0


def fill(layer, variable, name, path):
    shape = tuple(variable.shape)
    u = uniform(path, int(np.prod(shape)))
    if name.endswith("kernel"):
        if len(shape) == 4:
            taps = shape[0] * shape[1]
            depthwise = name == "depthwise_kernel" or isinstance(layer, L.DepthwiseConv2D)
            fans = taps + taps * shape[3] if depthwise else taps * (shape[2] + shape[3])
        else:
            fans = shape[0] + shape[-1]
        values = np.sqrt(6.0 / fans) * u
    elif name == "gamma":
        values = 1 + 0.1 * u
    elif name in ("beta", "moving_mean", "mean"):
        values = 0.1 * u
    elif name in ("moving_variance", "variance"):
        values = 1 + 0.5 * u
    else:
        values = 0.01 * u
    variable.assign(values.astype(np.float32).reshape(shape))


def fill_model(model, prefix=""):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            fill_model(layer, f"{prefix}{layer.name}/")
        else:
            for variable in layer.weights:
                # Keras gives no name to the factors of this class.
                name = "gamma" if isinstance(layer, LayerScale) else variable.name
                if name != "count":
                    fill(layer, variable, name, f"{prefix}{layer.name}/{name}")
            if isinstance(layer, L.Normalization):
                layer.finalize_state()


def case(name, model):
    fill_model(model)
    inputs = []
    for tensor in model.inputs:
        shape = (1,) + tuple(tensor.shape[1:])
        stream = "input" if len(model.inputs) == 1 else tensor._keras_history.operation.name
        inputs.append(uniform(stream, int(np.prod(shape))).astype(np.float32).reshape(shape))
    nodes = []
    # Functions of keras.ops are no layers, but have names and outputs like them.
    for layer in model.operations:
        if isinstance(layer, L.InputLayer):
            continue
        # A layer that is called twice is looked at through its first call in this model.
        for node in layer._inbound_nodes:
            if all(t in [o for l in model.operations for n in l._inbound_nodes for o in n.outputs]
                   for t in node.arguments.keras_tensors):
                nodes.append((layer.name, node.outputs[0]))
                break
    probe = keras.Model(model.inputs, [t for _, t in nodes])
    results = probe(inputs if len(inputs) > 1 else inputs[0], training=False)
    if not isinstance(results, (list, tuple)):
        results = [results]
    outputs = []
    for (layer, _), result in zip(nodes, results):
        flat = np.asarray(result).ravel()
        count = min(flat.size, 24)
        indices = sorted({int(w % M(flat.size)) for w in words(layer + "/sample", count)})
        outputs.append({
            "layer": layer, "shape": list(result.shape), "max": float(f"{np.abs(flat).max():.9g}"),
            "indices": indices, "values": [float(f"{flat[i]:.9g}") for i in indices],
        })
    text = model.to_json().replace('"float64"', '"float32"')
    print(json.dumps({"name": name, "model": text, "outputs": outputs}))
    print(name, file=sys.stderr)


def chain(name, shape, *layers):
    x = tensor = keras.Input(shape)
    for layer in layers:
        tensor = layer(tensor)
    case(name, keras.Model(x, tensor))
    keras.backend.clear_session()


def main():
    for channels in (1, 3, 5, 8, 17, 33, 40):
        for size, options in [
            ((9, 21), dict(kernel_size=3, padding="same")),
            ((9, 21), dict(kernel_size=3, padding="valid", strides=2)),
            ((1, 1), dict(kernel_size=3, padding="same")),
            ((7, 12), dict(kernel_size=(5, 2), padding="same", depth_multiplier=3)),
            ((11, 13), dict(kernel_size=3, padding="same", dilation_rate=2, activation="relu")),
            ((6, 5), dict(kernel_size=(1, 7), padding="same", use_bias=False)),
        ]:
            shape = size + (channels,)
            if channels in (3, 17, 40):
                chain(f"depthwise {shape} {options}", shape, L.DepthwiseConv2D(**options))
            chain(f"separable {shape} {options}", shape, L.SeparableConv2D(19, **options))
    chain("separable fused", (10, 10, 20), L.Activation("relu"),
          L.SeparableConv2D(24, 3, padding="same", use_bias=False), L.BatchNormalization(),
          L.Activation("relu"), L.DepthwiseConv2D(3), L.BatchNormalization(), L.ReLU(),
          L.DepthwiseConv2D(3, use_bias=False), L.LayerNormalization())
    chain("groups", (8, 9, 12), L.Conv2D(24, 3, groups=4, padding="same"),
          L.Conv2D(48, 3, groups=24, strides=2), L.Conv2D(48, 1, groups=48, activation="relu6"))
    for options in [
        dict(kernel_size=3, strides=2, padding="same"), dict(kernel_size=3, strides=2),
        dict(kernel_size=2, strides=2, padding="same", use_bias=False),
        dict(kernel_size=4, strides=2, padding="same", activation="relu"),
        dict(kernel_size=1, strides=3, activation="relu"),
        dict(kernel_size=(2, 5), strides=(3, 2), padding="same"),
        dict(kernel_size=3, strides=1, padding="same"), dict(kernel_size=(4, 3), strides=1),
        dict(kernel_size=3, padding="same", dilation_rate=1, strides=(1, 2)),
        dict(kernel_size=3, strides=2, padding="same", output_padding=1),
        dict(kernel_size=5, strides=3, output_padding=(2, 1), activation="tanh"),
    ]:
        chain(f"transposed {options}", (5, 6, 7), L.Conv2DTranspose(18, **options))
        chain(f"transposed 1x1 {options}", (1, 1, 3), L.Conv2DTranspose(4, **options))
    for function in ["linear", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "celu", "silu",
                     "mish", "sigmoid", "hard_sigmoid", "hard_silu", "hard_tanh", "log_sigmoid",
                     "softmax", "log_softmax", "softplus", "softsign", "soft_shrink", "hard_shrink",
                     "tanh_shrink", "squareplus", "tanh", "exponential"]:
        chain(f"activation {function}", (5, 7, 19), L.Rescaling(12.0, 0.5), L.Activation(function))
        chain(f"activation {function} of dense", (9,), L.Dense(21, activation=function))
    chain("activation layers", (5, 6, 9), L.ReLU(max_value=0.5, negative_slope=0.1, threshold=0.2),
          L.Rescaling(4.0), L.LeakyReLU(), L.PReLU(), L.PReLU(shared_axes=[1, 2]),
          L.PReLU(shared_axes=[2]), L.ELU(0.7), L.Softmax(), L.Softmax(axis=1), L.Softmax(axis=2))
    chain("normalizations", (4, 5, 23), L.BatchNormalization(), L.BatchNormalization(axis=1),
          L.BatchNormalization(axis=2, scale=False), L.BatchNormalization(center=False),
          L.LayerNormalization(), L.Rescaling(2.0, -1.0), L.Normalization(),
          L.Normalization(axis=None, mean=0.3, variance=2.0), L.Normalization(axis=2))
    chain("pooling", (13, 17, 20), L.MaxPooling2D(3, 2, "same"), L.AveragePooling2D(2, 1, "same"),
          L.GlobalAveragePooling2D(keepdims=True), L.GlobalMaxPooling2D(keepdims=True))
    chain("global maximum", (13, 17, 20), L.GlobalMaxPooling2D(), L.Dense(3))
    chain("borders", (6, 7, 5), L.ZeroPadding2D(((1, 2), (3, 0))), L.Cropping2D(((0, 2), (1, 3))),
          L.ZeroPadding2D(2))
    for kind in ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]:
        for size in [2, (3, 1), (1, 5)]:
            chain(f"upsampling {kind} {size}", (5, 7, 18), L.UpSampling2D(size, interpolation=kind))
        chain(f"upsampling {kind} of one", (1, 2, 3), L.UpSampling2D(4, interpolation=kind))
    chain("reshaping", (4, 6, 10), L.Permute((2, 3, 1)), L.Reshape((15, 16)), L.Permute((2, 1)),
          L.Reshape((2, 3, 4, 10)), L.Permute((4, 2, 1, 3)), L.BatchNormalization(axis=2),
          L.Softmax(axis=2), L.Dropout(0.5), L.Flatten(), L.Dense(7), L.Reshape((7, 1)),
          L.Dense(4))

    chain("groups of channels", (5, 6, 12), L.GroupNormalization(4), L.GroupNormalization(12),
          L.GroupNormalization(1, scale=False), L.GroupNormalization(-1, center=False, epsilon=1e-5))
    chain("nothing in inference", (6, 5, 3), L.RandomFlip(), L.RandomRotation(0.1), L.RandomZoom(0.2),
          L.RandomContrast(0.2), L.RandomBrightness(0.2), LayerScale(0.1, 3))

    a, b = keras.Input((4, 5, 3), name="a"), keras.Input((4, 5, 3), name="b")
    row = np.array([0.2, -3.0, 7.0])
    case("functions", keras.Model([a, b], [
        a + 0.25, 2.0 - a, a - 1, a * 3.0, a / 127.5, a + b, a - b, a * b, ops.maximum(a, 0.1),
        ops.minimum(a, b), a * row, a / row, ops.subtract(row, a), ops.add(row[None, None, None], a),
        ops.maximum(row, b)]))
    outputs = [f(a) for f in (ops.relu, ops.relu6, ops.sigmoid, ops.silu, ops.softplus, ops.softsign,
                              ops.tanh, ops.selu, ops.hard_sigmoid, ops.hard_silu, ops.hard_tanh,
                              ops.log_sigmoid, ops.tanh_shrink, ops.exp, ops.elu, ops.celu,
                              ops.leaky_relu, ops.soft_shrink, ops.hard_shrink, ops.squareplus,
                              ops.softmax, ops.log_softmax)]
    outputs.append(ops.gelu(a, approximate=False))
    g = L.GlobalAveragePooling2D(keepdims=True)(b)
    case("functions of one", keras.Model([a, b], outputs + [a * g + 1.0, ops.subtract(g, a)]))
    keras.backend.clear_session()

    a, b, c = (keras.Input((4, 5, 19), name=n) for n in "abc")
    case("merges", keras.Model([a, b, c], [
        L.Add()([a, b, c]), L.Subtract()([a, b]), L.Multiply()([a, b, c]), L.Average()([a, b, c]),
        L.Maximum()([a, b, c]), L.Minimum()([c, a])]))
    a = keras.Input((4, 5, 19), name="wide")
    b = keras.Input((1, 1, 19), name="channels")
    c = keras.Input((4, 1, 1), name="rows")
    d = keras.Input((5, 1), name="columns")
    case("broadcasts", keras.Model([a, b, c, d], [
        L.Multiply()([a, b]), L.Add()([b, a, c]), L.Maximum()([c, a]), L.Subtract()([d, a]),
        L.Add()([b, c]), L.Average()([c, d])]))
    a = keras.Input((2, 3, 4, 5), name="deep")
    b = keras.Input((2, 1, 4, 5), name="second")
    c = keras.Input((3, 1, 1), name="third")
    case("merges of rank 4", keras.Model([a, b, c], [
        L.Add()([a, b]), L.Multiply()([c, a]), L.Concatenate(axis=2)([a, b]),
        L.Concatenate(axis=1)([b, b]), L.Concatenate()([a, a])]))
    a = keras.Input((4, 5, 6))
    b = L.Conv2D(9, 3, padding="same")(a)
    c = L.Conv2D(9, 1)(a)
    joined = [L.Concatenate(axis=axis)([b, c]) for axis in (1, 2, 3)]
    case("concatenations", keras.Model(a, joined + [L.Concatenate()([L.Flatten()(j) for j in joined])]))
    keras.backend.clear_session()

    a = keras.Input((8, 8, 5))
    x = L.Conv2D(6, 3, padding="same", name="inner_conv")(a)
    x = L.BatchNormalization(name="inner_bn")(x)
    inner = keras.Model(a, L.Activation("relu", name="inner_act")(L.Add(name="inner_add")([x, L.Conv2D(6, 1, name="side")(a)])), name="block")
    head = keras.Sequential([L.Conv2D(6, 1, name="c"), L.BatchNormalization(name="n"), L.GlobalAveragePooling2D(name="g")], name="head")
    shared = L.Conv2D(5, 3, padding="same", activation="relu", name="shared")
    left = keras.Input((8, 8, 5), name="left")
    right = keras.Input((8, 8, 5), name="right")
    p = inner(shared(left))
    q = inner(shared(right))
    h = L.Concatenate(name="join")([head(p), head(q)])
    case("nested and shared", keras.Model([left, right], [L.Dense(3, name="logits")(h), L.Subtract(name="apart")([p, q])]))
    keras.backend.clear_session()

    a = keras.Input((16, 16, 8))
    x = L.DepthwiseConv2D(3, padding="same")(a)
    s = L.GlobalAveragePooling2D(keepdims=True)(x)
    s = L.Conv2D(2, 1, activation="silu")(s)
    s = L.Conv2D(8, 1, activation="sigmoid")(s)
    x = L.Multiply()([x, s])
    x = L.Conv2D(8, 1)(x)
    x = L.BatchNormalization()(x)
    x = L.Add()([x, a])
    x = L.Dropout(0.2)(x)
    case("squeeze and excite", keras.Model(a, L.Concatenate()([x, L.Dropout(0.1)(a)])))


main()

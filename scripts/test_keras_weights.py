"""Holds weights and layer outputs against Keras, and what the explorer writes.

usage: test_keras_weights.py EXPLORER_BINARY WORK_FOLDER

Three models: the trained example of Examples/, one with everything that is hard to get right, and one
as guides to transfer learning build it. Keras saves each in every container that it has. The explorer
runs each file; every layer's output must be within 1e-5 of that layer's largest absolute value in
Keras, and the predicted classes the same. What the explorer exports, edited or
not, Keras loads, and gives the same outputs.
"""

import json
import os
import subprocess
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import h5py
import keras
import numpy as np
from keras import layers as L
from keras.src.legacy.saving import legacy_h5_format

EXPLORER, WORK = sys.argv[1], os.path.join(sys.argv[2], "weights")
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Examples")
TOLERANCE = 1e-5
ACTIVATIONS = ["linear", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "silu", "mish",
               "sigmoid", "hard_sigmoid", "hard_silu", "hard_tanh", "log_sigmoid", "softmax",
               "log_softmax", "softplus", "softsign", "soft_shrink", "hard_shrink", "tanh_shrink",
               "squareplus", "tanh", "exponential"]


def explorer(*arguments):
    """Standard output of the explorer; an error of one line when it fails."""
    result = subprocess.run([EXPLORER, *arguments], capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"explorer {' '.join(arguments)}: {result.stderr.strip()}")
    return result.stdout


# -- the models


def torture():
    """Separable and depthwise convolutions, nested and shared models, several inputs and outputs, ..."""
    picture = keras.Input((13, 11, 3), name="picture")
    unread = keras.Input((3,), name="unread")
    hint = keras.Input((6, 5, 4), name="hint")

    inner_input = keras.Input((None, None, 6))
    y = L.SeparableConv2D(6, 3, padding="same", depth_multiplier=2, activation="gelu")(inner_input)
    y = L.BatchNormalization()(y)
    y = L.Add()([y, inner_input])
    encoder = keras.Model(inner_input, y, name="encoder")

    head = keras.Sequential([
        keras.Input((None, None, 6)), L.Conv2D(8, 1, activation="relu", name="reduce"),
        L.DepthwiseConv2D(3, strides=2, padding="same", depth_multiplier=2, use_bias=False),
        L.LayerNormalization(), L.Conv2D(4, 3, padding="same", dilation_rate=2)], name="head")

    fork_input = keras.Input((None, None, 6))
    y = L.Conv2D(6, 3, padding="same", activation="relu")(fork_input)
    fork = keras.Model(fork_input, {"z": y, "a": L.BatchNormalization()(y)}, name="fork")

    x = L.ZeroPadding2D(((1, 2), (0, 3)))(picture)
    x = L.Conv2D(6, (3, 5), strides=(2, 2), padding="same", name="stem")(x)
    x = encoder(x)
    x = L.Cropping2D(((1, 1), (0, 1)))(x)
    x = encoder(x)
    shared = L.Conv2D(6, 3, padding="same", use_bias=False, name="shared")
    a = shared(shared(x))
    b = L.Conv2DTranspose(6, 3, strides=2, padding="valid")(x)
    b = L.MaxPooling2D(3, strides=2)(b)
    c = L.UpSampling2D(2)(x)
    c = L.AveragePooling2D(2, padding="same")(c)
    x = L.Concatenate()([a, b, c])
    x = L.BatchNormalization(scale=False)(x)
    x = L.PReLU(shared_axes=[1, 2])(x)
    x = L.Dropout(0.4)(x)
    x = L.Conv2D(6, 1, groups=2)(x)
    x = L.LeakyReLU(0.2)(x)
    parts = fork(x)
    more = fork(parts["a"])
    x = L.Add()([parts["z"], more["a"], more["z"]])
    x = L.Add()([L.LayerNormalization(axis=[1, 2, 3])(x), L.LayerNormalization(axis=[2, 3])(x)])
    groups = []
    for name in ACTIVATIONS:
        groups.append(L.Conv2D(2, 1, activation=name, name=f"act_{name}")(x))
    x = L.Concatenate()(groups)
    x = L.Activation("tanh")(L.Conv2D(6, 1)(x))
    low = L.Maximum()([head(x), L.Multiply()([head(encoder(x)), head(x)])])
    side = L.Conv2D(4, 1, name="hint_conv")(hint)
    side = L.UpSampling2D((1, 1), interpolation="bilinear")(side)
    side = L.GlobalMaxPooling2D()(side)
    low = L.GlobalAveragePooling2D()(low)
    joined = L.Average()([low, side])
    joined = L.Subtract()([joined, low])
    flat = L.Flatten()(L.MaxPooling2D(2)(x))
    first = L.Dense(5, name="logits")(L.Concatenate()([joined, flat]))
    first = L.Softmax(name="classes")(first)
    second = L.Dense(1, activation="sigmoid", name="score")(joined)
    return keras.Model([picture, unread, hint], [first, second], name="torture")


def transfer():
    """What guides build: augmentation, functions of keras.ops, a frozen model inside, two heads."""
    inner = keras.Input((24, 20, 3))
    y = L.Conv2D(6, 3, padding="same", use_bias=False, name="base_conv")(inner)
    y = keras.ops.relu(L.BatchNormalization(name="base_norm")(y))
    base = keras.Model(inner, y, name="base")
    base.trainable = False
    picture = keras.Input((24, 20, 3), name="picture")
    augment = keras.Sequential([keras.Input((24, 20, 3)), L.RandomFlip(), L.RandomRotation(0.1)], name="augment")
    x = L.RandomContrast(0.2)(augment(picture)) / 1.25 - 0.1
    x = base(x + np.array([0.1, -0.2, 0.3], "float32"), training=False)
    x = L.GroupNormalization(2, name="groups")(x)
    # Not the mean of what was just centred: that is near 0, and rounding large beside it.
    gate = keras.ops.sigmoid(L.GlobalAveragePooling2D(keepdims=True)(keras.ops.relu(x)))
    x = keras.ops.maximum(x * gate + 0.5, -0.25)
    frozen = L.Conv2D(4, 3, strides=2, padding="same", name="frozen")
    frozen.trainable = False
    x = keras.ops.gelu(frozen(x), approximate=False)
    kind = L.Dense(3, activation="softmax", name="kind")(L.Flatten(name="flat")(x))
    cat = L.Dense(1, activation="sigmoid", name="cat")(L.GlobalAveragePooling2D()(x))
    return keras.Model(picture, [kind, cat], name="transfer")


def randomize(model, seed):
    """Weights with something in all of them, variances positive."""
    random = np.random.default_rng(seed)
    values = []
    for weight in model.weights:
        value = np.asarray(weight) + random.normal(0, 0.1, weight.shape)
        values.append(random.uniform(0.5, 1.5, weight.shape) if "variance" in weight.path else value)
    model.set_weights(values)


def containers(model, folder):
    """What Keras writes: arguments for the explorer that name the model and its weights."""
    os.makedirs(folder, exist_ok=True)
    path = lambda name: os.path.join(folder, name)
    model.save(path("m.keras"))
    model.save(path("whole.h5"))
    model.save_weights(path("m.weights.h5"))
    with h5py.File(path("legacy.h5"), "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    with open(path("m.json"), "w") as file:
        file.write(model.to_json())
    with h5py.File(path("m.weights.h5")) as old, h5py.File(path("gzip.weights.h5"), "w") as new:
        def copy(name, item):
            if isinstance(item, h5py.Dataset):
                chunks = {"chunks": True, "compression": "gzip", "shuffle": True} if item.shape else {}
                new.create_dataset(name, data=item[...].astype("f8"), **chunks)
        old.visititems(copy)
    return {
        ".keras": [path("m.keras")],
        "whole .h5": [path("whole.h5")],
        ".weights.h5": [path("m.json"), "--weights", path("m.weights.h5")],
        "gzip float64": [path("m.json"), "--weights", path("gzip.weights.h5")],
        "weights-only .h5": [path("m.json"), "--weights", path("legacy.h5")],
    }


# -- outputs


def inputs_of(model, seed=5):
    random = np.random.default_rng(seed)
    return [random.uniform(-1, 1, (1, *t.shape[1:])).astype(np.float32) for t in model.inputs]


def outputs_in_keras(model, inputs):
    """The outputs of every call of every layer: name, name:1 for the second call, name.output1 for the
    second output, to array."""
    inside = {id(node) for nodes in model._nodes_by_depth.values() for node in nodes}
    names, tensors = [], []
    # Functions of keras.ops are no layers, but have names and outputs like them.
    for layer in model.operations:
        calls = [node for node in layer._inbound_nodes if id(node) in inside]
        for number, node in enumerate(calls):
            for index, tensor in enumerate(node.outputs):
                names.append(layer.name + (f":{number}" if number else "")
                             + (f".output{index}" if index else ""))
                tensors.append(tensor)
    values = keras.Model(model.inputs, tensors)(inputs, training=False)
    return {name: np.asarray(value) for name, value in zip(names, values)}


def outputs_in_explorer(arguments, model, inputs, folder):
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(folder):
        os.remove(os.path.join(folder, name))
    given = []
    for tensor, value in zip(model.inputs, inputs):
        path = os.path.join(WORK, f"{tensor.name}.npy")
        np.save(path, value)
        given += ["--input", f"{tensor.name}={path}"]
    explorer("outputs", *arguments, "--all", "--save", folder, *given)
    return {name.removesuffix(".npy"): np.load(os.path.join(folder, name))
            for name in os.listdir(folder)}


def compare(expected, found):
    """The largest difference of any layer, in shares of that layer's largest absolute value."""
    missing = set(expected) ^ set(found)
    assert not missing, f"layers of one side only: {sorted(missing)}"
    worst = (0.0, "")
    for name, value in expected.items():
        other = found[name]
        assert other.shape == value.shape, f"{name}: {other.shape} for {value.shape}"
        assert np.isfinite(other).all() or not np.isfinite(value).all(), f"{name}: not finite"
        largest = np.abs(value).max(initial=0)
        difference = np.abs(other.astype(float) - value).max(initial=0)
        worst = max(worst, (difference / largest if largest else difference, name))
    assert worst[0] <= TOLERANCE, f"{worst[1]} differs by {worst[0]:.2e} of its maximum"
    return worst


def same_prediction(expected, found, model):
    for tensor in model.outputs:
        name = tensor._keras_history.operation.name
        assert expected[name].argmax() == found[name].argmax(), f"{name} predicts another class"


def equal_outputs(left, right, inputs):
    """Both models of Keras give the same numbers."""
    a, b = left(inputs, training=False), right(inputs, training=False)
    a, b = (a, b) if isinstance(a, (list, tuple)) else ([a], [b])
    for x, y in zip(a, b, strict=True):
        assert np.array_equal(np.asarray(x), np.asarray(y)), "other outputs"


# -- the cases


def check_container(name, model, arguments, folder, inputs, expected):
    found = outputs_in_explorer(arguments, model, inputs, os.path.join(folder, "outputs"))
    worst = compare(expected, found)
    same_prediction(expected, found, model)
    archive, weights, json = (os.path.join(folder, f"export.{end}") for end in
                              ("keras", "weights.h5", "json"))
    for file in (archive, weights, json):
        explorer("export", *arguments, file)
    equal_outputs(model, keras.models.load_model(archive), inputs)
    with open(json) as file:
        again = keras.models.model_from_json(file.read())
    again.load_weights(weights)
    equal_outputs(model, again, inputs)
    return f"{len(expected)} outputs within {worst[0]:.1e} ({worst[1]}); exports equal"


def check_edit(file, edits, keep, folder):
    """An edited model: Keras loads it, and both compute the same."""
    script, edited = os.path.join(folder, "edits.txt"), os.path.join(folder, "edited.keras")
    with open(script, "w") as handle:
        handle.write(edits + "\n")
    explorer("edit", file, "--keep", keep, "--script", script, "--output", edited)
    model = keras.models.load_model(edited)
    inputs = inputs_of(model)
    expected = outputs_in_keras(model, inputs)
    found = outputs_in_explorer([edited], model, inputs, os.path.join(folder, "outputs"))
    worst = compare(expected, found)
    same_prediction(expected, found, model)
    return f"{len(expected)} outputs within {worst[0]:.1e} ({worst[1]})"


@keras.saving.register_keras_serializable("tests")
class Mixer(L.Layer):
    """A layer of a class that the explorer does not know: own variables, and a layer inside."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units
        self.dense = L.Dense(units)

    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="uniform", name="scale")
        self.count = self.add_weight(shape=(2,), dtype="uint32", initializer="zeros", trainable=False)
        self.dense.build(shape)

    def call(self, x):
        return self.dense(x * self.scale)

    def get_config(self):
        return super().get_config() | {"units": self.units}


def check_unknown_class(folder):
    """Layers of classes that only the user has keep their weights, also inside a nested model."""
    inner_in = keras.Input((6, 6, 4))
    inner = keras.Model(inner_in, Mixer(4, name="deep")(inner_in), name="inner")
    picture = keras.Input((6, 6, 3))
    x = inner(L.Conv2D(4, 3, padding="same", name="first")(picture))
    x = L.GlobalAveragePooling2D()(Mixer(5, name="mixer")(x))
    model = keras.Model(picture, L.Dense(2, activation="softmax", name="classes")(x))
    model.get_layer("mixer").count.assign([4294967295, 7])
    inputs = inputs_of(model)
    source, target = os.path.join(folder, "unknown.keras"), os.path.join(folder, "unknown2.keras")
    model.save(source)
    explorer("edit", source, "--script", "/dev/null", "--output", target)
    again = keras.models.load_model(target)
    equal_outputs(model, again, inputs)
    for old, new in zip(model.weights, again.weights, strict=True):
        assert old.dtype == new.dtype and np.array_equal(old, new), f"{old.path} is another"
    # An edit before such layers leaves theirs.
    explorer("export", source, target, "--set", "first.kernel_size=5")
    again = keras.models.load_model(target)
    for name in ("inner", "mixer"):
        for old, new in zip(model.get_layer(name).weights, again.get_layer(name).weights, strict=True):
            assert np.array_equal(old, new), f"{old.path} is another after an edit"
    # One of a layer behind them is told, as Keras then refuses the layer's weights.
    said = subprocess.run([EXPLORER, "export", source, target, "--set", "classes.units=3"],
                          capture_output=True, text=True).stderr
    assert "weights of classes as they were, though the layer has changed" in said, said
    try:
        keras.models.load_model(target)
        raise AssertionError("Keras takes weights of another shape")
    except ValueError:
        pass
    model.save(os.path.join(folder, "unknown.h5"))
    words = subprocess.run([EXPLORER, "export", os.path.join(folder, "unknown.h5"), target],
                           capture_output=True, text=True).stderr
    return f"weights of unknown classes carried along; from .h5: {words.strip() or 'nothing said'}"


def check_transfer(model, folder):
    """Frozen weights are counted as such, and the code builds the same model, frozen and called alike."""
    source = os.path.join(folder, "m.keras")
    summary = json.loads(explorer("summary", source, "--format", "json"))
    count = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
    assert summary["trainable_params"] == count, f"{summary['trainable_params']} trainable for {count}"
    code = os.path.join(folder, "transfer.py")
    explorer("export", source, code)
    names = {}
    exec(compile(open(code).read(), code, "exec"), names)
    built = names["build_model"]()
    assert not built.get_layer("base").trainable and not built.get_layer("frozen").trainable
    calls = [layer["inbound_nodes"][0]["kwargs"] for layer in built.get_config()["layers"]
             if layer["name"] == "base"]
    assert calls[0]["training"] is False, calls
    weights = os.path.join(folder, "transfer.weights.h5")
    explorer("export", source, weights)
    built.load_weights(weights)
    equal_outputs(model, built, inputs_of(model))
    # What stands behind a layer of which nothing is known keeps its weights through an edit.
    i = keras.Input((16, 16, 3))
    x = L.Lambda(lambda t: t * 2.0, name="twice")(L.Conv2D(4, 3, name="first")(i))
    o = L.Dense(2, name="last")(L.GlobalAveragePooling2D()(L.Conv2D(5, 3, name="behind")(x)))
    lambdas = keras.Model(i, o)
    source, target = os.path.join(folder, "lambda.keras"), os.path.join(folder, "lambda2.keras")
    lambdas.save(source)
    said = subprocess.run([EXPLORER, "export", source, target, "--set", "model.input_size=20"],
                          capture_output=True, text=True).stderr
    assert "has the weights of behind, last as they were" in said, said
    again = keras.models.load_model(target, safe_mode=False)
    for old, new in zip(lambdas.weights, again.weights, strict=True):
        assert np.array_equal(old, new), f"{old.path} is another"
    return f"{count} trainable parameters; the code builds it; behind a Lambda weights stay"


def check_training(folder):
    """A compiled and trained model goes there and back, and Keras goes on training it."""
    model = keras.Sequential([keras.Input((8, 8, 3)), L.Conv2D(4, 3), L.BatchNormalization(),
                              L.GlobalAveragePooling2D(), L.Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    x, y = np.random.default_rng(0).normal(size=(16, 8, 8, 3)), np.arange(16) % 2
    model.fit(x, y, verbose=0)
    for name in ("compiled.keras", "compiled.h5"):
        source, target = os.path.join(folder, name), os.path.join(folder, "back.keras")
        model.save(source)
        explorer("edit", source, "--script", "/dev/null", "--output", target)
        back = keras.models.load_model(target)
        equal_outputs(model, back, [x[:1].astype(np.float32)])
        if getattr(back, "optimizer", None) is None:
            back.compile("adam", "sparse_categorical_crossentropy")
        assert np.isfinite(back.fit(x, y, verbose=0).history["loss"]).all()
    return "went there and back, and trains on"


def check_number_types(folder):
    """Models that Keras computes and saves in other floating-point types, read in every container."""
    count = 0
    for policy in ("float16", "float64", "mixed_float16"):
        pair = []
        for kind in (policy, "float32"):
            keras.config.set_dtype_policy(kind)
            i = keras.Input((8, 8, 3), name="picture")
            x = L.BatchNormalization(name="norm")(L.Conv2D(4, 3, activation="relu", name="conv")(i))
            o = L.Dense(3, activation="softmax", name="classes")(L.GlobalAveragePooling2D(name="mean")(x))
            pair.append(keras.Model(i, o, name="typed"))
        model, twin = pair
        randomize(model, 11)
        twin.set_weights([np.asarray(weight).astype("f4") for weight in model.weights])
        types = {str(weight.dtype) for weight in model.weights}
        assert policy == "mixed_float16" or types == {policy}, types
        inputs = inputs_of(twin)
        expected = outputs_in_keras(twin, inputs)
        for arguments in containers(model, os.path.join(folder, policy)).values():
            compare(expected, outputs_in_explorer(arguments, twin, inputs, os.path.join(folder, "outputs")))
            count += 1
        target = os.path.join(folder, "typed.keras")
        explorer("edit", os.path.join(folder, policy, "m.keras"), "--script", "/dev/null", "--output", target)
        back = keras.models.load_model(target)
        for old, new in zip(model.weights, back.weights, strict=True):
            # The explorer computes and keeps 32 bits.
            rounded = np.asarray(old).astype("f4").astype(old.dtype)
            assert old.dtype == new.dtype and np.array_equal(rounded, new), f"{policy}: {old.path} is another"
    return f"{count} files of float16, float64 and mixed precision within 1e-5 of the same in float32"


def check_digits(model):
    """The pictures of the example are read as Keras reads them."""
    for digit in range(10):
        path = os.path.join(EXAMPLES, "digits", f"{digit}.png")
        lines = explorer("run", os.path.join(EXAMPLES, "digits.keras"), "--input", path,
                         "--repeat", "1", "--warmup", "0", "--top", "1").split()
        picture = keras.utils.img_to_array(keras.utils.load_img(path, color_mode="grayscale"))
        scores = np.asarray(model(picture[None] / 127.5 - 1, training=False))[0]
        # The class, its probability, and its name from Examples/digits.labels.txt.
        number, share, name = lines[-3:]
        assert int(number) == scores.argmax() == digit == int(name), f"{digit} read as {number}"
        assert abs(float(share.rstrip("%")) / 100 - scores.max()) < 1e-4
    return "ten digits read as in Keras"


def check_resizing(folder):
    """A photograph is brought to a network's size as the Resizing layer of Keras does it."""
    photograph = os.path.join(EXAMPLES, "photograph.png")
    pixels = keras.utils.img_to_array(keras.utils.load_img(photograph))
    worst = 0
    for size in (32, 150, 224, 299, 400):
        path = os.path.join(folder, "input.npy")
        explorer("outputs", "residual-inception", "--set", f"model.input_size={size}", "--layer", "input_layer",
                 "--input", photograph, "--preprocess", "raw", "--save", path)
        expected = np.asarray(L.Resizing(size, size)(pixels[None]))
        worst = max(worst, np.abs(np.load(path) - expected).max())
    assert worst < 0.01, f"pixels differ by {worst}"
    return f"a photograph in 5 sizes within {worst:.4f} of 255 of keras.layers.Resizing"


EDITS = [
    ("digits", "conv2d.filters=12", "largest"),
    ("digits", "conv2d_3.filters=9", "first"),
    ("digits", "conv2d_3.filters=9\nconv2d_5.filters=6", "largest"),
    ("digits", "conv2d_3.kernel_size=5\ndense.units=7", "first"),
    ("digits", "insert conv2d_3 Conv2D filters=16 kernel_size=3\nrename dense logits", "first"),
    ("digits", "widen model 0.5 4", "largest"),
    ("digits", "widen model 1.5 4", "first"),
    ("torture", "stem.filters=6\nlogits.units=9", "first"),
    ("torture", "hint_conv.activation=relu\nact_tanh.filters=5", "largest"),
    ("torture", "head/reduce.filters=5", "largest"),
    ("transfer", "picture.size=30x26", "first"),
    ("transfer", "frozen.filters=3\nkind.units=5", "largest"),
]


def main():
    start = time.monotonic()
    os.makedirs(WORK, exist_ok=True)
    models = {"digits": keras.models.load_model(os.path.join(EXAMPLES, "digits.keras")),
              "torture": torture(), "transfer": transfer()}
    for name in ("torture", "transfer"):
        randomize(models[name], 3)
    files = {name: containers(model, os.path.join(WORK, name)) for name, model in models.items()}
    # Keras itself does not find functions of keras.ops again in this one, which names no modules.
    del files["transfer"]["whole .h5"]
    cases = [("digits: pictures", lambda: check_digits(models["digits"])),
             ("compiled and trained", lambda: check_training(WORK)),
             ("resizing", lambda: check_resizing(WORK)),
             ("number types", lambda: check_number_types(WORK)),
             ("unknown classes", lambda: check_unknown_class(WORK)),
             ("transfer", lambda: check_transfer(models["transfer"], os.path.join(WORK, "transfer")))]
    for name, model in models.items():
        folder, inputs = os.path.join(WORK, name), inputs_of(model)
        expected = outputs_in_keras(model, inputs)
        for container, arguments in files[name].items():
            cases.append((f"{name}: {container}", lambda n=container, m=model, a=arguments, f=folder,
                          i=inputs, e=expected: check_container(n, m, a, f, i, e)))
    for name, edits, keep in EDITS:
        folder = os.path.join(WORK, name)
        cases.append((f"{name}: {'; '.join(edits.splitlines())} ({keep})",
                      lambda f=folder, e=edits, k=keep: check_edit(os.path.join(f, "m.keras"), e, k, f)))
    failures = 0
    for name, case in cases:
        try:
            print(f"ok    {name}: {case()}", flush=True)
        except Exception as error:
            failures += 1
            print(f"FAIL  {name}: {type(error).__name__} {str(error)[:1000]}", flush=True)
    print(f"{len(cases)} cases, {failures} failures, {time.monotonic() - start:.0f} s")
    sys.exit(1 if failures else 0)


main()

"""Endings of files that hold trained models, by how surely they do."""

MODEL_ONLY = (
    # PyTorch and its exports
    *(".pt", ".pth", ".ckpt", ".pt2", ".torchscript", ".jit", ".mar", ".t7", ".safetensors"),
    # TensorFlow and Keras
    *(".h5", ".hdf5", ".keras", ".pb", ".tflite"),
    # formats of exchange, compiled models
    *(".onnx", ".mlmodel", ".engine", ".trt", ".gguf", ".ggml"),
    # other frameworks
    *(".pdparams", ".caffemodel", ".weights", ".bst", ".xgb", ".lgb", ".ubj", ".cbm", ".model"),
    # scikit-learn
    *(".joblib", ".skops"),
)
"""Formats made for models, or hardly kept beside code for anything else (HDF5, joblib)."""
OBJECTS = (".pkl", ".pickle", ".dill", ".sav", ".npz")
"""Pickled objects and arrays: an estimator, its weights, or anything else."""
ANYTHING = (".bin", ".msgpack")
"""Endings of many formats: a model only where code says that it is one."""

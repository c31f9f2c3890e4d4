"""Runs the networks that `auspex export` wrote in onnxruntime, on the examples it wrote beside them, and compares the scores.

    python3 -m pip install onnxruntime==1.32.0 onnx==1.23.2
    python3 Tools/reference/check_onnx.py auspex MODEL.auspex ...

Prints one line for each network; exit code 1 when a score differs by more than 1e-4.
"""

import glob
import json
import os
import subprocess
import sys
import tempfile

import numpy
import onnx
import onnxruntime

TOLERANCE = 1e-4


def feeds(session, examples):
    """The inputs of a network from its examples."""
    found = {}
    for wanted in session.get_inputs():
        kind = {"tensor(int64)": numpy.int64, "tensor(int32)": numpy.int32, "tensor(float)": numpy.float32}[wanted.type]
        rows = numpy.array(examples[wanted.name], dtype=kind)
        if wanted.name == "tokens" and len(wanted.shape) == 3:
            rows = rows.reshape(len(rows), -1, examples["tokensPerElement"])
        if wanted.name == "values":
            rows = rows.reshape(len(rows), -1, examples["valueWidth"])
        found[wanted.name] = rows
    return found


def check(path, examples_path):
    """The largest difference of a network's scores to Auspex's own, and the number of scores."""
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    with open(examples_path) as file:
        examples = json.load(file)
    scores = session.run(["scores"], feeds(session, examples))[0]
    expected = numpy.array(examples["scores"], dtype=numpy.float32)
    assert scores.shape == expected.shape, f"{scores.shape} scores instead of {expected.shape}"
    return float(numpy.abs(scores - expected).max()), float(numpy.ptp(expected, axis=0).max()), expected.size


def main(program, models):
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, model in enumerate(models):
            stem = os.path.join(folder, str(number))
            subprocess.run(
                [program, "export", model, "--onnx", stem + ".onnx", "--examples", stem + ".json"], check=True, stdout=subprocess.DEVNULL
            )
            for path in sorted(glob.glob(stem + ".onnx") + glob.glob(stem + "-*.onnx")):
                difference, spread, count = check(path, path[: -len("onnx")] + "json")
                name = onnx.load(path).graph.name
                print(f"{model}  {name}: {count} scores, largest difference {difference:.1e}, scores vary by {spread:.2g}")
                wrong += difference > TOLERANCE
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

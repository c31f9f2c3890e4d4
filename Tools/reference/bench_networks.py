"""Runs `auspex bench networks` and PyTorch on the same shapes by turns, and prints processor milliseconds of a step and their ratio.

    python3 -m pip install torch==2.13.0
    python3 Tools/reference/bench_networks.py auspex [rounds]

Both compute in one thread and in single precision. A step is a forward and a backward pass with a linear layer over the last state and a squared error; of
`one window` the forward pass alone. The smallest of the rounds counts: a busy machine only ever adds to it. Both choose the code for the processor
themselves: a variable that would choose for OpenBLAS is not passed on.
"""

import json
import os
import subprocess
import sys
import time

import torch

SIZES = {
    "windows": (2048, 10, 28, 64, 2),
    "chunks": (256, 20, 300, 128, 2),
    "messages": (128, 40, 100, 100, 1),
    "one window": (1, 10, 28, 64, 2),
}
LEAST_SECONDS = 0.5


def measure(name):
    """Processor milliseconds of a step in PyTorch."""
    kind, size = name.split(" ", 1)
    batch, length, inputs, units, layers = SIZES[size]
    both = kind.startswith("b")
    make = torch.nn.LSTM if kind.endswith("lstm") else torch.nn.GRU
    torch.manual_seed(1)
    recurrent = make(inputs, units, layers, bidirectional=both)
    linear = torch.nn.Linear(units * (2 if both else 1), 1)
    parameters = list(recurrent.parameters()) + list(linear.parameters())
    rows, target = torch.randn(length, batch, inputs), torch.randn(batch, 1)

    def train():
        for parameter in parameters:
            parameter.grad = None
        loss = torch.nn.functional.mse_loss(linear(recurrent(rows)[0][-1]), target)
        loss.backward()

    def use():
        with torch.inference_mode():
            linear(recurrent(rows)[0][-1])

    step = use if size == "one window" else train
    for _ in range(3):
        step()
    start, steps = time.process_time(), 0
    while time.process_time() - start < LEAST_SECONDS:
        step()
        steps += 1
    return (time.process_time() - start) / steps * 1000


def main(program, rounds):
    torch.set_num_threads(1)
    ours, theirs = {}, {}
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    for _ in range(rounds):
        result = subprocess.run(
            [program, "bench", "networks", "--lines", "10000", "--json"], check=True, capture_output=True, text=True, env=environment)
        for figure in json.loads(result.stdout)["figures"]:
            name = figure["name"]
            ours.setdefault(name, []).append((figure["details"]["milliseconds"], figure["details"]["gigaflops"]))
            theirs.setdefault(name, []).append(measure(name))
    print(f"{'shape':18} {'auspex ms':>10} {'GFLOP/s':>8} {'PyTorch ms':>11} {'GFLOP/s':>8} {'ratio':>6}")
    for name, found in ours.items():
        (best, rate), other = min(found), min(theirs[name])
        print(f"{name:18} {best:10.3f} {rate:8.1f} {other:11.3f} {rate * best / other:8.1f} {best / other:6.2f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)

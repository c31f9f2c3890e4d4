"""Makes the reference numbers under Tests/NeuralTests/Fixtures. Versions and seeds: README.md here.

Usage: python make_fixtures.py Tests/NeuralTests/Fixtures
"""
import json
import pathlib
import sys

import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
target = pathlib.Path(sys.argv[1])


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().reshape(-1).tolist()]


def write(name, content):
    (target / f"{name}.json").write_text(json.dumps(content, separators=(",", ":"), sort_keys=True) + "\n")


def stack(inputs, units, layers, outputs, generator):
    """An LSTM stack and a linear layer, weights uniform in +-0.5, one bias (the other is zero)."""
    lstm = torch.nn.LSTM(inputs, units, layers, batch_first=True)
    linear = torch.nn.Linear(units, outputs)
    with torch.no_grad():
        for name, parameter in list(lstm.named_parameters()) + list(linear.named_parameters()):
            if "bias_hh" in name:
                parameter.zero_()
            else:
                parameter.copy_(torch.rand(parameter.shape, generator=generator) - 0.5)
    return lstm, linear


def named(lstm, linear, layers, grad=False):
    """Parameters (or gradients) under our names, transposed to [inputs x 4 units]; both biases are one here."""
    pick = (lambda p: p.grad) if grad else (lambda p: p)
    result = {}
    for layer in range(layers):
        result[f"lstm{layer}.input"] = numbers(pick(getattr(lstm, f"weight_ih_l{layer}")).T)
        result[f"lstm{layer}.recurrent"] = numbers(pick(getattr(lstm, f"weight_hh_l{layer}")).T)
        result[f"lstm{layer}.bias"] = numbers(pick(getattr(lstm, f"bias_ih_l{layer}")))
    result["output.weights"] = numbers(pick(linear.weight).T)
    result["output.bias"] = numbers(pick(linear.bias))
    return result


def token_case(layers, seed):
    generator = torch.Generator().manual_seed(seed)
    tokens_count, units, outputs, length, count = 6, 5, 4, 7, 9
    lstm, linear = stack(tokens_count, units, layers, outputs, generator)
    tokens = torch.randint(0, tokens_count, (count, length), generator=generator)
    classes = torch.randint(0, outputs, (count,), generator=generator)
    weights = torch.randint(1, 5, (count,), generator=generator).double()
    one_hot = torch.nn.functional.one_hot(tokens, tokens_count).double()
    logits = linear(lstm(one_hot)[0][:, -1])
    loss = (weights * torch.nn.functional.cross_entropy(logits, classes, reduction="none")).sum()
    (loss / weights.sum()).backward()
    write(f"lstm{layers}_tokens", {
        "tokens": tokens.reshape(-1).tolist(), "tokenCount": tokens_count, "units": units, "outputs": outputs, "length": length,
        "count": count, "layers": layers, "classes": classes.tolist(), "weights": weights.tolist(), "logits": numbers(logits),
        "loss": loss.item(), "parameters": named(lstm, linear, layers), "gradients": named(lstm, linear, layers, grad=True)})


def value_case(seed):
    generator = torch.Generator().manual_seed(seed)
    inputs, units, layers, outputs, length, count = 3, 4, 2, 3, 6, 5
    lstm, linear = stack(inputs, units, layers, outputs, generator)
    values = torch.rand((count, length, inputs), generator=generator) * 2 - 1
    wanted = torch.rand((count, outputs), generator=generator)
    prediction = linear(lstm(values)[0][:, -1])
    loss = ((prediction - wanted) ** 2).sum()
    (loss / (count * outputs)).backward()
    write("lstm2_values", {
        "values": numbers(values), "inputs": inputs, "units": units, "outputs": outputs, "length": length, "count": count,
        "layers": layers, "wanted": numbers(wanted), "predictions": numbers(prediction), "loss": loss.item(),
        "parameters": named(lstm, linear, layers), "gradients": named(lstm, linear, layers, grad=True)})


def dense_and_embedding(seed):
    generator = torch.Generator().manual_seed(seed)
    table = (torch.rand((7, 5), generator=generator) - 0.5).requires_grad_()
    linear = torch.nn.Linear(5, 3)
    with torch.no_grad():
        linear.weight.copy_(torch.rand((3, 5), generator=generator) - 0.5)
        linear.bias.copy_(torch.rand((3,), generator=generator) - 0.5)
    tokens = torch.tensor([0, 6, 3, 3, 1, 0, 3, 5])
    rows = torch.nn.functional.embedding(tokens, table)
    output = linear(rows)
    d_output = torch.rand(output.shape, generator=generator) - 0.5
    output.backward(d_output)
    write("dense_embedding", {
        "table": numbers(table), "weights": numbers(linear.weight.T), "bias": numbers(linear.bias), "tokens": tokens.tolist(),
        "rows": numbers(rows), "output": numbers(output), "dOutput": numbers(d_output), "dTable": numbers(table.grad),
        "dWeights": numbers(linear.weight.grad.T), "dBias": numbers(linear.bias.grad)})


def optimiser(seed):
    generator = torch.Generator().manual_seed(seed)
    parameter = (torch.rand(37, generator=generator) - 0.5).requires_grad_()
    start = numbers(parameter)
    adam = torch.optim.Adam([parameter], lr=0.01)
    gradients, after, norms = [], [], []
    for step in range(6):
        gradient = (torch.rand(37, generator=generator) - 0.5) * 10 ** (step - 2)
        gradients.append(numbers(gradient))
        parameter.grad = gradient.clone()
        norms.append(float(torch.nn.utils.clip_grad_norm_([parameter], 5.0)))
        adam.step()
        after.append(numbers(parameter))
    write("adam", {"start": start, "rate": 0.01, "clip": 5.0, "gradients": gradients, "after": after, "norms": norms})


def curve(seed):
    """Ten full-batch Adam steps from equal weights on repeating sequences: the losses before each step."""
    generator = torch.Generator().manual_seed(seed)
    tokens_count, units, layers, outputs, length = 5, 8, 2, 5, 4
    lstm, linear = stack(tokens_count, units, layers, outputs, generator)
    start = named(lstm, linear, layers)
    stream = torch.tensor([(i * i + i // 3) % tokens_count for i in range(60)])
    windows = stream.unfold(0, length + 1, 1)
    tokens, classes = windows[:, :length], windows[:, length]
    one_hot = torch.nn.functional.one_hot(tokens, tokens_count).double()
    for layer in range(layers):
        getattr(lstm, f"bias_hh_l{layer}").requires_grad_(False)
    parameters = [p for p in list(lstm.parameters()) + list(linear.parameters()) if p.requires_grad]
    adam = torch.optim.Adam(parameters, lr=0.02)
    losses = []
    for _ in range(10):
        adam.zero_grad()
        loss = torch.nn.functional.cross_entropy(linear(lstm(one_hot)[0][:, -1]), classes)
        losses.append(loss.item())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5.0)
        adam.step()
    write("training_curve", {
        "tokens": tokens.reshape(-1).tolist(), "classes": classes.tolist(), "tokenCount": tokens_count, "units": units, "layers": layers,
        "outputs": outputs, "length": length, "rate": 0.02, "clip": 5.0, "losses": losses, "parameters": start})


def rectified(x):
    return torch.nn.functional.leaky_relu(x, 0.01)


class Weights:
    """Parameters under our names, drawn uniform in +-0.5 when first asked for."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.all = {}

    def __call__(self, name, *shape):
        if name not in self.all:
            self.all[name] = (torch.rand(shape, generator=self.generator) - 0.5).requires_grad_()
        return self.all[name]

    def numbers(self, grad=False):
        return {name: numbers(p.grad if grad else p) for name, p in self.all.items()}


def gru(weights, name, x, units):
    """The equations of Farzad and Gulliver (9-11): PyTorch's own layer applies the reset gate behind the product."""
    w, u = weights(f"{name}.input", x.shape[1], 3 * units), weights(f"{name}.recurrent", units, 2 * units)
    candidate, bias = weights(f"{name}.candidate", units, units), weights(f"{name}.bias", 3 * units)
    h, rows = torch.zeros(units), []
    for element in x @ w + bias:
        gates = torch.sigmoid(element[: 2 * units] + h @ u)
        z, r = gates[:units], gates[units:]
        h = z * h + (1 - z) * torch.tanh(element[2 * units:] + (r * h) @ candidate)
        rows.append(h)
    return torch.stack(rows)


def bidirectional_lstm(weights, name, x, units):
    layer = torch.nn.LSTM(x.shape[1], units, batch_first=True, bidirectional=True)
    given = {}
    for ours, theirs in (("onward", "l0"), ("backward", "l0_reverse")):
        given[f"weight_ih_{theirs}"] = weights(f"{name}.{ours}.input", x.shape[1], 4 * units).T
        given[f"weight_hh_{theirs}"] = weights(f"{name}.{ours}.recurrent", units, 4 * units).T
        given[f"bias_ih_{theirs}"] = weights(f"{name}.{ours}.bias", 4 * units)
        given[f"bias_hh_{theirs}"] = torch.zeros(4 * units)
    return torch.func.functional_call(layer, given, (x[None],))[0][0]


def self_attention(weights, name, x):
    width = x.shape[1]
    q, k, v = (x @ weights(f"{name}.{part}", width, width) for part in ("queries", "keys", "values"))
    return torch.nn.functional.scaled_dot_product_attention(q[None], k[None], v[None])[0]


def attention_readout(weights, name, x, width):
    hidden = torch.tanh(x @ weights(f"{name}.attention.weights", x.shape[1], width) + weights(f"{name}.attention.bias", width))
    return torch.softmax(hidden @ weights(f"{name}.attention.vector", width), 0) @ x


def convolution_readout(weights, name, x, heights, filters):
    parts = []
    for height in heights:
        kernel = weights(f"{name}.convolution{height}.weights", height * x.shape[1], filters)
        bias = weights(f"{name}.convolution{height}.bias", filters)
        # Ours is [height * inputs x filters]; PyTorch's is [filters x inputs x height].
        theirs = kernel.reshape(height, x.shape[1], filters).permute(2, 1, 0)
        parts.append(rectified(torch.nn.functional.conv1d(x.T[None], theirs, bias))[0].max(1).values)
    return torch.cat(parts)


def networks(seed):
    """Sequences of tokens through vectors, a layer and a readout; weighted, partly masked binary cross-entropy of two logits."""
    tokens_count, width = 7, 4
    cases = {
        "gru": lambda w, x: gru(w, "branch0.layer1", gru(w, "branch0.layer0", x, 5), 3)[-1],
        "bidirectionalLSTM": lambda w, x: attention_readout(
            w, "branch0.readout", bidirectional_lstm(w, "branch0.layer0", x, 3), 4),
        "selfAttention": lambda w, x: (lambda rows: torch.cat((rows.mean(0), rows[-1])))(self_attention(w, "branch0.layer0", x)),
        "convolutions": lambda w, x: convolution_readout(w, "branch0.readout", x, (2, 3), 3),
    }
    written = {}
    for number, (name, body) in enumerate(cases.items()):
        weights = Weights(seed + number)
        generator = torch.Generator().manual_seed(100 + seed + number)
        sequences = [torch.randint(0, tokens_count, (length,), generator=generator) for length in (4, 6, 3, 5)]
        table = weights("branch0.embedding.table", tokens_count, width)
        rows = torch.stack([body(weights, table[sequence]) for sequence in sequences])
        hidden = rectified(rows @ weights("hidden0.weights", rows.shape[1], 5) + weights("hidden0.bias", 5))
        outputs = hidden @ weights("output.weights", 5, 2) + weights("output.bias", 2)
        truths = torch.rand(outputs.shape, generator=generator)
        importance = torch.randint(0, 3, outputs.shape, generator=generator).double()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(
            outputs, truths, weight=importance, pos_weight=torch.tensor(5.0), reduction="sum")
        loss.backward()
        written[name] = {
            "sequences": [sequence.tolist() for sequence in sequences], "outputs": numbers(outputs), "truths": numbers(truths),
            "weights": numbers(importance), "loss": loss.item(), "parameters": weights.numbers(),
            "gradients": weights.numbers(grad=True)}
    write("networks", {"tokenCount": tokens_count, "width": width, "positiveWeight": 5.0, "cases": written})


target.mkdir(parents=True, exist_ok=True)
networks(17)
token_case(1, 11)
token_case(2, 12)
value_case(13)
dense_and_embedding(14)
optimiser(15)
curve(16)

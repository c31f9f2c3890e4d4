// Tensors, layers, losses and optimisers. Knows nothing of logs.

import Neural

/// The weights of a network by name.
struct NetworkParameters {
    private let tensors: [String: Tensor]

    init(_ network: SequenceNetwork) {
        tensors = Dictionary(uniqueKeysWithValues: network.parameters.tensors.map { ($0.name, $0.tensor) })
    }

    /// Numbers, row by row.
    subscript(name: String) -> [Float] { tensor(name).values }

    /// Sizes.
    func shape(_ name: String) -> [Int] { tensor(name).shape }

    private func tensor(_ name: String) -> Tensor {
        guard let tensor = tensors[name] else { preconditionFailure("the network has no \(name)") }
        return tensor
    }

    /// The first rows of a matrix, its blocks of columns in another order, turned over: `[columns × rows]`, as ONNX has recurrent weights.
    func turned(_ name: String, rows: Int? = nil, blocks: [Int], of count: Int) -> [Float] {
        let matrix = tensor(name), columns = matrix.shape[1], width = columns / count, kept = rows ?? matrix.shape[0]
        var turned: [Float] = []
        turned.reserveCapacity(kept * blocks.count * width)
        for block in blocks {
            for column in block * width..<(block + 1) * width {
                for row in 0..<kept { turned.append(matrix.values[row * columns + column]) }
            }
        }
        return turned
    }

    /// A row, its blocks in another order.
    func reordered(_ name: String, blocks: [Int]) -> [Float] {
        let row = tensor(name).values, width = row.count / blocks.count
        return blocks.flatMap { row[$0 * width..<($0 + 1) * width] }
    }
}

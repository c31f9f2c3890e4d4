/// Initial weights. Equal generators give equal weights.
public enum Initialization {
    /// Uniform in ±√(6 / (inputs + outputs)) (Glorot, Bengio 2010, equation 16).
    public static func glorotUniform(
        shape: [Int], inputs: Int, outputs: Int, using generator: inout some RandomNumberGenerator
    ) -> Tensor {
        let limit = (6 / Double(inputs + outputs)).squareRoot()
        var tensor = Tensor(zeros: shape)
        tensor.values = tensor.values.map { _ in Float((2 * uniform(&generator) - 1) * limit) }
        return tensor
    }

    /// `blocks` orthogonal `rows × rows` matrices side by side, `[rows × blocks·rows]` (Saxe, McClelland, Ganguli 2014):
    /// Gram–Schmidt, twice for accuracy, over Gaussian rows.
    public static func orthogonalBlocks(rows: Int, blocks: Int, using generator: inout some RandomNumberGenerator) -> Tensor {
        var tensor = Tensor(zeros: [rows, blocks * rows])
        var values = tensor.values
        for block in 0..<blocks {
            var basis: [[Double]] = []
            while basis.count < rows {
                var vector = (0..<rows).map { _ in gaussian(&generator) }
                for _ in 0..<2 {
                    for other in basis {
                        let projection = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
                        for index in 0..<rows { vector[index] -= projection * other[index] }
                    }
                }
                let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
                guard norm > 1e-6 else { continue }
                basis.append(vector.map { $0 / norm })
            }
            for row in 0..<rows {
                for column in 0..<rows { values[row * blocks * rows + block * rows + column] = Float(basis[row][column]) }
            }
        }
        tensor.values = values
        return tensor
    }

    /// Uniform in [0, 1).
    static func uniform(_ generator: inout some RandomNumberGenerator) -> Double {
        Double(generator.next() >> 11) * 0x1p-53
    }

    /// Approximately standard normal: twelve uniform numbers' sum less six. Its tails do not matter to a direction.
    static func gaussian(_ generator: inout some RandomNumberGenerator) -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + uniform(&generator) }
    }
}

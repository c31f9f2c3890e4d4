import CKernels
import Testing

@testable import Neural

/// Every kernel against its plain twin, at sizes around the vector widths.
@Suite struct KernelTests {
    static let sizes = [0, 1, 2, 3, 15, 16, 17, 31, 33, 64, 100, 4_097]

    @Test(arguments: sizes) func `functions equal the library's`(count: Int) {
        var generator = TestGenerator(UInt64(count))
        let input = generator.floats(count, in: -20...20) + [0, 1e-6, -1e-6, 0.6249, 0.6251, -0.6251, 80, -80]
        var output = input
        unsafe ck_exp(input.count, input, &output)
        for (x, y) in zip(input, output) { #expect(abs(Double(y) / exponential(Double(x)) - 1) < 3e-7) }
        unsafe ck_tanh(input.count, input, &output)
        for (x, y) in zip(input, output) {
            #expect(abs(Double(y) - hyperbolicTangent(Double(x))) <= 3e-7 * abs(hyperbolicTangent(Double(x))))
        }
        unsafe ck_sigmoid(input.count, input, &output)
        for (x, y) in zip(input, output) { #expect(abs(Double(y) / (1 / (1 + exponential(-Double(x)))) - 1) < 5e-7) }
    }

    @Test func `functions bend for nothing: extremes and not-a-number`() {
        let input: [Float] = [.infinity, -.infinity, .nan, 1e30, -1e30]
        var output = input
        unsafe ck_tanh(5, input, &output)
        #expect(output[0] == 1 && output[1] == -1 && output[2].isNaN && output[3] == 1 && output[4] == -1)
        unsafe ck_sigmoid(5, input, &output)
        #expect(output[0] == 1 && output[1] < 1e-37 && output[2].isNaN)
    }

    @Test(arguments: sizes) func `vector kernels equal their plain twins`(count: Int) {
        var generator = TestGenerator(UInt64(count) + 1)
        let left = generator.floats(count), right = generator.floats(count)
        var sum = left
        Kernels.add(right, to: &sum)
        #expect(sum == addReference(left, right))
        var scaled = left
        Kernels.scale(&scaled, by: 0.3)
        #expect(scaled == left.map { $0 * 0.3 })
        #expect(abs(Kernels.squaredNorm(left) - squaredNormReference(left)) <= 1e-5 * Double(max(1, count)))
        var zeroed = left + [7]
        Kernels.zero(&zeroed, count: count)
        #expect(zeroed == [Float](repeating: 0, count: count) + [7])

        var parameters = left, mean = [Float](repeating: 0, count: count), variance = mean
        var plain = (left.map(Double.init), mean.map(Double.init), variance.map(Double.init))
        for step in 1...3 {
            let c1 = 1 - [0.9, 0.81, 0.729][step - 1], c2 = 1 - [0.999, 0.998001, 0.997002999][step - 1]
            Kernels.adam(
                &parameters, gradient: right, mean: &mean, variance: &variance, rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8,
                correction1: c1, correction2: c2)
            adamReference(&plain, right.map(Double.init), rate: 0.01, c1: c1, c2: c2)
        }
        if count > 0 { #expect(relativeError(parameters, plain.0) < 1e-5) }
    }

    @Test(arguments: [(0, 0), (0, 5), (1, 1), (3, 7), (5, 16), (9, 33), (40, 21)])
    func `row kernels equal their plain twins`(rows: Int, columns: Int) {
        var generator = TestGenerator(UInt64(rows * 100 + columns))
        let source = generator.floats(rows * columns), bias = generator.floats(columns + 2)
        var biased = source
        Kernels.addBias(bias, at: 2, rows: rows, columns: columns, to: &biased)
        #expect(biased == source.indices.map { source[$0] + bias[2 + $0 % columns] })
        var sums = bias
        Kernels.addColumnSums(of: source, rows: rows, columns: columns, to: &sums, at: 1)
        for column in 0..<columns {
            let plain = (0..<rows).reduce(Double(bias[1 + column])) { $0 + Double(source[$1 * columns + column]) }
            #expect(abs(Double(sums[1 + column]) - plain) < 1e-5)
        }
        guard rows > 0 else { return }
        let picked = (0..<2 * rows).map { _ in Int32.random(in: -1..<Int32(rows), using: &generator) }
        var gathered = [Float](repeating: 9, count: picked.count * columns)
        Kernels.gather(picked, columns: columns, of: source, into: &gathered)
        #expect(gathered == picked.flatMap { row in (0..<columns).map { row < 0 ? 0 : source[Int(row) * columns + $0] } })
        var scattered = [Float](repeating: 0, count: source.count), plain = scattered
        Kernels.scatterAdd(gathered, columns: columns, to: picked, of: &scattered)
        for (index, row) in picked.enumerated() where row >= 0 {
            for column in 0..<columns { plain[Int(row) * columns + column] += gathered[index * columns + column] }
        }
        #expect(scattered == plain)
    }

    @Test(arguments: [(1, 1), (2, 3), (5, 16), (7, 17), (3, 64), (4, 100)])
    func `softmax and its losses equal their plain twins`(rows: Int, columns: Int) {
        var generator = TestGenerator(UInt64(rows + columns))
        let logits = generator.floats(rows * columns, in: -9...9)
        var probabilities = logits
        Kernels.softmax(&probabilities, rows: rows, columns: columns)
        let plain = softmaxReference(logits, columns: columns)
        #expect(relativeError(probabilities, plain) < 1e-6)
        let classes = (0..<2 * rows).map { _ in Int32.random(in: 0..<Int32(columns), using: &generator) }
        let weights = generator.floats(2 * rows, in: 0.5...3)
        let targets = ClassTargets(
            nodes: (0..<Int32(rows)).map { $0 }, starts: (0...Int32(rows)).map { 2 * $0 }, classes: classes, weights: weights)
        var gradient = logits
        let loss = Kernels.softmaxCrossEntropy(&gradient, columns: columns, targets: targets, scale: 0.5)
        var expected = plain, expectedLoss = 0.0
        for row in 0..<rows {
            let total = Double(weights[2 * row]) + Double(weights[2 * row + 1])
            for column in 0..<columns { expected[row * columns + column] *= 0.5 * total }
            for index in [2 * row, 2 * row + 1] {
                let place = row * columns + Int(classes[index])
                expectedLoss -= Double(weights[index]) * logarithm(plain[place])
                expected[place] -= 0.5 * Double(weights[index])
            }
        }
        #expect(abs(loss - expectedLoss) < 1e-5 * max(1, expectedLoss))
        if columns > 1 { #expect(relativeError(gradient, expected) < 1e-5) }

        let wanted = generator.floats(rows * columns), rowWeights = generator.floats(rows, in: 0...2)
        var values = logits
        let squared = Kernels.squaredError(
            &values, columns: columns, targets: ValueTargets(nodes: (0..<Int32(rows)).map { $0 }, values: wanted, weights: rowWeights),
            scale: 0.25)
        let difference = zip(logits, wanted).map { Double($0) - Double($1) }
        let plainSquared = difference.indices.reduce(0.0) { $0 + Double(rowWeights[$1 / columns]) * difference[$1] * difference[$1] }
        #expect(abs(squared - plainSquared) < 1e-5 * max(1, plainSquared))
        #expect(relativeError(values, difference.indices.map { 0.5 * Double(rowWeights[$0 / columns]) * difference[$0] }) < 1e-5)
    }

    @Test(arguments: [(0, 3, 4), (3, 0, 2), (2, 3, 0), (1, 1, 1), (5, 7, 3), (70, 33, 65)])
    func `matrix products equal the plain triple loop`(rows: Int, columns: Int, inner: Int) {
        var generator = TestGenerator(UInt64(rows * 7 + columns))
        let a = generator.floats(rows * inner + 1), b = generator.floats(inner * columns + 1)
        let start = generator.floats(rows * columns + 1)
        for (aTransposed, bTransposed, accumulate) in [
            (false, false, false), (true, false, true), (false, true, true), (true, true, false),
        ] {
            var c = start
            MatrixProduct.multiply(
                rows: rows, columns: columns, inner: inner, a, aStart: 1, aTransposed: aTransposed, times: b, bStart: 1,
                bTransposed: bTransposed, into: &c, cStart: 1, accumulate: accumulate)
            var expected = start.map(Double.init)
            for row in 0..<rows {
                for column in 0..<columns {
                    var sum = accumulate ? Double(start[1 + row * columns + column]) : 0
                    for k in 0..<inner {
                        let left = a[1 + (aTransposed ? k * rows + row : row * inner + k)]
                        sum += Double(left) * Double(b[1 + (bTransposed ? column * inner + k : k * columns + column)])
                    }
                    expected[1 + row * columns + column] = sum
                }
            }
            #expect(relativeError(c, expected) < 1e-5)
            if !aTransposed && !bTransposed {
                MatrixProduct.multiplyIndependentRows(
                    rows: rows, columns: columns, inner: inner, a, aStart: 1, times: b, bStart: 1, into: &c, cStart: 1)
                #expect(relativeError(c, expected) < 1e-5)
            }
        }
    }

    @Test func `a matrix outside its array is a trap, not a stray read`() async {
        await #expect(processExitsWith: .failure) {
            var c = [Float](repeating: 0, count: 4)
            MatrixProduct.multiply(rows: 2, columns: 2, inner: 3, [1, 2, 3, 4, 5], times: [1, 2, 3, 4, 5, 6], into: &c)
        }
    }

    func addReference(_ left: [Float], _ right: [Float]) -> [Float] { zip(left, right).map { $0 + $1 } }

    func squaredNormReference(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) * Double($1) } }

    func adamReference(_ state: inout ([Double], [Double], [Double]), _ gradient: [Double], rate: Double, c1: Double, c2: Double) {
        for index in gradient.indices {
            state.1[index] = 0.9 * state.1[index] + 0.1 * gradient[index]
            state.2[index] = 0.999 * state.2[index] + 0.001 * gradient[index] * gradient[index]
            state.0[index] -= rate * (state.1[index] / c1) / ((state.2[index] / c2).squareRoot() + 1e-8)
        }
    }

    func softmaxReference(_ logits: [Float], columns: Int) -> [Double] {
        stride(from: 0, to: logits.count, by: columns).flatMap { start in
            let row = logits[start..<start + columns].map { exponential(Double($0)) }, sum = row.reduce(0, +)
            return row.map { $0 / sum }
        }
    }
}

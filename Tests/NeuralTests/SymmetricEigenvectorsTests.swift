import Neural
import Testing

@Suite struct SymmetricEigenvectorsTests {
    @Test func `a small matrix has the eigenvalues computed by hand`() throws {
        let axes = try SymmetricEigenvectors(of: [2, 1, 1, 2], size: 2)
        #expect(abs(axes.values[0] - 1) < 1e-14 && abs(axes.values[1] - 3) < 1e-14)
        #expect(axes.vector(1).allSatisfy { abs(abs($0) - 0.5.squareRoot()) < 1e-14 })
        #expect(axes.vector(0).reduce(1, *) < 0 && axes.vector(1).reduce(1, *) > 0)
    }

    @Test(arguments: [1, 2, 3, 17, 64, 101]) func `vectors are orthonormal and rebuild the matrix`(_ size: Int) throws {
        var state: UInt64 = UInt64(size)
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 23) - 1
        }
        var matrix = [Double](repeating: 0, count: size * size)
        for row in 0..<size {
            for column in 0...row {
                matrix[row * size + column] = random()
                matrix[column * size + row] = matrix[row * size + column]
            }
        }
        let axes = try SymmetricEigenvectors(of: matrix, size: size)
        #expect(axes.values == axes.values.sorted())
        for row in 0..<size {
            for column in 0..<size {
                let product = zip(axes.vector(row), axes.vector(column)).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(product - (row == column ? 1 : 0)) < 1e-12)
                var rebuilt = 0.0
                for number in 0..<size {
                    rebuilt += axes.values[number] * axes.vectors[number * size + row] * axes.vectors[number * size + column]
                }
                #expect(abs(rebuilt - matrix[row * size + column]) < 1e-12 * Double(size))
            }
        }
        #expect(try SymmetricEigenvectors(of: matrix, size: size).vectors == axes.vectors, "equal matrices, equal bits")
    }

    @Test func `nothing has no eigenvalues, and what is not finite is refused`() throws {
        #expect(try SymmetricEigenvectors(of: [], size: 0).values.isEmpty)
        for odd in [Double.nan, .infinity] {
            #expect(throws: NeuralError.self) { try SymmetricEigenvectors(of: [1, odd, odd, 1], size: 2) }
        }
    }
}

import CBLAS

/// Linear equations with a symmetric positive definite matrix, by LAPACK's Cholesky solver `dposv`.
///
/// ```swift
/// try PositiveDefiniteSystem.solve([2, 1, 1, 2], [3, 3])    // [1, 1]
/// ```
/// - Complexity: O(size³) time.
public enum PositiveDefiniteSystem {
    /// The solution x of `matrix · x = right`; only the lower triangle of the matrix is looked at.
    ///
    /// - Throws: ``NeuralError`` when a number is not finite or the matrix is not positive definite.
    /// - Precondition: `matrix` holds the square of as many numbers as `right`.
    public static func solve(_ matrix: [Double], _ right: [Double]) throws(NeuralError) -> [Double] {
        let size = right.count
        precondition(size <= 1 << 15 && matrix.count == size * size, "\(matrix.count) numbers are no square of \(size)")
        guard matrix.allSatisfy(\.isFinite), right.allSatisfy(\.isFinite) else {
            throw NeuralError("equations with numbers that are not finite have no solution")
        }
        guard size > 0 else { return [] }
        MatrixProduct.useCallingThread()
        var matrix = matrix, solution = right
        // Lent to C for the duration of the call; the sizes are those of the arrays.
        let outcome = LibraryMemory.with { unsafe auspex_dposv(Int32(size), &matrix, &solution) }
        guard outcome == 0 else { throw NeuralError("a matrix of \(size) × \(size) is not positive definite (\(outcome))") }
        return solution
    }
}

import CBLAS

/// Eigenvalues and eigenvectors of a symmetric matrix, by LAPACK's `dsyev` in the linked BLAS library.
///
/// ```swift
/// let axes = try SymmetricEigenvectors(of: [2, 1, 1, 2], size: 2)
/// axes.values        // [1, 3]
/// axes.vector(1)     // ±[0.707, 0.707]
/// ```
/// The sign of a vector says nothing. Equal matrices on one machine give equal bits: the library computes in the calling thread.
///
/// - Complexity: O(size³) time, O(size²) memory.
public struct SymmetricEigenvectors: Sendable {
    /// The eigenvalues, ascending.
    public let values: [Double]
    /// The eigenvectors of length 1, one after the other, in the order of ``values``.
    public let vectors: [Double]

    /// The eigenvector of one of the ``values``.
    public func vector(_ number: Int) -> ArraySlice<Double> { vectors[number * values.count..<(number + 1) * values.count] }

    /// Decomposes a matrix; only its lower triangle is looked at.
    ///
    /// - Throws: ``NeuralError`` when a number is not finite, or the iteration does not converge (which finite matrices do).
    /// - Precondition: `matrix` holds `size × size` numbers.
    public init(of matrix: [Double], size: Int) throws(NeuralError) {
        precondition(size >= 0 && size <= 1 << 15 && matrix.count == size * size, "\(matrix.count) numbers are no square of \(size)")
        guard matrix.allSatisfy(\.isFinite) else { throw NeuralError("a matrix with numbers that are not finite has no eigenvalues") }
        guard size > 0 else {
            (values, vectors) = ([], [])
            return
        }
        MatrixProduct.useCallingThread()
        var vectors = matrix
        var values = [Double](repeating: 0, count: size)
        // More work space than the 3n - 1 that are needed lets LAPACK work in blocks.
        var work = [Double](repeating: 0, count: 34 * size + 2)
        // Lent to C for the duration of the call; the sizes are those of the arrays.
        let outcome = LibraryMemory.with { unsafe auspex_dsyev(Int32(size), &vectors, &values, &work, Int32(work.count)) }
        guard outcome == 0 else { throw NeuralError("the eigenvalues of a \(size) × \(size) matrix did not converge (\(outcome))") }
        self.values = values
        self.vectors = vectors
    }
}

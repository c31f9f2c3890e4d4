import CBLAS
import CKernels

/// The only door to the BLAS library. Always computes in the calling thread, so equal calls give equal bits.
///
/// Pointers: arrays are lent to C for the duration of one call; every extent is checked against the arrays first.
public enum MatrixProduct {
    private static let inCallingThread: Void = auspex_blas_use_calling_thread()

    /// Makes the library compute in the calling thread from now on, for its other calls too.
    static func useCallingThread() { _ = inCallingThread }

    /// `c = op(a) · op(b)`, or `c += …` when accumulating; all row major and contiguous.
    ///
    /// - Parameters:
    ///   - rows: rows of `op(a)` and `c`.
    ///   - columns: columns of `op(b)` and `c`.
    ///   - inner: columns of `op(a)`, rows of `op(b)`.
    ///   - a: holds a `rows × inner` matrix from index `aStart` (`inner × rows` when transposed).
    ///   - b: holds an `inner × columns` matrix from index `bStart` (`columns × inner` when transposed).
    ///   - c: receives a `rows × columns` matrix from index `cStart`.
    /// - Precondition: the matrices lie inside the arrays.
    /// - Complexity: 2 · rows · columns · inner operations.
    public static func multiply(
        rows: Int, columns: Int, inner: Int,
        _ a: [Float], aStart: Int = 0, aTransposed: Bool = false,
        times b: [Float], bStart: Int = 0, bTransposed: Bool = false,
        into c: inout [Float], cStart: Int = 0, accumulate: Bool = false
    ) {
        check(rows: rows, columns: columns, inner: inner, a, aStart, b, bStart, c, cStart)
        guard rows > 0, columns > 0 else { return }
        if inner == 0 {
            if !accumulate { for index in cStart..<cStart + rows * columns { c[index] = 0 } }
            return
        }
        _ = inCallingThread
        LibraryMemory.with {
            unsafe auspex_sgemm(
                aTransposed ? 1 : 0, bTransposed ? 1 : 0, Int32(rows), Int32(columns), Int32(inner), 1,
                a, aStart, Int32(aTransposed ? rows : inner), b, bStart, Int32(bTransposed ? inner : columns),
                accumulate ? 1 : 0, &c, cStart, Int32(columns))
        }
    }

    /// The same product by a kernel of our own in which a row's result depends on that row alone: not, as in BLAS, in its last bits on how many
    /// others are computed with it. With AVX-512 it is no slower for the narrow matrices used here; without, it is.
    ///
    /// - Precondition: the matrices lie inside the arrays.
    public static func multiplyIndependentRows(
        rows: Int, columns: Int, inner: Int, _ a: [Float], aStart: Int = 0, times b: [Float], bStart: Int = 0,
        into c: inout [Float], cStart: Int = 0
    ) {
        check(rows: rows, columns: columns, inner: inner, a, aStart, b, bStart, c, cStart)
        unsafe ck_multiply_rows(rows, columns, inner, a, aStart, b, bStart, &c, cStart)
    }

    /// The plain product, by either kernel.
    static func multiply(
        rows: Int, columns: Int, inner: Int, _ a: [Float], aStart: Int = 0, times b: [Float], bStart: Int = 0, into c: inout [Float],
        independentRows: Bool
    ) {
        if independentRows {
            multiplyIndependentRows(
                rows: rows, columns: columns, inner: inner, a, aStart: aStart, times: b, bStart: bStart, into: &c)
        } else {
            multiply(rows: rows, columns: columns, inner: inner, a, aStart: aStart, times: b, bStart: bStart, into: &c)
        }
    }

    private static func check(
        rows: Int, columns: Int, inner: Int, _ a: [Float], _ aStart: Int, _ b: [Float], _ bStart: Int, _ c: [Float], _ cStart: Int
    ) {
        let limit = Int(Int32.max)
        precondition(
            (0...limit).contains(rows) && (0...limit).contains(columns) && (0...limit).contains(inner), "sizes fit 32 bits")
        precondition(aStart >= 0 && aStart + rows * inner <= a.count, "a has \(a.count) numbers, needs \(rows)×\(inner) at \(aStart)")
        precondition(bStart >= 0 && bStart + inner * columns <= b.count, "b has \(b.count) numbers, needs \(inner)×\(columns) at \(bStart)")
        precondition(cStart >= 0 && cStart + rows * columns <= c.count, "c has \(c.count) numbers, needs \(rows)×\(columns) at \(cStart)")
    }
}

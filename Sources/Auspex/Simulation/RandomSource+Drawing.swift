import Foundation

extension RandomSource {
    /// An exponentially distributed number with mean 1.
    mutating func exponential() -> Double {
        -log(1 - uniform())
    }

    /// A whole number from `0..<count`; `count` must be positive. The bias of 2⁻⁶⁴·count is of no concern here.
    mutating func index(below count: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }
}

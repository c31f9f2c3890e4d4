import Foundation

/// Normally distributed numbers by the method of Box and Muller (1958), exact in the tails.
public enum GaussianNoise {
    /// So many numbers with mean 0.
    ///
    /// - Precondition: the deviation is not negative.
    public static func draw(_ count: Int, deviation: Double = 1, using generator: inout some RandomNumberGenerator) -> [Float] {
        precondition(deviation >= 0, "a standard deviation of \(deviation)")
        var numbers: [Float] = []
        numbers.reserveCapacity(count + 1)
        while numbers.count < count {
            // 1 − u lies in (0, 1], so the logarithm is finite.
            let radius = deviation * (-2 * log(1 - Initialization.uniform(&generator))).squareRoot()
            let angle = 2 * Double.pi * Initialization.uniform(&generator)
            numbers.append(Float(radius * cos(angle)))
            numbers.append(Float(radius * sin(angle)))
        }
        if numbers.count > count { numbers.removeLast() }
        return numbers
    }
}

/// Checks settings against their bounds: typed ones and stored ones alike.
enum SettingBounds {
    /// - Throws: ``InputError`` that names the setting and what is allowed; NaN is never allowed.
    static func check<Value: Comparable>(_ name: String, _ value: Value, _ range: ClosedRange<Value>) throws(InputError) {
        guard range.contains(value) else {
            throw InputError("\(name) = \(value) is out of bounds: use \(range.lowerBound)…\(range.upperBound)")
        }
    }
}

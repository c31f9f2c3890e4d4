/// Times and values of a session's events, as a model's files keep them.
struct SessionDetails: Sendable, Codable, Equatable {
    /// Seconds since 1970 UTC; empty when the input had no times.
    var times: [Double]
    /// Values as the model's schema chose them.
    var values: EventValues

    init(_ session: EventSequence) {
        times = session.times
        values = session.values
    }

    /// Whether there is a time and a row for each of so many events, or none at all.
    func fits(_ events: Int) -> Bool {
        (times.isEmpty || times.count == events) && (values.isEmpty || values.count == events) && !times.contains { $0.isInfinite }
    }
}

extension SessionDetails {
    // Unknown times are NaN, which is not equal to itself; here they count as equal.
    static func == (left: SessionDetails, right: SessionDetails) -> Bool {
        left.values == right.values && left.times.map(\.bitPattern) == right.times.map(\.bitPattern)
    }
}

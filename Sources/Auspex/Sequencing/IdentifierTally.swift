import Foundation

/// Counts the values of one identifier-like candidate. Values are known by a 64-bit hash.
struct IdentifierTally {
    private struct Value {
        var count: UInt32
        var first: UInt32
        var last: UInt32
        var firstTemplate: UInt32
        var hasSeveralTemplates: Bool
    }

    /// Beyond, new values are not followed (their records still count as covered).
    static let valueLimit = 65_536
    private static let templateLimit = 4096

    private var values: [UInt64: Value] = [:]
    private var templates: [UInt32: UInt32] = [:]
    private(set) var covered = 0
    private var events = 0
    private var lastRecord: UInt32?

    /// Values followed.
    var valueCount: Int { values.count }

    /// Whether nearly all values are short numbers.
    var areNumbers: Bool { numbers * 20 >= mentions * 19 }
    private var numbers = 0
    private var mentions = 0

    mutating func count(value hash: UInt64, template: UInt32, record: UInt32, isNumber: Bool) {
        mentions += 1
        if isNumber { numbers += 1 }
        if lastRecord != record { covered += 1 }
        if var value = values[hash] {
            // A record that names a value twice is one event of it.
            guard value.last != record || value.count == 0 else { return }
            value.count += 1
            value.last = record
            if value.firstTemplate != template { value.hasSeveralTemplates = true }
            values[hash] = value
        } else {
            guard values.count < Self.valueLimit else {
                lastRecord = record
                return
            }
            values[hash] = Value(count: 1, first: record, last: record, firstTemplate: template, hasSeveralTemplates: false)
        }
        lastRecord = record
        events += 1
        if templates.count < Self.templateLimit || templates[template] != nil { templates[template, default: 0] += 1 }
    }

    /// The figures after `records` records.
    func figures(rule: SessionRule, records: Int) -> IdentifierFigures {
        var tiedEvents = 0, tying = 0
        var lifetime = 0.0
        var beginnings: [UInt32: UInt32] = [:]
        for value in values.values {
            beginnings[value.firstTemplate, default: 0] += 1
            lifetime += Double(value.count) * Double(value.last - value.first + 1)
            if value.hasSeveralTemplates {
                tiedEvents += Int(value.count)
                tying += 1
            }
        }
        let coverage = Double(covered) / Double(max(1, records))
        let spread = Self.entropy(templates.values)
        return IdentifierFigures(
            rule: rule, coverage: coverage, values: values.count, eventsPerValue: Double(events) / Double(max(1, values.count)),
            tied: coverage * Double(tiedEvents) / Double(max(1, events)), tyingValues: Double(tying) / Double(max(1, values.count)),
            lifetime: min(1, lifetime / Double(max(1, events)) / Double(max(1, records))),
            likeBeginnings: spread > 0 ? max(0, 1 - Self.entropy(beginnings.values) / spread) : 0)
    }

    /// Entropy of counts, in doublings. Sorted first, so that the sum does not depend on the order of a dictionary.
    private static func entropy(_ counts: Dictionary<UInt32, UInt32>.Values) -> Double {
        let sorted = counts.sorted()
        let total = Double(sorted.reduce(0) { $0 + Int($1) })
        guard total > 0 else { return 0 }
        return -sorted.reduce(0.0) { $0 + Double($1) / total * log2(Double($1) / total) }
    }
}

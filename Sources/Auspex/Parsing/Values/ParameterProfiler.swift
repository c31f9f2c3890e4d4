/// Watches the parameters of training records and decides which of them a value model uses.
///
/// ```swift
/// var profiler = ParameterProfiler()
/// while try flow.next(&records, &events) { profiler.add(records, events) }
/// let profiles = profiler.profiles { parser.canonical($0) }
/// ```
///
/// A parameter is known by its template, its place and the number of parameters of the record; when a template becomes more general
/// while learning, its records before and after are counted apart, and the later layout is the one that is described.
///
/// - Complexity: O(bytes of the parameters) a record; at most ``distinctLimit`` values and ``templateLimit`` templates are remembered.
public struct ParameterProfiler: Sendable {
    /// Different values counted of one parameter.
    public static let distinctLimit = 256
    /// Different values an enumeration has at most.
    public static let categoryLimit = 20
    /// Records a parameter must be seen in to be used.
    public static let leastRecords = 20
    /// Layouts watched; parameters of further ones are left out.
    public static let templateLimit = 20_000

    private struct Place: Hashable {
        var template: TemplateID
        var layout: Int
    }

    private struct Layout {
        var records = 0
        var latest = 0
        var tallies: [ParameterTally]
    }

    private var layouts: [Place: Layout] = [:]
    private var clock = 0

    /// Creates a profiler that has seen nothing.
    public init() {}

    /// Takes in a batch.
    public mutating func add(_ records: borrowing RecordBatch, _ events: borrowing EventBatch) {
        let bytes = records.bytes.span
        for record in events.templates.indices {
            let first = Int(events.parameterStarts[record]), end = Int(events.parameterStarts[record + 1])
            guard end > first, events.templates[record] != .none else { continue }
            clock += 1
            let place = Place(template: events.templates[record], layout: end - first)
            if layouts[place] == nil {
                guard layouts.count < Self.templateLimit else { continue }
                layouts[place] = Layout(
                    tallies: (first..<min(end, first + ValueSchema.limit)).map { Self.start($0, first, record, records, events) })
            }
            layouts[place]?.records += 1
            layouts[place]?.latest = clock
            for index in first..<min(end, first + ValueSchema.limit) {
                layouts[place]?.tallies[index - first].add(events.parameters[index], bytes)
            }
        }
    }

    /// A fresh tally with the name the words around the parameter give it.
    private static func start(
        _ index: Int, _ first: Int, _ record: Int, _ records: borrowing RecordBatch, _ events: borrowing EventBatch
    ) -> ParameterTally {
        var tally = ParameterTally()
        let bytes = records.bytes.span, parameter = events.parameters[index].range, content = records.records[record].content
        let from = Int(index == first ? content.start : events.parameters[index - 1].range.end)
        let word = ParameterWords.before(bytes, from: from, to: Int(parameter.start))
        tally.anchor = ParameterWords.anchor(bytes, from: from, before: Int(parameter.start))
        tally.name =
            word.isEmpty
            ? "value \(index - first + 1)" : records.text(ByteRange(start: UInt32(word.lowerBound), end: UInt32(word.upperBound)))
        let start = Int(parameter.end), end = Int(content.end)
        if start < end, bytes[start] == UInt8(ascii: " "), let (unit, factor) = NumberReader.readUnit(bytes, start, end, isPrefix: true) {
            var stop = start + 1
            while stop < end, NumberReader.isLetter(bytes[stop]) { stop += 1 }
            // Single letters behind a number are as likely the beginning of something else.
            if stop - start > 2, stop == end || !NumberReader.isDigit(bytes[stop]) {
                tally.followingUnit = unit
                tally.followingFactor = factor
                tally.name += " … " + records.text(ByteRange(start: UInt32(start + 1), end: UInt32(stop)))
            }
        }
        return tally
    }

    /// The parameters seen, by template and position, each with the decision about it.
    ///
    /// - Parameter canonical: the id a template has today, where templates were merged while learning.
    public func profiles(canonical: (TemplateID) -> TemplateID = { $0 }) -> [ParameterProfile] {
        var merged: [Place: Layout] = [:]
        for (place, layout) in layouts.sorted(by: { ($0.key.template, $0.key.layout) < ($1.key.template, $1.key.layout) }) {
            let target = Place(template: canonical(place.template), layout: place.layout)
            guard var known = merged[target] else {
                merged[target] = layout
                continue
            }
            known.records += layout.records
            known.latest = max(known.latest, layout.latest)
            for index in known.tallies.indices where index < layout.tallies.count { known.tallies[index].merge(layout.tallies[index]) }
            merged[target] = known
        }
        var result: [ParameterProfile] = []
        for (template, members) in Dictionary(grouping: merged, by: \.key.template).sorted(by: { $0.key < $1.key }) {
            let total = members.reduce(0) { $0 + $1.value.records }
            // The layout in use at the end, unless it is only an odd record or two.
            let usual = members.filter { $0.value.records * 20 >= total }
            guard let chosen = usual.max(by: { $0.value.latest < $1.value.latest }) else { continue }
            for (position, tally) in chosen.value.tallies.enumerated() {
                result.append(tally.profile(template: template, position: position, layout: chosen.key.layout))
            }
        }
        return result
    }
}

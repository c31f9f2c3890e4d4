/// Learns the header of a log whose lines begin with a time: which typed columns follow it.
///
/// At each place the kind of column that nearly all lines of the sample have there is taken; where no kind is, a column that only a part of
/// the lines has may stand before one that all have. Words that look like a header but never vary (`TraceID:`) stay in the message, and so
/// do weak columns (a bare number, a word) behind which nothing proves that the header goes on.
enum ColumnLearner {
    /// Share of the lines that must have a column.
    static let share = 0.95
    /// Least share of the lines that have an optional column.
    static let optionalShare = 0.02
    /// Fewer lines teach no header.
    static let minimumLines = 20
    /// Most columns.
    static let maximumColumns = 10

    /// The header of the sample's lines, or `nil` where nothing but time, severity and component is found.
    static func learn(_ bytes: Span<UInt8>, _ lines: [Range<Int>]) -> ColumnProgram? {
        guard let (front, found) = leads(bytes, lines) else { return nil }
        var starts = found
        var columns = front.map { [HeaderColumn(kind: $0)] } ?? []
        while columns.count < maximumColumns, let found = next(bytes, starts, after: columns) {
            for column in found {
                for index in starts.indices {
                    guard let match = ColumnScanner.match(column.kind, bytes, starts[index].position, starts[index].end) else { continue }
                    starts[index].position = ColumnScanner.skipMarks(bytes, match.next, starts[index].end)
                }
            }
            columns += found
        }
        while let last = columns.last, !last.kind.isStrong, last.kind != .connection { columns.removeLast() }
        // What the general format finds by itself needs no columns.
        let plain: [[ColumnKind]] = [[], [.tag], [.level], [.logger], [.level, .logger], [.level, .tag]]
        guard columns.contains(where: { $0.kind.isStrong }), !plain.contains(columns.map(\.kind)) else { return nil }
        return ColumnProgram(columns)
    }

    private typealias Start = (position: Int, end: Int)

    /// What stands in front of the times, and where the rest of each line begins; `nil` where lines do not begin so.
    private static func leads(_ bytes: Span<UInt8>, _ lines: [Range<Int>]) -> (front: ColumnKind?, starts: [Start])? {
        let fronts: [(LeadingTime.Front?, ColumnKind?)] = [(nil, nil), (.level, .frontLevel), (.words, .frontWords)]
        for (front, kind) in fronts {
            var reader = TimeReader(.any)
            var starts: [Start] = [], words: [ByteRange] = []
            for line in lines {
                guard let led = LeadingTime.read(&reader, bytes, line.lowerBound, line.upperBound, front: front) else { continue }
                starts.append((ColumnScanner.skipMarks(bytes, led.next, line.upperBound), line.upperBound))
                words.append(led.front)
            }
            guard starts.count >= minimumLines, Double(starts.count) >= 0.8 * Double(lines.count) else { continue }
            // Words in front are the names of a few services; what always varies is none.
            guard kind != .frontWords || Set(words.map { text in text.indices.map { bytes[$0] } }).count * 4 <= words.count else {
                continue
            }
            return (kind, starts)
        }
        return nil
    }

    /// Kinds in the order they are tried: the more a shape says, the earlier.
    private static let order: [ColumnKind] = [
        .zone, .clock, .level, .moduleLevel, .program, .process, .statement, .pid, .code, .number, .connection, .identifier, .account, .tag,
        .thread,
        .logger, .host,
    ]

    private static func next(_ bytes: Span<UInt8>, _ starts: [Start], after columns: [HeaderColumn]) -> [HeaderColumn]? {
        let needed = Int((share * Double(starts.count)).rounded(.up))
        for kind in order where isAllowed(kind, after: columns) {
            let values = starts.compactMap { match(kind, bytes, $0) }
            if values.count >= needed, isHeader(kind, values, bytes, starts) { return [HeaderColumn(kind: kind)] }
        }
        for optional in [ColumnKind.account, .connection, .identifier, .number, .tag, .thread] {
            let having = starts.filter { match(optional, bytes, $0) != nil }
            guard Double(having.count) >= optionalShare * Double(starts.count), having.count < needed else { continue }
            // nginx's connections: nothing but other text stands where they are missing.
            if optional == .connection { return [HeaderColumn(kind: .connection, isOptional: true)] }
            let behind = starts.map { start in
                match(optional, bytes, start).map { (ColumnScanner.skipMarks(bytes, $0.next, start.end), start.end) } ?? start
            }
            for kind in order where kind.isStrong && kind != .thread && isAllowed(kind, after: columns) && kind != optional {
                let values = behind.compactMap { match(kind, bytes, $0) }
                if values.count >= needed, isHeader(kind, values, bytes, behind) {
                    return [HeaderColumn(kind: optional, isOptional: true), HeaderColumn(kind: kind)]
                }
            }
        }
        return nil
    }

    private static func match(_ kind: ColumnKind, _ bytes: Span<UInt8>, _ start: Start) -> ColumnScanner.Match? {
        start.position < start.end ? ColumnScanner.match(kind, bytes, start.position, start.end) : nil
    }

    private static func isAllowed(_ kind: ColumnKind, after columns: [HeaderColumn]) -> Bool {
        switch kind {
        case .zone: columns.isEmpty
        case .host: columns.allSatisfy { $0.kind == .zone || $0.kind == .clock }
        case .level, .moduleLevel: !columns.contains { $0.kind == .level || $0.kind == .moduleLevel }
        case .statement, .program, .clock, .process: !columns.contains { $0.kind == kind }
        case .logger: !columns.contains { $0.kind == .logger || $0.kind == .program || $0.kind == .statement }
        case .number, .pid: columns.count { $0.kind == kind } < 2
        default: columns.count { $0.kind == kind } < 2
        }
    }

    /// What a kind must show over all lines besides its shape.
    private static func isHeader(_ kind: ColumnKind, _ matches: [ColumnScanner.Match], _ bytes: Span<UInt8>, _ starts: [Start]) -> Bool {
        func text(_ range: ByteRange) -> [UInt8] { range.indices.map { bytes[$0] } }
        switch kind {
        case .level:
            // At least one line in two has a severity everybody knows.
            let known = matches.count { isKnownLevel(bytes, $0.first) }
            return known * 2 >= matches.count
        case .logger:
            let distinct = Set(matches.map { text($0.first) })
            return distinct.count > 1 && distinct.count * 4 <= matches.count + 8
        case .host:
            // Only where a header visibly goes on behind it.
            let behind = zip(starts, starts.map { match(kind, bytes, $0) }).map { start, found -> Start in
                found.map { (ColumnScanner.skipMarks(bytes, $0.next, start.end), start.end) } ?? start
            }
            let needed = Int((share * Double(starts.count)).rounded(.up))
            return [ColumnKind.clock, .level, .moduleLevel, .program, .statement, .pid, .code].contains { next in
                behind.count { match(next, bytes, $0) != nil } >= needed
            }
        default: return true
        }
    }

    private static func isKnownLevel(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        if LevelWords.contains(bytes, from: Int(range.start), to: Int(range.end)) { return true }
        // PostgreSQL's name for an ordinary message.
        return ByteScan.equals(bytes, from: Int(range.start), to: Int(range.end), Array("LOG".utf8))
            || ByteScan.equals(bytes, from: Int(range.start), to: Int(range.end), Array("STATEMENT".utf8))
            || ByteScan.equals(bytes, from: Int(range.start), to: Int(range.end), Array("DETAIL".utf8))
    }
}

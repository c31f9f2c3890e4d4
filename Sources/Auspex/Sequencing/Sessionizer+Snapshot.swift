extension Sessionizer {
    /// Writes everything that is open: sessions, windows, the log's clock, and what was counted.
    func write(to writer: inout SnapshotWriter) throws {
        store.write(to: &writer)
        clock.write(to: &writer)
        recent.write(to: &writer)
        writer.write(continued.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value.part)
            writer.write(entry.value.history) { $0.write($1.rawValue) }
        }
        writer.write(aliases.sorted { $0.key < $1.key }) { writer, alias in
            writer.write(alias.key)
            writer.write(alias.value)
        }
        writer.write(firstTime)
        writer.write(usesQueue)
        writer.write(ordinal)
        writer.write(baseMilliseconds != nil)
        writer.write(baseMilliseconds ?? 0)
        writer.write(unconfirmed) { $0.write($1) }
        try writer.write(encoding: statistics)
        try writer.write(encoding: gaps)
        try writer.write(encoding: recordGaps)
        try writer.write(encoding: valueStatistics)
        writer.write(windowizer != nil)
        windowizer?.write(to: &writer)
    }

    /// Takes over what ``write(to:)`` wrote, into a sessionizer made as the one that was written.
    mutating func restore(from reader: inout SnapshotReader) throws {
        try store.restore(from: &reader)
        try clock.restore(from: &reader)
        try recent.restore(from: &reader)
        for (slot, continuation) in try reader.list({ reader in
            let slot = try reader.small(), part = try reader.int(in: 0...Int.max)
            return (slot, Continuation(part: part, history: try reader.list { TemplateID(rawValue: try $0.small()) }))
        }) { continued[slot] = continuation }
        for (hash, slot) in try reader.list({ (try $0.number(), try $0.small()) }) {
            aliases[hash] = slot
            aliasesOf[slot, default: []].append(hash)
        }
        firstTime = try reader.double()
        usesQueue = try reader.bool()
        ordinal = try reader.small()
        let hasBase = try reader.bool(), base = try reader.signed()
        baseMilliseconds = hasBase ? base : nil
        closed.baseMilliseconds = base
        unconfirmed = try reader.list { try $0.small() }
        guard unconfirmed.allSatisfy({ Int($0) < store.slots.count }) else { throw SnapshotReader.damaged }
        statistics = try reader.decoded(Statistics.self)
        gaps = try reader.decoded(SessionGaps.self)
        recordGaps = try reader.decoded(SessionGaps.self)
        // Read whether or not there is an extractor: what follows stands behind it.
        let values = try reader.decoded(ValueExtractor.Statistics.self)
        extractor?.statistics = values
        guard try reader.bool() == (windowizer != nil) else { throw SnapshotReader.damaged }
        try windowizer?.restore(from: &reader)
        guard usesQueue else { return }
        for slot in 0..<UInt32(store.slots.count) where store[slot].flags.contains(.live) {
            queue.insert(slot: slot, stamp: store[slot].stamp)
        }
    }
}

extension LogClock {
    func write(to writer: inout SnapshotWriter) {
        writer.write(high)
        writer.write(offset)
        writer.write(pending ?? .nan)
        writer.write(lagging)
        writer.write(start)
        writer.write(hasTime)
        writer.write(tick)
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        high = try reader.double()
        offset = try reader.double()
        let time = try reader.double()
        pending = time.isNaN ? nil : time
        lagging = try reader.int(in: 0...Int.max)
        start = try reader.double()
        hasTime = try reader.bool()
        tick = try reader.small()
    }
}

extension RecentlyClosed {
    func write(to writer: inout SnapshotWriter) {
        writer.write(hashes.indices.filter { hashes[$0] != 0 }) { writer, place in
            writer.write(place)
            writer.write(hashes[place])
        }
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        let entries = try reader.list { (place: try $0.int(in: 0...(Self.size - 1)), hash: try $0.number()) }
        guard !entries.isEmpty else { return }
        hashes = [UInt64](repeating: 0, count: Self.size)
        for entry in entries { hashes[entry.place] = entry.hash }
    }
}

extension Windowizer {
    func write(to writer: inout SnapshotWriter) {
        writer.write(emitted)
        writer.write(overfull)
        // A group's windows are named by the group.
        writer.write(windows) { writer, window in window.write(to: &writer) }
        if configuration.before > 0 { writer.write(windows) { $0.write($1.history) { $0.write($1.rawValue) } } }
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        emitted = try reader.int(in: 0...Int.max)
        overfull = try reader.int(in: 0...Int.max)
        windows = try reader.list { try WindowBuffer(from: &$0) }
        if configuration.before > 0 {
            let histories = try reader.list { try $0.list { TemplateID(rawValue: try $0.small()) } }
            guard histories.count == windows.count else { throw SnapshotReader.damaged }
            for (place, history) in histories.enumerated() { windows[place].history = Array(history.suffix(configuration.before)) }
        }
        groups = Dictionary(windows.enumerated().map { ($1.group, $0) }) { first, _ in first }
    }
}

extension WindowBuffer {
    func write(to writer: inout SnapshotWriter) {
        writer.write(group)
        writer.write(templates[start...]) { $0.write($1.rawValue) }
        writer.write(lines[start...]) { $0.write($1) }
        writer.write(times[start...]) { $0.write($1) }
        writer.write(stamps[start...]) { $0.write($1) }
        writer.write(!values.isEmpty)
        if !values.isEmpty {
            writer.write(start..<templates.count) { writer, place in
                writer.write(values[place]) { $0.write($1.bits) }
            }
        }
        writer.write(clock)
        writer.write(nextWindow)
        writer.write(emittedUpTo)
    }

    init(from reader: inout SnapshotReader) throws {
        self.init(group: try reader.data())
        templates = try reader.list { TemplateID(rawValue: try $0.small()) }
        lines = try reader.list { try LineReference(from: &$0) }
        times = try reader.list { try $0.double() }
        stamps = try reader.list { try $0.double() }
        guard lines.count == templates.count, times.count == templates.count, stamps.count == templates.count else {
            throw SnapshotReader.damaged
        }
        if try reader.bool() {
            for row in try reader.list({ try $0.list { EventValue(bits: try $0.number()) } }) { values.append(row) }
            guard values.count == templates.count else { throw SnapshotReader.damaged }
        }
        clock = try reader.double()
        nextWindow = try reader.double()
        emittedUpTo = try reader.int(in: 0...templates.count)
    }
}

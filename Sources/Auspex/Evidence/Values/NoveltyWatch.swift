/// Counts at how many moments a place showed values never seen before: a set that goes on growing was never closed, whatever it looked like while
/// learning (the clients of another day), and says no more.
///
/// Memory: at most ``valueLimit`` values a place, of the places of closed sets.
struct NoveltyWatch: Sendable {
    /// Moments that are told within a time as long as the one learnt from.
    static let limit = 5
    /// Values remembered of a place.
    static let valueLimit = 256

    private struct Place {
        var start: Double
        var last: Double
        var moments = 1
        var values: Set<UInt64>
    }

    private let span: Double
    private let gap: Double
    private var places: [UInt64: Place] = [:]

    /// - Parameters:
    ///   - span: seconds learnt from; 0 for a log without times, which has one span.
    ///   - gap: seconds within which new values are of one moment.
    init(span: Double, gap: Double) {
        self.span = span > 0 ? span : .infinity
        self.gap = gap
    }

    /// Takes a value never seen while learning.
    ///
    /// - Returns: whether it is still news.
    mutating func add(_ value: UInt64, at key: UInt64, time: Double) -> Bool {
        guard var place = places[key], time - place.start <= span else {
            places[key] = Place(start: time, last: time, values: [value])
            return true
        }
        places[key] = nil
        if place.values.count < Self.valueLimit, place.values.insert(value).inserted {
            if time - place.last > gap { place.moments += 1 }
            place.last = time
        }
        places[key] = place
        return place.moments <= Self.limit
    }

    // MARK: Snapshots

    func write(to writer: inout SnapshotWriter) {
        writer.write(places.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value.start)
            writer.write(entry.value.last)
            writer.write(entry.value.moments)
            writer.write(entry.value.values.sorted()) { $0.write($1) }
        }
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        for (key, place) in try reader.list({ reader in
            (
                try reader.number(),
                Place(
                    start: try reader.double(), last: try reader.double(), moments: try reader.tally(),
                    values: Set(try reader.list { try $0.number() }))
            )
        }) { places[key] = place }
    }
}

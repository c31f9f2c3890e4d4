import Foundation

/// Looks for many high numbers at once: each inside what was seen, together beyond it. One slow query is normal, twenty in ten seconds are not.
///
/// Numbers barely above what is usual (32 bytes instead of 31) may be improbable together and are still no news: the score counts in full from
/// half as much again.
///
/// - Complexity: O(1) for a number; 200 bytes a place.
struct HighValueWatch: Sendable {
    /// Lengths of stretches in seconds.
    static let lengths = [10.0, 30.0]
    /// Numbers a tail must rest on.
    static let least = 100
    /// Records remembered of a stretch.
    static let linesKept = 5
    /// Mean logarithm of the numbers over the limit from which the score counts in full.
    private static let fullEffect = log(1.5)

    /// The worst of a stretch that is over.
    struct Excess {
        /// Index of the place in ``SlotIndex/tails``.
        var place: Int
        var count: Int
        var of: Int
        var limit: Double
        /// `-ln` of the probability of so many, were each high one in ten (in two hundred).
        var score: Double
        var time: Double
        var lines: [LineReference]
    }

    private struct Stretch {
        var index = Int.min
        var time = 0.0
        var total = 0
        var high = 0
        var veryHigh = 0
        /// Sums of the logarithms of the high numbers over their limit.
        var highExcess = 0.0
        var veryHighExcess = 0.0
        var highLines: [LineReference] = []
        var veryHighLines: [LineReference] = []
    }

    private var stretches: [Stretch]
    private let tails: [Tail]

    init(_ tails: [Tail]) {
        self.tails = tails
        stretches = Array(repeating: Stretch(), count: tails.count * Self.lengths.count)
    }

    /// Adds a number; a stretch that is over is handed out.
    @inline(__always)
    mutating func add(_ number: Double, place: Int, time: Double, line: LineReference, _ body: (Excess) -> Void) {
        guard tails[place].count >= Self.least, time.isFinite else { return }
        for length in Self.lengths.indices {
            let index = Int((time / Self.lengths[length]).rounded(.down))
            let number = (place &* Self.lengths.count) &+ length
            if stretches[number].index != index { begin(index, length, place, body) }
            stretches[number].total &+= 1
        }
        guard number > tails[place].high else { return }
        for length in Self.lengths.indices { note(number, place, length, time, line) }
    }

    private mutating func begin(_ index: Int, _ length: Int, _ place: Int, _ body: (Excess) -> Void) {
        close(place, length, body)
        let number = place * Self.lengths.count + length
        stretches[number] = Stretch()
        stretches[number].index = index
    }

    private mutating func note(_ number: Double, _ place: Int, _ length: Int, _ time: Double, _ line: LineReference) {
        let slot = place * Self.lengths.count + length
        stretches[slot].high += 1
        stretches[slot].highExcess += log(number / tails[place].high)
        if stretches[slot].highLines.count < Self.linesKept { stretches[slot].highLines.append(line) }
        guard number > tails[place].veryHigh else { return }
        if stretches[slot].veryHigh == 0 { stretches[slot].time = time }
        stretches[slot].veryHigh += 1
        stretches[slot].veryHighExcess += log(number / tails[place].veryHigh)
        if stretches[slot].veryHighLines.count < Self.linesKept { stretches[slot].veryHighLines.append(line) }
    }

    /// Goes on to a moment; stretches that ended before it are handed out.
    mutating func advance(to time: Double, _ body: (Excess) -> Void) {
        for length in Self.lengths.indices {
            let index = Int((time / Self.lengths[length]).rounded(.down))
            for place in tails.indices {
                let number = place * Self.lengths.count + length
                guard stretches[number].index != .min, stretches[number].index < index else { continue }
                close(place, length, body)
                stretches[number] = Stretch()
            }
        }
    }

    /// Hands out all that is open.
    mutating func finish(_ body: (Excess) -> Void) {
        for place in tails.indices {
            for length in Self.lengths.indices {
                close(place, length, body)
                stretches[place * Self.lengths.count + length] = Stretch()
            }
        }
    }

    private func close(_ place: Int, _ length: Int, _ body: (Excess) -> Void) {
        let stretch = stretches[place * Self.lengths.count + length]
        guard stretch.high >= 3 else { return }
        let tail = tails[place], n = Double(tail.count)
        func effect(_ sum: Double, _ count: Int) -> Double { min(1, sum / Double(count) / Self.fullEffect) }
        let high =
            CountTail.binomial(stretch.high, of: stretch.total, probability: 0.1 + 1 / n) * effect(stretch.highExcess, stretch.high)
        let veryHigh =
            stretch.veryHigh < 2
            ? 0
            : CountTail.binomial(stretch.veryHigh, of: stretch.total, probability: 0.005 + 1 / n)
                * effect(stretch.veryHighExcess, stretch.veryHigh)
        let isVeryHigh = veryHigh >= high
        body(
            Excess(
                place: place, count: isVeryHigh ? stretch.veryHigh : stretch.high, of: stretch.total,
                limit: isVeryHigh ? tail.veryHigh : tail.high, score: max(high, veryHigh),
                time: stretch.veryHigh > 0 ? stretch.time : Double(stretch.index) * Self.lengths[length],
                lines: isVeryHigh ? stretch.veryHighLines : stretch.highLines))
    }

    // MARK: Snapshots

    /// Writes the stretches that are open.
    func write(to writer: inout SnapshotWriter) {
        writer.write(stretches.indices.filter { stretches[$0].index != .min }) { writer, number in
            let stretch = stretches[number]
            writer.write(number)
            writer.write(stretch.index)
            writer.write(stretch.time)
            writer.write(stretch.total)
            writer.write(stretch.high)
            writer.write(stretch.veryHigh)
            writer.write(stretch.highExcess)
            writer.write(stretch.veryHighExcess)
            writer.write(stretch.highLines) { $0.write($1) }
            writer.write(stretch.veryHighLines) { $0.write($1) }
        }
    }

    /// Takes over what ``write(to:)`` wrote, into a watch over the same places.
    mutating func restore(from reader: inout SnapshotReader) throws {
        let last = stretches.count - 1
        let restored = try reader.list { reader in
            (
                try reader.int(in: 0...max(0, last)),
                Stretch(
                    index: try reader.int(), time: try reader.double(), total: try reader.tally(), high: try reader.tally(),
                    veryHigh: try reader.tally(), highExcess: try reader.double(), veryHighExcess: try reader.double(),
                    highLines: try reader.list { try LineReference(from: &$0) },
                    veryHighLines: try reader.list { try LineReference(from: &$0) })
            )
        }
        guard restored.isEmpty || last >= 0, restored.allSatisfy({ $0.1.high <= $0.1.total && $0.1.veryHigh <= $0.1.high }) else {
            throw SnapshotReader.damaged
        }
        for (number, stretch) in restored { stretches[number] = stretch }
    }
}

import Foundation

/// Finds unusual sessions that show the same thing again and again, too slowly for any few seconds to hold many of them: a dependency that keeps
/// one request in twenty waiting.
///
/// It looks back over the last ``window`` stretches of ``SessionTally/seconds`` in which sessions ended at all, so that a log of rare sessions is
/// looked at for as long as it takes.
///
/// - Complexity: O(``window``) for a session. Memory: ``causeLimit`` causes of at most ``signLimit`` sessions.
struct AlikeWatch: Sendable {
    /// Stretches looked back over.
    static let window = 12
    /// Causes remembered.
    static let causeLimit = 10_000
    /// Sessions remembered of a cause; further ones of the same time are not counted.
    static let signLimit = 200
    /// Earlier records shown.
    private static let shown = 3

    private struct Sign {
        var stretch: Int
        var line: LineReference
    }

    private var ended: [(stretch: Int, sessions: Int)] = []
    private var causes: [UInt64: [Sign]] = [:]

    init() {}

    /// What stretches can be; see ``stretch(of:)``.
    private static let possible = -1_000_000_000_000_000...1_000_000_000_000_000

    /// The stretch a moment lies in; `nil` for a log without times.
    static func stretch(of time: Double) -> Int? {
        time.isFinite && abs(time) < 1e15 ? Int((time / SessionTally.seconds).rounded(.down)) : nil
    }

    /// Takes a session that ended.
    ///
    /// - Parameter found: the evidence that it is unusual.
    /// - Returns: the evidence that many sessions are unusual in this way; its cause is that of `found`.
    mutating func add(_ end: TaskEnd, _ found: LineEvidence?, _ habits: AlikeHabits) -> LineEvidence? {
        guard let stretch = Self.stretch(of: end.lastTime), count(stretch), let found,
            case .unusualSession(let sign, let reasons, _, _, _) = found.detail
        else { return nil }
        if causes.count >= Self.causeLimit, causes[found.cause] == nil { forget() }
        var signs = causes[found.cause, default: []]
        signs.removeAll { $0.stretch < ended[0].stretch }
        if signs.count < Self.signLimit { signs.append(Sign(stretch: stretch, line: found.line)) }
        if causes.count < Self.causeLimit || causes[found.cause] != nil { causes[found.cause] = signs }
        let own = AlikeCount(stretches: Set(signs.map(\.stretch)).count, sessions: signs.count)
        guard own.stretches > 1 else { return nil }
        let all = ended.reduce(0) { $0 + $1.sessions }
        let score = habits.surprise(of: found.cause, own, among: AlikeCount(stretches: ended.count, sessions: all))
        guard score > 0 else { return nil }
        var evidence = found
        let seconds = Double(stretch - (signs.map(\.stretch).min() ?? stretch) + 1) * SessionTally.seconds
        evidence.detail = .unusualSession(sign, reasons: reasons, count: own.sessions, of: max(own.sessions, all), within: seconds)
        evidence.score = score
        evidence.moreLines += signs.dropLast().suffix(Self.shown).map(\.line)
        return evidence
    }

    /// Counts a session of a stretch.
    ///
    /// - Returns: `false` when the stretch lies before those looked back over.
    private mutating func count(_ stretch: Int) -> Bool {
        let place = ended.firstIndex { $0.stretch >= stretch } ?? ended.count
        if place < ended.count, ended[place].stretch == stretch {
            ended[place].sessions += 1
            return true
        }
        guard place > 0 || ended.count < Self.window else { return false }
        ended.insert((stretch, 1), at: place)
        if ended.count > Self.window { ended.removeFirst() }
        return true
    }

    /// Forgets causes that were not seen in the time looked back over.
    private mutating func forget() {
        let first = ended.first?.stretch ?? 0
        causes = causes.filter { $0.value.contains { $0.stretch >= first } }
    }

    // MARK: Snapshots

    func write(to writer: inout SnapshotWriter) {
        writer.write(ended) { writer, entry in
            writer.write(entry.stretch)
            writer.write(entry.sessions)
        }
        writer.write(causes.sorted { $0.key < $1.key }) { writer, entry in
            writer.write(entry.key)
            writer.write(entry.value) { writer, sign in
                writer.write(sign.stretch)
                writer.write(sign.line)
            }
        }
    }

    mutating func restore(from reader: inout SnapshotReader) throws {
        ended = try reader.list { (try $0.int(in: Self.possible), try $0.tally()) }
        guard ended.count <= Self.window, zip(ended, ended.dropFirst()).allSatisfy({ $0.stretch < $1.stretch }) else {
            throw SnapshotReader.damaged
        }
        for (cause, signs) in try reader.list({ reader in
            (try reader.number(), try reader.list { Sign(stretch: try $0.int(in: Self.possible), line: try LineReference(from: &$0)) })
        }) { causes[cause] = signs }
    }
}

/// The chunks of a system: what is known of some of them, and the others.
struct LabelledChunks: Sendable {
    /// All chunks, in the order of the log.
    private(set) var chunks: [EventSequence] = []
    /// What is known of each.
    private(set) var labels: [Bool?] = []

    /// Cuts sessions, or takes windows of the log as they are.
    ///
    /// - Parameters:
    ///   - length: events of a chunk.
    ///   - step: events from one chunk to the next.
    ///   - before: events before a chunk that are read along.
    init(_ sessions: [EventSequence], labels: CorpusLabels, length: Int, step: Int, before: Int) {
        for session in sessions where !session.events.isEmpty {
            for chunk in session.chunks(length: length, step: step, before: before) {
                chunks.append(chunk)
                let own = labels.lines.isEmpty && !labels.listsAnomalousLines ? nil : labels.isAnomalous(chunk)
                self.labels.append(own ?? labels.sessions[session.id])
            }
        }
    }

    /// Places of the chunks of which something is known.
    var known: [Int] { labels.indices.filter { labels[$0] != nil } }

    /// Some labelled chunks, drawn evenly from both kinds; all where there is no limit.
    func drawn(_ limit: Int?, seed: UInt64) -> [Int] {
        guard let limit, limit < known.count else { return known }
        var source = RandomSource(seed: seed).stream("labelled chunks")
        let anomalous = known.filter { labels[$0] == true }.shuffled(using: &source)
        let normal = known.filter { labels[$0] == false }.shuffled(using: &source)
        let half = max(limit / 2, limit - normal.count)
        let first = anomalous.prefix(half)
        return (first + normal.prefix(limit - first.count)).sorted()
    }

    /// Chunks with their labels.
    func examples(_ places: [Int]) -> LabelledSessions {
        LabelledSessions(sessions: places.map { chunks[$0] }, labels: places.map { labels[$0] == true })
    }

    /// Chunks that may be learnt from without a label. Where others have labels that check what was learnt, only the first half of the log.
    func unlabelled(besides places: [Int]) -> [EventSequence] {
        let taken = Set(places), isChecked = known.count > places.count
        return chunks.indices.filter { !taken.contains($0) && (isChecked ? isOfFirstHalf($0) : labels[$0] == nil) }.map { chunks[$0] }
    }

    /// Those of some places that can check what was learnt: with a label, and not learnt from without it.
    func judged(among places: [Int]) -> [Int] { places.filter { labels[$0] != nil && !isOfFirstHalf($0) } }

    private func isOfFirstHalf(_ place: Int) -> Bool { place < chunks.count / 2 }

    /// Places of chunks that share no record with some others.
    func apart(from places: [Int]) -> [Int] {
        let taken = Set(places.flatMap { chunks[$0].lines }), own = Set(places)
        return chunks.indices.filter { !own.contains($0) && !chunks[$0].lines.contains(where: taken.contains) }
    }
}

extension EventSequence {
    /// Pieces of so many events, every so many, with so many events before each as its history; the last one ends with the last event. A shorter
    /// session is one piece.
    package func chunks(length: Int, step: Int, before: Int) -> [EventSequence] {
        guard events.count > length else { return [self] }
        var starts = Array(stride(from: 0, through: events.count - length, by: step))
        if let last = starts.last, last != events.count - length { starts.append(events.count - length) }
        return starts.enumerated().map { number, start in
            let places = start..<start + length
            return EventSequence(
                id: "\(id) chunk \(number + 1)", events: Array(events[places]), times: times.isEmpty ? [] : Array(times[places]),
                lines: lines.isEmpty ? [] : Array(lines[places]), history: context(before: start, limit: before), kind: .window)
        }
    }
}

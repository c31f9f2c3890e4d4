extension LineJudge {
    /// Lets the log's time go on although no record came: stretches of time and sessions that are over by then are judged as a later record would
    /// have them judged, and a silence is told while it lasts.
    mutating func goOn(to time: Double, _ body: (LineEvidence) -> Void) {
        guard let lastTime, lastTime > ObservationReader.firstRealTime, time > lastTime, time.isFinite else { return }
        let prepared = prepared, lastLine = lastLine
        counter.advance(to: time) { Self.judge($1, length: $0, prepared, lastLine, body) }
        watch.advance(to: time) { Self.judge($0, prepared, body) }
        if let lastLine { regular.tell(at: time) { Self.judge($0, at: lastLine, prepared, body) } }
        var over: [TaskEnd] = []
        sessions.advance(to: time) { over.append($0) }
        for end in over { close(end, body) }
        let gap = time - lastTime
        guard let lastLine, let gaps = prepared.rates.gaps, gap > gaps.maximum else { return }
        let score = gaps.excess(gap)
        guard score > 0 else { return }
        body(
            LineEvidence(
                detail: .silence(of: nil, seconds: gap, usual: gaps.maximum), score: score, time: lastTime, line: lastLine,
                statement: StatementTable.unknown, key: 8))
    }
}

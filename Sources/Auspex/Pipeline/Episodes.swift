/// Joins neighbouring anomalous windows of a log without session identifiers: an incident does not end at a window's edge.
enum Episodes {
    /// Events of one episode; a longer one is told in parts.
    private static let eventLimit = 2000

    /// Windows that follow each other directly become one, with the findings of all and the highest score.
    static func merge(_ windows: [JudgedSession]) -> [JudgedSession] {
        let ordered = windows.sorted { left, right in
            guard let a = left.sequence.lines.first, let b = right.sequence.lines.first else { return false }
            return (a.source, a.line) < (b.source, b.line)
        }
        var episodes: [JudgedSession] = []
        var lastWindowCount = 0
        for window in ordered {
            guard var episode = episodes.last, let end = episode.sequence.lines.last, let begin = window.sequence.lines.first,
                end.source == begin.source, begin.line > end.line,
                // Joined records and blank lines leave gaps in line numbers; a whole window in between is a gap that counts.
                begin.line - end.line <= UInt64(max(2, lastWindowCount / 2)),
                episode.sequence.events.count + window.sequence.events.count <= eventLimit
            else {
                episodes.append(window)
                lastWindowCount = window.sequence.events.count
                continue
            }
            episode.windows = (episode.windows.isEmpty ? [episode.sequence] : episode.windows) + [window.sequence]
            let offset = episode.sequence.events.count
            episode.sequence.events += window.sequence.events
            episode.sequence.lines += window.sequence.lines
            if !episode.sequence.times.isEmpty || !window.sequence.times.isEmpty {
                let missing = [Double](repeating: .nan, count: offset - episode.sequence.times.count)
                let added =
                    window.sequence.times.isEmpty ? [Double](repeating: .nan, count: window.sequence.events.count) : window.sequence.times
                episode.sequence.times += missing + added
            }
            episode.verdict.findings += window.verdict.findings.map { finding in
                var finding = finding
                finding.event = finding.event.map { $0 + offset }
                return finding
            }
            episode.verdict.score = max(episode.verdict.score, window.verdict.score)
            let last = window.sequence.lines.last ?? begin
            episode.sequence.id = "lines \(episode.sequence.lines[0].line)–\(last.line)"
            episode.verdict.subject = episode.sequence.subject
            episodes[episodes.count - 1] = episode
            lastWindowCount = window.sequence.events.count
        }
        return episodes
    }
}

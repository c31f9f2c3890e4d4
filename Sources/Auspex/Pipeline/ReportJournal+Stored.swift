extension ReportJournal {
    /// The first line of a stored journal.
    struct Header: Codable {
        static let currentVersion = 1

        var auspexVersion = Auspex.auspexVersion
        var formatVersion = Header.currentVersion
        var vocabulary: String

        init(vocabulary: String) { self.vocabulary = vocabulary }
    }

    /// One report as a line.
    struct Stored: Codable {
        struct Part: Codable {
            var id: String
            var events: [TemplateID]
            var times: [Double]
            var values: EventValues
            var isComplete: Bool
        }

        var verdict: Verdict
        var parts: [Part]
        var place: String
        var time: Double

        init(_ entry: Entry) {
            verdict = entry.verdict
            parts = entry.parts.map {
                Part(id: $0.id, events: $0.events, times: $0.times, values: $0.values, isComplete: $0.isComplete)
            }
            place = entry.place
            time = entry.time
        }

        /// The report, if it can be believed: templates the model knows, a time and a row of values for each event or none at all.
        func entry(isKnown: (TemplateID) -> Bool) -> Entry? {
            guard !parts.isEmpty, parts.reduce(0, { $0 + $1.events.count }) <= ReportJournal.eventLimit, !verdict.score.isNaN,
                parts.allSatisfy({ part in
                    let count = part.events.count
                    return count > 0 && (part.times.isEmpty || part.times.count == count)
                        && (part.values.isEmpty || part.values.count == count) && !part.times.contains { $0.isInfinite }
                        && part.events.allSatisfy { $0 == .none || isKnown($0) }
                })
            else { return nil }
            return Entry(
                verdict: verdict,
                parts: parts.map {
                    EventSequence(id: $0.id, events: $0.events, times: $0.times, values: $0.values, isComplete: $0.isComplete)
                },
                place: place, time: time.isFinite ? time : 0)
        }
    }
}

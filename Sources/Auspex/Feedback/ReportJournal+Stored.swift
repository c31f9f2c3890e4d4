extension ReportJournal {
    /// The first line of a stored journal.
    struct Header: Codable {
        /// 2: findings are data, version 1 had words.
        static let currentVersion = 2

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
            var details: SessionDetails
            var isComplete: Bool
            var history: [TemplateID]?
            var kind: Subject.Kind?

            init(_ sequence: EventSequence) {
                id = sequence.id
                events = sequence.events
                details = SessionDetails(sequence)
                isComplete = sequence.isComplete
                history = sequence.isContinuation || !sequence.history.isEmpty ? sequence.history : nil
                kind = sequence.kind == .session ? nil : sequence.kind
            }

            var sequence: EventSequence {
                EventSequence(
                    id: id, events: events, times: details.times, values: details.values, isComplete: isComplete,
                    history: history ?? [], kind: kind ?? .session)
            }
        }

        var verdict: Verdict
        var parts: [Part]
        var place: String
        var time: Double

        init(_ entry: Entry) {
            verdict = entry.verdict
            parts = entry.parts.map(Part.init)
            place = entry.place
            time = entry.time
        }

        /// The report, if it can be believed: templates the model knows, a time and a row of values for each event or none at all.
        func entry(isKnown: (TemplateID) -> Bool) -> Entry? {
            guard !parts.isEmpty, parts.reduce(0, { $0 + $1.events.count }) <= ReportJournal.eventLimit, !verdict.score.isNaN,
                parts.allSatisfy({ part in
                    !part.events.isEmpty && part.details.fits(part.events.count)
                        && part.events.allSatisfy { $0 == .none || isKnown($0) }
                        && part.history.map { $0.count <= EventSequence.historyLimit } ?? true
                })
            else { return nil }
            return Entry(verdict: verdict, parts: parts.map(\.sequence), place: place, time: time.isFinite ? time : 0)
        }
    }
}

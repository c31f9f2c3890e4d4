/// What kinds of line are, in words.
struct IncidentKinds: Sendable {
    /// The text of each template.
    var texts: [TemplateID: String]
    /// The template of each kind of line.
    var lines: LineModels

    init(_ parser: TrainedParser, _ lines: LineModels) {
        texts = Dictionary(parser.templates.map { ($0.id, $0.text) }, uniquingKeysWith: { first, _ in first })
        self.lines = lines
    }

    /// The text of a kind of line of a format.
    func text(_ statement: Int32, format: Int) -> String? { lines[format]?.template(of: statement).flatMap { texts[$0] } }
}

/// Looks for incidents in a log that is its own baseline: each part of it is judged by what the others show.
///
/// A fault is found wherever it is, as long as it is not in most parts; what comes again and again is normal. Needs no cut between what is
/// learnt and what is judged, and nothing is judged by a model that has seen it. Does badly on a log that changes for good in its last part
/// (the change is told) and on faults as frequent as what is normal.
struct CrossFittedRun {
    /// What was found.
    struct Outcome {
        var incidents: [Incident]
        /// Evidence that was not kept because there was too much.
        var untold: Int
        var kinds: IncidentKinds
        /// What was looked at, in words.
        var words: String
    }

    /// The log and how it is read.
    let input: CorpusInput
    /// How evidence is weighed.
    let lines: LineModel.Configuration

    /// Reads the log three times: for its templates, for what is usual in its parts, and to judge them.
    ///
    /// - Returns: `nil` where each format of the log has too few records, or more than can be kept to learn from.
    func run(progress: RunProgress.Handler) throws -> Outcome? {
        var reading = try CorpusReading(input, keepsValues: false)
        try reading.run(
            begun: { _ in }, batch: { _, _ in }, closed: { _, _ in },
            progress: { try progress(RunProgress(stage: "reading", records: $0, bytes: $1)) })
        let trained = try reading.trainedParser()
        let preparations = reading.preparation().ofAllFormats, formats = preparations.compactMap(\.format)
        guard let parser = trained.templateParser, formats.count == preparations.count else { return nil }
        var trainers = try zip(formats, preparations).map {
            try LineModel.Trainer(format: $0, session: $1.session, configuration: lines)
        }
        try eachBatch(parser, formats, "reading again", progress) { records, events in trainers[records.format].add(records, events) }
        guard trainers.allSatisfy({ $0.leftOut == 0 }) else { return nil }
        let fitted = trainers.map { $0.crossFitted() }
        trainers = []
        guard fitted.contains(where: { $0 != nil }) else { return nil }
        var detectors: [[IncidentDetector]] = []
        for (number, format) in formats.enumerated() {
            detectors.append(
                try (fitted[number]?.models ?? []).map {
                    try IncidentDetector($0, format: format, number: number, session: preparations[number].session)
                })
        }
        var counts = formats.map { _ in 0 }, current = formats.map { _ in 0 }
        try eachBatch(parser, formats, "detecting", progress) { records, events in
            let format = records.format
            guard let parts = fitted[format]?.parts else { return }
            let places = records.records.map { record in
                current[format] = parts.part(time: record.time, number: counts[format], before: current[format])
                counts[format] += 1
                return current[format]
            }
            for part in Set(places).sorted() {
                var place = -1
                detectors[format][part].add(
                    records, events,
                    isTaken: { _ in
                        place += 1
                        return places[place] == part
                    })
            }
        }
        var incidents: [Incident] = [], untold = 0
        for format in detectors.indices {
            for part in detectors[format].indices {
                incidents += detectors[format][part].finish()
                untold += detectors[format][part].untold
            }
        }
        return Outcome(
            incidents: incidents.sorted { ($1.score, $0.start) < ($0.score, $1.start) }, untold: untold,
            kinds: IncidentKinds(trained, LineModels(fitted.map { $0?.models.first })),
            words: "incidents: each quarter of the log is judged by what the other three show")
    }

    private func eachBatch(
        _ parser: any TemplateParser, _ formats: [LogFormat], _ stage: String, _ progress: RunProgress.Handler,
        _ body: (RecordBatch, EventBatch) throws -> Void
    ) throws {
        let reader = try RecordReader(inputs: input.inputs, formats: .among(formats))
        var flow = EventFlow(reader: reader, parser: parser, verb: .match)
        var records = RecordBatch(), events = EventBatch()
        while try flow.next(&records, &events) {
            if formats.indices.contains(records.format) { try body(records, events) }
            try progress(RunProgress(stage: stage, records: flow.records, bytes: reader.summary.bytes))
        }
    }
}

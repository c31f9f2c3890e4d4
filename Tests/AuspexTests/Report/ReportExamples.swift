import Auspex

/// Hand-made report models for tests: what a day's HDFS log, an empty input and a hostile giant look like.
enum ReportExamples {
    private static let reasons: [FaultKind: Reason] = [
        .missingStep: .unusualCount, .wrongOrder: .unexpectedOrder, .newTemplate: .newTemplate, .repeatedStep: .unusualCount,
        .truncatedSession: .unfinishedSession, .foreignStep: .unexpectedOrder, .unusualCount: .unseenLength,
    ]

    /// A simulated HDFS log with about thirty planted faults, each reported, with labels.
    static func hdfs() throws -> ReportModel { try cachedHDFS.get() }

    private static let cachedHDFS = Result { try makeHDFS() }

    private static func makeHDFS() throws -> ReportModel {
        let simulated = try SimulatedLog(system: "hdfs", configuration: .init(length: .sessions(300), anomalyRate: 0.1, seed: 11))
        let lines = String(decoding: simulated.log, as: UTF8.self).split(separator: "\n").map(String.init)
        var places: [String: [Int]] = [:]
        for (index, line) in lines.enumerated() {
            for word in line.split(separator: " ").reversed() where word.hasPrefix("blk_") {
                places[String(word), default: []].append(index)
                break
            }
        }
        let faulty = Dictionary(grouping: simulated.lineLabels, by: \.session)
        var model = ReportModel(
            title: "HDFS_simulated.log", subtitle: "\(lines.count) lines, judged by the model “week47” on 2026-11-21 08:30 UTC",
            toolVersion: "0.1.0")
        var bins = Array(repeating: ReportModel.Timeline.Bin(lines: 0, anomalies: 0), count: 120)
        for index in lines.indices { bins[index * 120 / lines.count].lines += 1 }
        for label in simulated.sessionLabels {
            guard let kind = label.kind, let marks = faulty[label.session], let reason = reasons[kind] else { continue }
            let numbers = Set(marks.map(\.line))
            var events: [ReportModel.Event] = []
            for index in places[label.session] ?? [] {
                let line = lines[index]
                let isFlagged = numbers.contains(index + 1)
                events.append(
                    .init(
                        line: UInt64(index + 1), raw: line,
                        template: kind == .newTemplate && isFlagged ? "new" : "E\(events.count % 9 + 1)",
                        templateText: line.split(separator: " ").dropFirst(5).prefix(5).joined(separator: " ") + " <*>",
                        wait: Double(index % 9) * 0.7,
                        probability: isFlagged ? 0.0004 : 0.62 + 0.05 * Double(index % 8),
                        rank: isFlagged ? (kind == .newTemplate ? .max : 14) : 1,
                        isFlagged: isFlagged))
            }
            let flagged = events.firstIndex { $0.isFlagged }
            bins[(marks[0].line - 1) * 120 / lines.count].anomalies += 1
            model.anomalies.append(
                .init(
                    id: label.session, score: 4 + Double(marks[0].line % 97) / 12, reasons: [reason],
                    headline: headline(kind), time: "2008-11-09 20:37:51", label: kind.rawValue,
                    findings: [
                        .init(
                            reason: reason, detector: "deeplog", observed: flagged.map { events[$0].templateText } ?? "the session stops",
                            expected: "one of the usual next steps", event: flagged,
                            candidates: [
                                .init(template: "E9", text: "Received block <*> of size <*> from <*>", probability: 0.93),
                                .init(
                                    template: "E26",
                                    text: "BLOCK* NameSystem.addStoredBlock: blockMap updated: <*> is added to <*> size <*>",
                                    probability: 0.06),
                                .init(template: "", text: "end of session", probability: 0.002),
                            ]),
                        .init(
                            reason: .unusualCount, detector: "countVector", observed: "2 × E9, 3 × E11",
                            expected: "3 × E9, 3 × E11, as in 97 % of sessions"),
                    ],
                    events: events))
        }
        model.anomalies.sort { $0.score > $1.score }
        model.totals = .init(
            lines: lines.count, sessions: simulated.sessionLabels.count, anomalies: model.anomalies.count, templates: 21, newTemplates: 2,
            unparsedLines: 3)
        model.formatChoice = "HDFS (Loghub): fits 100 % of the first 1,000 lines; the runner-up, syslog, fits none."
        model.sessionChoice =
            "blk_… ids: they tie 99.8 % of the lines together, 19 lines each on average; the runner-up was the thread number."
        model.thresholdChoice = "The threshold lets at most 0.5 % of held-out normal sessions pass as anomalous."
        model.warnings = ["The log ends while 41 sessions are open; their ends were not judged."]
        model.provenance = [
            .init("Seed", "1"), .init("Data hash", "9f3c2a77d01be544"), .init("Model", "week47.auspex, trained on 583,201 lines"),
        ]
        model.timeline = .init(axis: .time, start: 1_226_262_935, end: 1_226_263_175, bins: bins)
        model.templates = [
            .init(id: "E5", text: "Receiving block <*> src: <*> dest: <*>", trained: 1_723_232, seen: 3_003),
            .init(id: "E22", text: "BLOCK* NameSystem.allocateBlock: <*> <*>", trained: 575_061, seen: 1_000),
            .init(id: "E11", text: "PacketResponder <*> for block <*> terminating", trained: 1_706_728, seen: 2_990),
            .init(id: "E9", text: "Received block <*> of size <*> from <*>", trained: 1_706_514, seen: 2_988),
            .init(
                id: "E34", text: "writeBlock <*> received exception java.io.IOException: Could not read from stream", trained: nil, seen: 4,
                isNew: true),
        ]
        let normal: [Int] = (0..<24).map { 400 / (1 + $0 * $0) }
        let odd: [Int] = (0..<24).map { $0 < 8 ? 0 : ($0 * 7) % 5 }
        model.scores = .init(start: 0, end: 12, threshold: 3.9, normal: normal, anomalous: odd)
        let points: [ReportModel.PrecisionRecall.Point] = (0...40).map { index in
            let precision: Double = index < 36 ? 1 - Double(index) / 900 : 0.96 - Double(index - 36) * 0.2
            return .init(recall: Double(index) / 40, precision: precision)
        }
        model.precisionRecall = .init(points: points, operatingPoint: .init(recall: 0.93, precision: 0.95), averagePrecision: 0.9671)
        model.evaluation = .init(
            figures: [
                .init("True positives", "28"), .init("False positives", "2"), .init("False negatives", "1"), .init("True negatives", "969"),
                .init("Balanced accuracy", "0.9817"), .init("MCC", "0.947"),
            ],
            rows: [
                .init(name: "ensemble (this model)", precision: 0.9333, recall: 0.9655, f1: 0.9492, falsePositiveRate: 0.0021),
                .init(name: "count vector alone", precision: 0.71, recall: 0.8966, f1: 0.7925, falsePositiveRate: 0.011),
                .init(name: "new template alone", precision: 1, recall: 0.1379, f1: 0.2424, falsePositiveRate: 0),
                .init(name: "flag everything", precision: 0.029, recall: 1, f1: 0.0564, falsePositiveRate: 1),
                .init(name: "nothing flagged", precision: nil, recall: 0, f1: nil, falsePositiveRate: 0),
            ], note: "Labels were used for these figures only, never for training or thresholds.")
        model.unparsed = [
            .init(
                reason: .headerMismatch, count: 2,
                samples: [.init(line: 17, raw: "\tat java.lang.Thread.run(Thread.java:619)", template: "", templateText: "")]),
            .init(reason: .nulBytes, count: 1, samples: [.init(line: 90, raw: "\0\0\0 081109", template: "", templateText: "")]),
        ]
        return model
    }

    private static func headline(_ kind: FaultKind) -> String {
        switch kind {
        case .missingStep: "One replica never reported its block as received"
        case .wrongOrder: "PacketResponder ended before its block arrived"
        case .newTemplate: "writeBlock received exception java.io.IOException: Could not read from stream"
        case .repeatedStep: "A block was received four times instead of three"
        case .truncatedSession: "The write stops after 5 records; PacketResponder … terminating was expected next (97 %)"
        case .foreignStep: "A block file is deleted while the block is still being written"
        default: "47 × Served block, never more than 12 in training"
        }
    }

    /// An input that held nothing.
    static func empty() -> ReportModel {
        var model = ReportModel(title: "empty.log", subtitle: "0 lines", toolVersion: "0.1.0")
        model.warnings = ["empty.log is empty."]
        return model
    }

    /// Ordinary sessions, no anomaly.
    static func calm() -> ReportModel {
        var model = ReportModel(title: "quiet.log", subtitle: "12,000 lines", toolVersion: "0.1.0")
        model.totals = .init(lines: 12_000, sessions: 640, anomalies: 0, templates: 14)
        model.thresholdChoice = "The threshold lets at most 0.5 % of held-out normal sessions pass as anomalous."
        model.timeline = .init(
            axis: .line, start: 1, end: 12_000, bins: (0..<100).map { .init(lines: 80 + ($0 * 37) % 80, anomalies: 0) })
        return model
    }

    /// Far too much of everything, and every text an attack.
    static func hostile(anomalies: Int, events: Int) -> ReportModel {
        let attack =
            "</style></script><script>alert(1)</script><img src=x onerror=alert(2)> \u{1B}[31m \u{0} \u{202E}gol \u{FFFD} \"' onmouseover='x"
        var model = ReportModel(title: attack, subtitle: attack, unit: "session", toolVersion: attack)
        model.formatChoice = attack
        model.warnings = Array(repeating: attack, count: 500)
        model.totals = .init(lines: .max, sessions: .max, anomalies: anomalies, templates: 90_000, newTemplates: 2, unparsedLines: 1)
        let records = (0..<events).map { index in
            ReportModel.Event(
                line: UInt64.max, source: attack, raw: String(repeating: attack, count: index == 0 ? 2_000 : 1), template: attack,
                templateText: attack,
                wait: .nan, probability: index.isMultiple(of: 2) ? .infinity : -3, rank: .max, isFlagged: index.isMultiple(of: 50))
        }
        let finding = ReportModel.Finding(
            reason: .unusualValue, detector: attack, observed: attack, expected: attack, event: 1 << 40,
            candidates: [.init(template: attack, text: attack, probability: .nan)])
        model.anomalies = (0..<anomalies).map { index in
            .init(
                id: attack, score: index == 0 ? .infinity : .nan, reasons: [.unusualValue, .newTemplate], headline: "", time: attack,
                label: attack,
                findings: Array(repeating: finding, count: 20), events: records)
        }
        model.templates = (0..<3_000).map { .init(id: "E\($0)", text: attack, trained: nil, seen: $0, isNew: true) }
        model.timeline = .init(
            axis: .time, start: -.infinity, end: .nan, bins: Array(repeating: .init(lines: 3, anomalies: 1), count: 5_000))
        model.scores = .init(start: 0, end: 0, threshold: .nan, normal: [0], anomalous: [0, 2])
        model.precisionRecall = .init(points: [.init(recall: .nan, precision: .infinity)], operatingPoint: nil, averagePrecision: .nan)
        model.evaluation = .init(
            figures: [.init(attack, attack)], rows: [.init(name: attack, precision: .nan, recall: nil, f1: nil, falsePositiveRate: nil)],
            note: attack)
        model.unparsed = [.init(reason: .nulBytes, count: 1, samples: records)]
        model.provenance = [.init(attack, attack)]
        return model
    }
}

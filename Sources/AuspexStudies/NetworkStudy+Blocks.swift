import Auspex

extension NetworkStudy {
    /// The report's protocol: windows of ten raw lines one after the other, whatever blocks they are of, with their values; a window is anomalous when one of its
    /// lines belongs to an anomalous block. Which 700 entries taught it does not say: here the first stretch of so many that holds both kinds.
    func reportWindows(progress: RunProgress.Handler) throws -> Windows {
        try progress(RunProgress(stage: "networks", detail: "merged-deeplog on the raw lines as they come"))
        let path = folder + "/hdfs/raw/HDFS_20k.log.gz", labels = try Labels(path: folder + "/hdfs/raw/HDFS_20k_block_labels.csv")
        let corpus = try Corpus.read(
            CorpusInput(inputs: [path], session: "none", window: .init(extent: .records(size: Self.reportLength, step: 1))))
        let windows = corpus.sessions.filter { $0.events.count == Self.reportLength }
        let texts = try corpus.texts(of: Set(windows.flatMap(\.lines)))
        let isAnomalous = windows.map { window in
            window.lines.contains { line in
                (texts[line] ?? "").matches(of: /blk_-?[0-9]+/).contains { labels[String($0.output)] == true }
            }
        }
        let all = LabelledSessions(sessions: windows, labels: isAnomalous), size = Self.reportEntries
        let start = stride(from: 0, to: windows.count, by: size).first { first in
            Set(isAnomalous[first..<min(first + size, windows.count)]).count == 2
        }
        guard let start else { throw InputError("\(path): no \(size) lines hold both kinds") }
        // Windows that share a line with those that teach do not test.
        let apart = windows.indices.filter { $0 <= start - Self.reportLength || $0 >= start + size + Self.reportLength - 1 }
        return try self.windows(
            "raw lines as they come, with values; lines \(start + 1)–\(start + size) teach, as many as in the report",
            all.part(Array(start..<min(start + size, windows.count))), all.part(apart))
    }

    private static let reportLength = 10, reportEntries = 700

    /// Blocks of the raw excerpt with their values, seven of ten teaching.
    func rawWindows(progress: RunProgress.Handler) throws -> Windows {
        try progress(RunProgress(stage: "networks", detail: "merged-deeplog on blocks of raw lines"))
        let corpus = try excerpt(), parts = corpus.split(Split(order: .random(seed: 1), trainingShare: 0.7))
        return try windows(
            "raw lines with values, seven of ten blocks of the excerpt teach", corpus.labelled(parts.training), corpus.labelled(parts.test))
    }

    /// All public sessions, seven of ten blocks teaching: windows as the report has them, and longer ones.
    func publicWindows(_ normal: [EventSequence], _ anomalous: [EventSequence], progress: RunProgress.Handler) throws -> [Windows] {
        func cut(_ sessions: [EventSequence]) -> (training: [EventSequence], test: [EventSequence]) {
            let (training, test) = Split(order: .random(seed: 1), trainingShare: 0.7).cut(sessions)
            return (training.map { sessions[$0] }, test.map { sessions[$0] })
        }
        let one = cut(normal), other = cut(anomalous)
        return try [(10, ["positiveWeight=5"]), (10, ["positiveWeight=1"]), (20, ["positiveWeight=5"]), (20, ["positiveWeight=1"])].map {
            length, settings in
            try progress(RunProgress(stage: "networks", detail: "merged-deeplog on windows of \(length)"))
            var result = try windows(
                "event ids, seven of ten public blocks teach, window=\(length), \(settings[0])",
                LabelledSessions(normal: one.training, abnormal: other.training),
                LabelledSessions(normal: one.test, abnormal: other.test), settings + ["window=\(length)"])
            result.bound = Self.windowBound(normal: one.test, anomalous: other.test, length: length)
            return result
        }
    }

    /// What windows can tell at best: of each distinct window it is known in how many normal and anomalous sessions it stands, and those with the
    /// largest share of anomalous ones are flagged, as many as make F1 largest. Windows are those the method judges: full ones, and a session that is shorter.
    static func windowBound(normal: [EventSequence], anomalous: [EventSequence], length: Int) -> Double {
        var counts: [[TemplateID]: (normal: Int, anomalous: Int)] = [:]
        func count(_ sessions: [EventSequence], _ body: (inout (normal: Int, anomalous: Int)) -> Void) {
            for session in sessions where !session.events.isEmpty {
                let events = session.events
                guard events.count > length else {
                    body(&counts[events, default: (0, 0)])
                    continue
                }
                for last in (length - 1)..<events.count { body(&counts[Array(events[(last - length + 1)...last]), default: (0, 0)]) }
            }
        }
        count(normal) { $0.normal += 1 }
        count(anomalous) { $0.anomalous += 1 }
        let all = counts.values.reduce(0) { $0 + $1.anomalous }
        var found = 0, wrong = 0, best = 0.0
        for window in counts.values.sorted(by: { $0.anomalous * ($1.normal + $1.anomalous) > $1.anomalous * ($0.normal + $0.anomalous) }) {
            found += window.anomalous
            wrong += window.normal
            best = max(best, 2 * Double(found) / Double(found + wrong + all))
        }
        return best
    }

    private func windows(
        _ name: String, _ training: LabelledSessions, _ test: LabelledSessions, _ settings: [String] = []
    ) throws -> Windows {
        let detector = try plan("merged-deeplog", settings, seed: 1).fit(on: training).fitted
        var result = Windows(name: name, trained: training.sessions.reduce(0) { $0 + $1.events.count }, matrix: ConfusionMatrix())
        guard let classifier = detector as? SequenceClassifier else { return result }
        for (scores, label) in zip(classifier.windowScores(of: test.sessions), test.labels) {
            for score in scores {
                switch (detector.threshold.flags(score), label) {
                case (true, true): result.matrix.truePositives += 1
                case (true, false): result.matrix.falsePositives += 1
                case (false, true): result.matrix.falseNegatives += 1
                case (false, false): result.matrix.trueNegatives += 1
                }
            }
        }
        return result
    }

    /// The first 30 % of the raw excerpt's blocks in the order of time teach, the others test.
    func addChronological(to outcome: inout Outcome, progress: RunProgress.Handler) throws {
        let corpus = try excerpt(), parts = corpus.split(Split(trainingShare: 0.3))
        let training = corpus.labelled(parts.training), test = corpus.labelled(parts.test)
        outcome.excerpt = [training, test].flatMap { [$0.sessions.count, $0.labels.count { $0 }] }
        for (name, settings, isMixed) in Self.methods.prefix(Self.chronologicalMethods) {
            let isTold = try DetectorPlan(detector: name).needsLabels
            let label = ([name] + settings).joined(separator: ", ")
            try progress(RunProgress(stage: "networks", detail: "\(label) in the order of time"))
            let plan = try plan(name, settings, seed: 1), start = clock()
            let fitted = (isMixed || isTold ? try fit(plan, training) : try plan.fit(on: training.normal)).fitted
            let seconds = clock() - start
            outcome.chronological.append(
                Chronological(
                    method: label, taught: isTold ? "labelled" : isMixed ? "all, unlabelled" : "normal",
                    matrix: ConfusionMatrix(fitted, test), seconds: seconds))
        }
    }

    private func excerpt() throws -> Corpus {
        let labels = try Labels(path: folder + "/hdfs/raw/HDFS_20k_block_labels.csv")
        return try Corpus.read(
            CorpusInput(inputs: [folder + "/hdfs/raw/HDFS_20k.log.gz"]), labels: CorpusLabels(sessions: labels.isAnomalous))
    }
}

extension ConfusionMatrix {
    /// What a method decides about labelled sessions.
    init(_ detector: any FittedMethod, _ test: LabelledSessions) {
        self.init()
        for (score, label) in zip(detector.scores(of: test.sessions), test.labels) {
            switch (detector.threshold.flags(score), label) {
            case (true, true): truePositives += 1
            case (true, false): falsePositives += 1
            case (false, true): falseNegatives += 1
            case (false, false): trueNegatives += 1
            }
        }
    }
}

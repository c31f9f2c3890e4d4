import TestSupport
import Testing

@testable import Auspex

/// One reading for many methods, with the labels apart.
@Suite struct CorpusTests {
    private static func corpus(_ folder: TemporaryFolder, rate: Double = 0.05) throws -> (corpus: Corpus, log: SimulatedLog, path: String) {
        let log = try PipelineTests.simulate(4_000, rate: rate, seed: 8)
        let path = try folder.write("cluster.log", bytes: log.log)
        let truth = Dictionary(log.sessionLabels.map { ($0.session, $0.kind != nil) }) { $0 || $1 }
        let classes = Dictionary(log.sessionLabels.compactMap { label in label.kind.map { (label.session, $0.rawValue) } }) { first, _ in
            first
        }
        let labels = CorpusLabels(sessions: truth, classes: classes)
        return (try Corpus.read(CorpusInput(inputs: [path]), labels: labels), log, path)
    }

    @Test func `methods that learn from one reading become what they become alone`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (corpus, _, path) = try Self.corpus(folder, rate: 0)
        for plan in [try PipelineTests.ngramPlan(), try DetectorPlan(detector: "countVector", seed: 3)] {
            let alone = try TrainingRun(input: .init(inputs: [path]), plan: plan).run()
            let shared = try TrainingRun(input: .init(inputs: [path]), plan: plan).run(on: corpus)
            #expect(try shared.model.bundle().files == alone.model.bundle().files)
            #expect(shared.notes == alone.notes && shared.warnings == alone.warnings)
        }
    }

    @Test func `lines stand in order, sessions hold the same events, and their text is there on demand`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (corpus, log, _) = try Self.corpus(folder)
        #expect(corpus.stream.count == 4_000 && corpus.stream.lines.map(\.line) == Array(1...4_000))
        let session = try #require(corpus.sessions.first { $0.events.count > 5 })
        for (event, line) in zip(session.events, session.lines) { #expect(corpus.stream.templates[Int(line.line) - 1] == event) }
        let texts = try corpus.texts(of: Set(session.lines))
        let lines = String(decoding: log.log, as: UTF8.self).split(separator: "\n")
        for line in session.lines { #expect(texts[line].map { $0 == lines[Int(line.line) - 1] } == true) }
    }

    @Test func `parts are whole and apart, and only what asks for labels gets them`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (corpus, _, _) = try Self.corpus(folder)
        let parts = corpus.split(Split(order: .random(seed: 2), trainingShare: 0.5), validationShare: 0.2)
        let all = parts.training + parts.validation + parts.test
        #expect(all.sorted() == Array(corpus.sessions.indices))
        #expect(abs(parts.validation.count * 4 - parts.training.count) <= 4)
        let unlabelled: [EventSequence] = corpus.sessions(parts.training)
        #expect(unlabelled.count == parts.training.count)
        let labelled = corpus.labelled(parts.test)
        #expect(labelled.sessions.count == parts.test.count && labelled.labels.contains(true) && labelled.labels.contains(false))
        let classified = corpus.classified(parts.test)
        #expect(classified.count == labelled.labels.count { $0 })
    }

    @Test func `a session is as anomalous as its lines where it has no label itself`() {
        let lines = [LineReference(source: 0, line: 1), LineReference(source: 0, line: 2)]
        let window = EventSequence(id: "lines 1–2", events: [], lines: lines, kind: .window)
        #expect(CorpusLabels().isAnomalous(window) == nil)
        #expect(CorpusLabels(lines: [lines[0]: false]).isAnomalous(window) == false)
        #expect(CorpusLabels(lines: [lines[0]: false, lines[1]: true]).isAnomalous(window) == true)
        #expect(CorpusLabels(sessions: ["lines 1–2": false], lines: [lines[1]: true]).isAnomalous(window) == false)
    }
}

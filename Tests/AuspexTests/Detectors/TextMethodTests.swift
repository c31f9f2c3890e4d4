import Foundation
import TestSupport
import Testing

@testable import Auspex

/// Methods that judge messages by their words.
@Suite struct TextMethodTests {
    /// A message as it comes from a log.
    private static func message(_ text: String, _ number: Int = 1) -> EventSequence {
        var values = EventValues()
        values.append(MessageWords.read(Array(text.utf8)))
        return EventSequence(
            id: "line \(number)", events: [TemplateID(rawValue: 1)], values: values, isComplete: false, kind: .message)
    }

    /// Messages of disks and of networks; some disks and some networks fail.
    private static func messages(_ count: Int, seed: UInt64) -> LabelledSessions {
        var source = RandomSource(seed: seed)
        var all = LabelledSessions(sessions: [], labels: [], classes: [])
        for number in 0..<count {
            let disk = source.uniform() < 0.5, fails = source.uniform() < 0.4
            let name = "\(disk ? "disk" : "port") \(Int(source.next() % 1_000))"
            let text =
                fails
                ? (disk ? "write error on \(name) sector lost after retry" : "carrier lost on \(name) link is down again")
                : "\(name) \(source.uniform() < 0.5 ? "was attached to controller" : "passed its hourly check") without any notice"
            all.sessions.append(message(text, number + 1))
            all.labels.append(fails)
            all.classes?.append(fails ? disk ? "disk" : "network" : "normal")
        }
        return all
    }

    private static let small = ["units=8", "embedding=8", "epochs=60", "learningRate=0.01", "length=12"]

    private static func fit(_ method: String, _ settings: [String] = [], on examples: LabelledSessions) throws -> TextClassifier {
        try #require(try DetectorPlan(detector: method, settings: small + settings).fit(on: examples).fitted as? TextClassifier)
    }

    @Test func `words are folded, and numbers do not fill a vocabulary`() {
        func words(_ text: String) -> [EventValue] { MessageWords.read(Array(text.utf8)) }
        #expect(words("Disk 17 FAILED") == words("disk 4711: failed!"))
        #expect(words("don't") != words("dont") && words("don't").count == 1)
        #expect(words(" ,.; ").isEmpty && words("").isEmpty)
        #expect(words("block-12x").count == 2 && words("12x") == words("9x") && words("12x") != words("x"))
        #expect(words(String(repeating: "a b ", count: 2_000)).count == MessageWords.limit)
    }

    @Test func `a table of texts has identifiers, labels and classes`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.tsv", "id\tlabel\trating\ttext\na\t1\t7\tgood\tfilm indeed\nb\t0\t2\tbad film\nc\tsports\t3\tgoal\n")
        var vocabulary = SequenceVocabulary()
        let reading = try vocabulary.learn([path])
        #expect(reading.sequences.map(\.id) == ["a", "b", "c"] && reading.sequences.allSatisfy { $0.kind == .message })
        #expect(reading.sequences.map(\.words.storage.count) == [3, 2, 1], "a tab inside the text is a blank")
        #expect(reading.labels == ["a": true, "b": false, "c": true] && reading.classes == ["a": "1", "c": "sports"])
        #expect(Set(reading.sequences.map(\.fingerprint)).count == 3, "messages of one template are told apart by their words")
        let short = try folder.write("short.tsv", "id\tlabel\ttext\na\t1\n")
        #expect(throws: InputError.self) { try vocabulary.match([short]) }
    }

    @Test(arguments: ["text-blstm", "auto-lstm", "auto-blstm", "auto-gru"])
    func `messages of faults are found by their words and put into classes`(_ method: String) throws {
        let easy = method == "text-blstm" ? [] : ["dropout=0", "autoencoderDropout=0", "encoder=16", "code=16"]
        let fitted = try Self.fit(method, easy, on: Self.messages(300, seed: 1)), test = Self.messages(200, seed: 2)
        let right = zip(fitted.classes(of: test.sessions), try #require(test.classes)).count { $0 == $1 }
        #expect(right >= (method == "text-blstm" ? 198 : 130), "\(right) of 200")
        let verdicts = fitted.verdicts(for: test.sessions)
        let found = zip(verdicts, test.labels).count { $0.isAnomalous == $1 }
        #expect(found >= (method == "text-blstm" ? 198 : 140), "\(found) of 200")
        let kinds = Set(
            verdicts.flatMap(\.findings).map { finding in
                if case .classified(let kind, _) = finding.detail { kind } else { "" }
            })
        #expect(kinds.isSubset(of: ["disk", "network"]) && !kinds.isEmpty)
        #expect(verdicts.allSatisfy { $0.subject.kind == .message })
        #expect(fitted.notes.contains { $0.text.contains("protocol held-out") } == (method != "text-blstm"))
        var components = BundleComponents()
        try fitted.add(to: &components)
        #expect(try components.read(TextClassifier.self).verdicts(for: test.sessions) == verdicts)
    }

    @Test func `the published protocol gives the figures of its own test and is named`() throws {
        var examples = Self.messages(400, seed: 3)
        examples.classes = nil
        let fitted = try Self.fit(
            "auto-lstm",
            ["protocol=published", "trainingShare=0.4", "folds=2", "encoder=16", "code=16", "removesDuplicates=false", "dropout=0"],
            on: examples)
        let figures = try #require(fitted.published)
        #expect(figures.test == 240 && figures.training + figures.validation == 160 && figures.folds.count == 2, "\(figures)")
        #expect(figures.labels.map(\.name) == ["normal", "anomalous"] && (0...1).contains(figures.accuracy))
        #expect(fitted.notes.contains { $0.kind == .split && $0.text.contains("protocol published") })
        #expect(fitted.scores(of: examples.sessions).allSatisfy { (0...1.001).contains($0) }, "new messages are judged, too")
    }

    @Test func `the published protocol gives away even labels that mean nothing`() throws {
        var examples = Self.messages(800, seed: 3), source = RandomSource(seed: 4)
        examples.classes = nil
        examples.labels.shuffle(using: &source)
        let settings = [
            "trainingShare=0.4", "folds=0", "removesDuplicates=false", "encoder=32", "code=16", "autoencoderDropout=0.3", "dropout=0",
        ]
        let published = try #require(try Self.fit("auto-lstm", ["protocol=published"] + settings, on: examples).published)
        #expect(published.accuracy > 0.9, "\(published): whoever knows which autoencoder a message passed knows its label")
        // The same labels, autoencoders and network where the test is kept apart: nothing.
        let heldOut = try Self.fit("auto-lstm", settings, on: examples)
        var fresh = Self.messages(400, seed: 5)
        fresh.labels.shuffle(using: &source)
        let right = zip(heldOut.verdicts(for: fresh.sessions), fresh.labels).count { $0.isAnomalous == $1 }
        #expect(right < 280, "\(right) of 400")
    }

    @Test(arguments: ["auto-gru"])
    func `with its defaults an Auto- method finds faults by their words, and says that their order is lost on it`(_ method: String) throws {
        // With a handful of different messages hardly anything is left of them by the dropout: people's names make them many.
        func named(_ count: Int, seed: UInt64) -> LabelledSessions {
            var source = RandomSource(seed: seed)
            let words = ["anna", "boris", "carla", "dmitri", "elena", "farid", "greta", "henk", "ines", "jan"]
            let labels = (0..<count).map { _ in source.uniform() < 0.4 }
            let sessions = labels.enumerated().map { number, fails in
                let name = words[Int(source.next() % 10)], other = words[Int(source.next() % 10)]
                return Self.message(
                    fails
                        ? "write error on the disk of \(name) lost after retry by \(other)"
                        : "\(name) passed the hourly check without any notice to \(other)",
                    number)
            }
            return LabelledSessions(sessions: sessions, labels: labels)
        }
        let examples = named(60, seed: 1), fresh = named(100, seed: 2)
        let fitted = try DetectorPlan(detector: method, seed: 7).fit(on: examples).fitted
        let right = zip(fitted.verdicts(for: fresh.sessions), fresh.labels).count { $0.isAnomalous == $1 }
        #expect(right >= 95, "\(right) of 100")
        let weakness = try #require(MethodRegistry.method(named: method)).description.weakness
        #expect(weakness.contains("order") && weakness.contains("text-blstm"))
    }

    @Test func `nothing is learnt from labels drawn at random`() throws {
        var examples = Self.messages(400, seed: 3), source = RandomSource(seed: 4)
        examples.classes = nil
        examples.labels.shuffle(using: &source)
        let fitted = try Self.fit("text-blstm", on: examples), fresh = Self.messages(400, seed: 5)
        var truth = fresh.labels
        truth.shuffle(using: &source)
        let right = zip(fitted.verdicts(for: fresh.sessions), truth).count { $0.isAnomalous == $1 }
        #expect(right < 280, "\(right) of 400")
    }

    @Test func `too little to learn from is said, or is enough`() throws {
        let all = Self.messages(40, seed: 6)
        for method in ["text-blstm", "auto-gru"] {
            let normal = LabelledSessions(normal: all.normal, abnormal: [])
            #expect(throws: InputError.self, "one class only") { try Self.fit(method, on: normal) }
            let few = LabelledSessions(normal: Array(all.normal.prefix(2)), abnormal: Array(all.anomalous.prefix(2)))
            let fitted = try Self.fit(method, ["epochs=3"], on: few)
            #expect(fitted.notes.contains { $0.text.contains("too few labelled messages") })
            let word = LabelledSessions(
                normal: [Self.message("up"), Self.message("up up")], abnormal: [Self.message("up up up"), Self.message("up up up up")])
            #expect(
                try Self.fit(method, ["epochs=3"], on: word).scores(of: [Self.message("down"), Self.message("")]).allSatisfy(\.isFinite))
            let narrow = try Self.fit(method, ["epochs=3", "vocabularyLimit=1"], on: all)
            #expect(narrow.state.reading.words.count == 1)
        }
        #expect(throws: InputError.self) {
            try Self.fit(
                "auto-lstm", ["protocol=published"], on: LabelledSessions(normal: all.normal, abnormal: Array(all.anomalous.prefix(2))))
        }
        #expect(throws: InputError.self) { try Self.fit("auto-lstm", ["protocol=published", "minimumWords=30"], on: all) }
    }

    @Test func `a log with labels in its header is learnt and judged line by line`() throws {
        let folder = try TemporaryFolder()
        func log(_ name: String, _ count: Int, seed: UInt64) throws -> String {
            var source = RandomSource(seed: seed)
            let lines = (0..<count).map { number in
                let fails = source.uniform() < 0.3
                return "\(fails ? "DISK" : "-") \(number) node\(source.next() % 5) "
                    + (fails ? "write error on disk \(source.next() % 9) sector lost" : "disk \(source.next() % 9) passed its hourly check")
            }
            return try folder.write(name, lines.joined(separator: "\n") + "\n")
        }
        let format = "<Label> <Number> <Node> <Content>"
        let taught = try log("a.log", 200, seed: 1), judged = try log("b.log", 100, seed: 2)
        let labels = try Labels(source: "<label>", of: [taught], format: format)
        #expect(labels.isAnomalous.count == 200 && labels["line 1"] != nil)
        #expect(throws: InputError.self) { try Labels(source: "<Colour>", of: [taught], format: format) }
        let plan = try DetectorPlan(detector: "text-blstm", settings: Self.small)
        let model = try TrainingRun(
            input: .init(inputs: [taught], format: format), plan: plan, labels: CorpusLabels(sessions: labels.isAnomalous), holdOut: .init()
        ).run().model
        #expect(model.preparation.unit == .message)
        let path = folder.file("m.auspex")
        try model.save(to: path)
        let loaded = try TrainedModel(path: path)
        let outcome = try EvaluationRun(model: loaded, truth: .labelled(inputs: [judged], labels: "<Label>")).run { (0, 0) }
        #expect(outcome.report.sessions == 100 && outcome.report.matrix.f1 == 1, "\(outcome.report.matrix)")
        let anomaly = try #require(outcome.result.all.first { $0.verdict.isAnomalous })
        #expect(anomaly.verdict.session.hasPrefix("line ") && anomaly.sequence.lines.count == 1)
        let run = try FeedbackRun(path: path)
        let error = #expect(throws: InputError.self) {
            try run.take([.init(session: "line 1", verdict: .normal)], about: ["line 1": [anomaly.sequence]])
        }
        #expect(error?.message.contains("labels") == true)
    }
}

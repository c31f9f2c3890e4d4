import Foundation
import Neural
import TestSupport
import Testing

@testable import Auspex

/// From two logs to a model of the second.
@Suite struct TransferRunTests {
    private static func method(_ settings: [String] = []) throws -> LogTransferMethod {
        var method = LogTransferMethod(seed: 2)
        var typed = try Settings(["units=16", "layers=1", "embedding=16", "dense=16", "epochs=12"] + settings)
        try method.apply(&typed)
        try typed.finish(for: "logtransfer")
        return method
    }

    private struct Written {
        var system: TransferRun.System
        var unlabelled: TransferRun.System
    }

    private static func write(_ name: String, seed: UInt64, in folder: TemporaryFolder, lines: Int = 12_000) throws -> Written {
        let log = try SimulatedLog(system: name, configuration: .init(length: .lines(lines), anomalyRate: 0.1, seed: seed))
        let path = folder.file("\(name).log"), labels = folder.file("\(name).csv")
        try Data(log.log).write(to: URL(filePath: path))
        try Data((LineLabel.csvHeader + log.lineLabels.map(\.csv).joined()).utf8).write(to: URL(filePath: labels))
        let input = CorpusInput(inputs: [path], session: "none")
        return Written(
            system: .init(input, labels: try CorpusLabels(path: labels)), unlabelled: .init(input))
    }

    @Test func `labels of one vendor's switch find faults of another's, the same for any number of threads, and the model is kept`() throws
    {
        let folder = try TemporaryFolder()
        let a = try Self.write("switch-a", seed: 1, in: folder), b = try Self.write("switch-b", seed: 2, in: folder)
        var run = TransferRun(source: a.system, target: b.system, method: try Self.method(), labelLimit: 60)
        run.suggestions = 3
        let outcome = try run.run()
        #expect(outcome.targetChunks == (30, 30))
        let check = try #require(outcome.check), area = try #require(check.rocArea)
        #expect(area > 0.7, "\(area)")
        #expect(outcome.suggestions.count == 3 && outcome.suggestions.allSatisfy { $0.lines.count == 20 && $0.lines[0].contains("core02") })
        #expect(outcome.notes.contains { $0.text.contains("words of both systems") })
        #expect(outcome.notes.contains { $0.text.contains("chunks without a label look normal") })
        run.threads = 3
        let again = try run.run()
        #expect(again.check?.matrix == check.matrix && again.suggestions.map(\.score) == outcome.suggestions.map(\.score))

        let path = folder.file("b.auspex")
        try outcome.model.save(to: path)
        let restored = try TrainedModel(path: path)
        let chunks = try Corpus.read(b.system.input).sessions.prefix(50)
        #expect(restored.detector.fitted.scores(of: Array(chunks)) == outcome.model.detector.fitted.scores(of: Array(chunks)))
    }

    @Test func `without target labels the source's network decides as it is, and says so`() throws {
        let folder = try TemporaryFolder()
        let a = try Self.write("switch-a", seed: 1, in: folder), b = try Self.write("switch-b", seed: 2, in: folder)
        let outcome = try TransferRun(source: a.system, target: b.unlabelled, method: try Self.method()).run()
        #expect(outcome.targetChunks == (0, 0) && outcome.check == nil)
        #expect(outcome.notes.contains { $0.text.contains("the source's network decides as it is") })
        let limited = try TransferRun(source: a.system, target: b.system, method: try Self.method(), labelLimit: 0).run()
        #expect(limited.targetChunks == (0, 0))
        // Every labelled chunk checks the model; how well it does without any is the study's question.
        #expect(limited.check?.rocArea != nil)
    }

    @Test func `systems without a common word are warned about, and a result is shown`() throws {
        let folder = try TemporaryFolder()
        let a = try Self.write("switch-a", seed: 1, in: folder)
        let path = folder.file("strange.log")
        let text = (0..<400).map {
            "2026-01-01 10:\($0 / 60 % 60 + 10):\($0 % 60 + 10) \(["zorp glib", "quux blat frob", "wibble"][$0 % 3])\n"
        }
        try Data(text.joined().utf8).write(to: URL(filePath: path))
        let target = TransferRun.System(CorpusInput(inputs: [path], session: "none"))
        let outcome = try TransferRun(source: a.system, target: target, method: try Self.method()).run()
        #expect(outcome.warnings.contains { $0.contains("no word in common") })
    }

    @Test func `a source without labels is refused in one line`() throws {
        let folder = try TemporaryFolder()
        let a = try Self.write("switch-a", seed: 1, in: folder, lines: 500)
        let error = #expect(throws: InputError.self) {
            try TransferRun(source: a.unlabelled, target: a.system, method: try Self.method()).run()
        }
        #expect(error?.remedy == .labels)
    }

    @Test func `shared layers stay to the bit, the others move`() throws {
        func sessions(_ events: [UInt32], _ count: Int, _ name: String) -> [EventSequence] {
            (0..<count).map { number in
                EventSequence(
                    id: "\(name) \(number)", events: (0..<20).map { TemplateID(rawValue: events[($0 * (number % 5 + 1)) % events.count]) })
            }
        }
        let texts = ["link is up", "link is down", "user logged in", "fan failed", "power lost", "clock set"]
        let words = TemplateWords(texts.enumerated().map { LogTemplate(id: TemplateID(rawValue: UInt32($0 + 1)), text: $1, count: 9) })
        let examples = LabelledSessions(normal: sessions([1, 3, 6], 40, "n"), abnormal: sessions([1, 2, 2, 4, 5], 40, "a"))
        let method = try Self.method(), context = FittingContext(seed: 2)
        let source = try method.learnSource(.init(examples, words: words), target: words, context: context)
        let unlabelled = sessions([1, 3, 6], 30, "u") + sessions([1, 2, 2, 4, 5], 3, "v")
        for share in SharedLayers.allCases {
            let target = LogTransferMethod.System(examples, words: words, unlabelled: unlabelled)
            let detector = try method.transfer(from: source, to: target, share: share, context: context)
            let before = source.detector.network, after = detector.network
            let dense = zip(before.denseLayers, after.denseLayers).allSatisfy { before.parameters[$0] == after.parameters[$1] }
            let recurrent = zip(before.sequenceLayers, after.sequenceLayers).allSatisfy { before.parameters[$0] == after.parameters[$1] }
            #expect(dense == (share == .fc || share == .all), "\(share)")
            #expect(recurrent == (share == .lstm || share == .all), "\(share)")
        }
    }

    @Test func `a chunk is read with the events before it, which are not judged again`() {
        let session = EventSequence(id: "s", events: (1...9).map { TemplateID(rawValue: $0) })
        let chunks = session.chunks(length: 4, step: 2, before: 3)
        #expect(chunks.map { $0.events.map(\.rawValue) } == [[1, 2, 3, 4], [3, 4, 5, 6], [5, 6, 7, 8], [6, 7, 8, 9]])
        #expect(chunks.map { $0.history.map(\.rawValue) } == [[], [1, 2], [2, 3, 4], [3, 4, 5]])
        let reading = ClassifierReading(unit: .window, length: 4, before: 3)
        let tokens = ClassifierTokens([session], reading: reading)
        let examples = ClassifierExamples(chunks + [session], tokens: tokens, reading: reading)
        // One example for a chunk; for the session one at each event from the fourth on, the same ones where a chunk ends there.
        #expect(examples.examples == [[0], [1], [2], [3], [0, 4, 1, 5, 2, 3]] && examples.ends.last == [3, 4, 5, 6, 7, 8])
        let lengths = zip(examples.starts.dropFirst(), examples.starts).map { $0 - $1 }
        #expect(lengths == [4, 6, 7, 7, 5, 7])
    }

    @Test func `how frequent anomalies are comes from chunks without a label`() throws {
        // Labels are half and half; in the log one chunk in eleven is anomalous, and only the chunks nobody labelled can say so.
        func chunks(_ event: UInt32, _ count: Int, _ name: String) -> [EventSequence] {
            (0..<count).map { number in
                let events = (0..<20).map { TemplateID(rawValue: ($0 * 7 + number) % 20 < 8 ? event : UInt32(1 + ($0 + number) % 3)) }
                return EventSequence(id: "\(name) \(number)", events: events, kind: .window)
            }
        }
        let texts = ["link up", "clock set", "user in", "fan failed", "fan replaced"]
        let words = TemplateWords(texts.enumerated().map { LogTemplate(id: TemplateID(rawValue: UInt32($0 + 1)), text: $1, count: 9) })
        let few = LabelledSessions(normal: chunks(5, 20, "n"), abnormal: chunks(4, 20, "a"))
        let method = try Self.method(["before=0"])
        let system = LogTransferMethod.System(few, words: words, unlabelled: chunks(5, 200, "u") + chunks(4, 20, "v"))
        let detector = try method.fit(on: system, context: FittingContext(words: words))
        let scores = detector.scores(of: system.unlabelled)
        #expect(scores.prefix(200).allSatisfy { !detector.threshold.flags($0) })
        #expect(scores.suffix(20).allSatisfy { detector.threshold.flags($0) })
        let note = try #require(detector.notes.first { $0.text.contains("without a label") })
        #expect(note.text.hasPrefix("200 of 220"), "\(note.text)")
    }

    @Test(arguments: [("line\n0\n", ":2:"), ("line,label\nx,1\n", ":2:"), ("", "no labels")])
    func `a broken list of lines is refused`(text: String, what: String) throws {
        let folder = try TemporaryFolder(), path = folder.file("labels.csv")
        try Data(text.utf8).write(to: URL(filePath: path))
        let error = #expect(throws: InputError.self) { try CorpusLabels(path: path) }
        #expect(error?.message.contains(what) == true)
    }
}

import TestSupport
import Testing

@testable import Auspex

/// Times that go back or are missing, numbers that are none, parameters that are not there any more: from raw lines to verdicts.
@Suite struct OddValueTests {
    /// One request: opened, stored after about a second, closed after about two more.
    struct Request {
        var number: Int
        var size = "4096 bytes"
        var duration = "12 ms"
        /// Seconds before each of the three lines, or `nil` for a line without a time.
        var waits: [Double?] = [0.5, 1, 2]
    }

    static func requests(_ count: Int, from first: Int = 0) -> [Request] {
        (first..<first + count).map { number in
            Request(
                number: number, size: "\(3_000 + number * 7_919 % 2_000) bytes", duration: "\(10 + number * 31 % 17) ms",
                waits: [0.5, 0.9 + Double(number % 5) * 0.05, 1.8 + Double(number % 7) * 0.1])
        }
    }

    static func log(_ requests: [Request]) -> String {
        var text = "", clock = 36_000.0
        for request in requests {
            let id = "req-" + String(0x100000 + request.number, radix: 16)
            let lines = ["opened request \(id)", "stored \(request.size) of request \(id) in \(request.duration)", "closed request \(id)"]
            for (wait, line) in zip(request.waits, lines) {
                clock += wait ?? 0.5
                let milliseconds = Int((clock * 1000).rounded())
                func padded(_ value: Int, _ width: Int) -> String {
                    String(repeating: "0", count: max(0, width - "\(value)".count)) + "\(value)"
                }
                let time =
                    "2024-05-01 \(padded(milliseconds / 3_600_000, 2)):\(padded(milliseconds / 60_000 % 60, 2)):"
                    + "\(padded(milliseconds / 1000 % 60, 2)),\(padded(milliseconds % 1000, 3))"
                text += "\(wait == nil ? "2024-13-99 never" : time) INFO store: \(line)\n"
            }
        }
        return text
    }

    static let pattern = "<Date> <Time> <Level> <Component>: <Content>"

    static func train(_ requests: [Request], in folder: TemporaryFolder) throws -> TrainingRun.Outcome {
        let path = try folder.write("quiet.log", log(requests))
        return try TrainingRun(
            input: .init(inputs: [path], format: pattern, session: "req-[0-9a-f]+"), plan: PipelineTests.ngramPlan()
        ).run()
    }

    static func judge(_ requests: [Request], by model: TrainedModel, in folder: TemporaryFolder) throws -> DetectionResult {
        let path = try folder.write("today.log", log(requests))
        return try DetectionRun(model: model, options: .init(inputs: [path], keepsAll: true)).run()
    }

    /// Numbers no interval may ever learn from.
    static let hostile = [
        "nan", "NaN", "inf", "-Infinity", "1e999", "-1e999", String(repeating: "9", count: 400), "0x" + String(repeating: "f", count: 60),
        "1e18", "-", "..", "12..5", "1e", "0x", "1,,2",
    ]

    /// Whether every interval of a model is finite and no wider than the clean values allow.
    static func expectSound(_ values: ValueModels?, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let values = try #require(values, sourceLocation: sourceLocation)
        #expect(values.threshold.value.isFinite && values.threshold.value < 1_000, sourceLocation: sourceLocation)
        for key in values.description {
            for range in [key.delay].compactMap({ $0 }) + key.parameters.compactMap(\.range) {
                #expect(
                    range.lowerBound.isFinite && range.upperBound.isFinite && range.upperBound < 1e6, "\(range)",
                    sourceLocation: sourceLocation)
            }
        }
        let bytes = try JSON.encode(values.files().mapValues { String(decoding: $0, as: UTF8.self) })
        #expect(!bytes.isEmpty, sourceLocation: sourceLocation)
    }

    @Test func `a clock that goes back counts as no time passed, is told, and hides no slow step`() throws {
        let folder = try TemporaryFolder()
        var quiet = Self.requests(300)
        for place in stride(from: 10, to: 300, by: 25) { quiet[place].waits[1] = -7 }
        for place in stride(from: 15, to: 300, by: 40) { quiet[place].waits[2] = 0 }
        let outcome = try Self.train(quiet, in: folder)
        try Self.expectSound(outcome.model.values)
        #expect(outcome.model.values?.training.negativeDelays == 24, "two steps a session are measured from the first")
        #expect(outcome.warnings.contains { $0.contains("24 delays") && $0.contains("back") }, "\(outcome.warnings)")
        var today = Self.requests(100, from: 1_000)
        today[20].waits[1] = -3_600
        today[40].waits[2] = -0.001
        today[60].waits = [0, 0, 0]
        today[80].waits[2] = 90
        let result = try Self.judge(today, by: outcome.model, in: folder)
        #expect(result.sessions == 100)
        #expect(result.all.filter { $0.verdict.findings.contains { $0.reason == .unusualDelay } }.map(\.verdict.session) == ["req-100438"])
        #expect(result.all.filter(\.verdict.isAnomalous).count == 1)
    }

    @Test func `lines without a time take part in everything but delays`() throws {
        let folder = try TemporaryFolder()
        var quiet = Self.requests(300)
        for place in stride(from: 3, to: 300, by: 10) { quiet[place].waits[1] = nil }
        let model = try Self.train(quiet, in: folder).model
        try Self.expectSound(model.values)
        var today = Self.requests(100, from: 1_000)
        today[30].waits = [nil, nil, nil]
        today[50].waits[1] = nil
        today[70].size = "900000 bytes"
        today[70].waits = [nil, nil, nil]
        let result = try Self.judge(today, by: model, in: folder)
        let anomalous = result.all.filter(\.verdict.isAnomalous)
        #expect(anomalous.map(\.verdict.session) == ["req-10042e"])
        #expect(anomalous.first?.verdict.findings.first?.reason == .unusualValue)
        // No time anywhere.
        for place in quiet.indices { quiet[place].waits = [nil, nil, nil] }
        let timeless = try Self.train(quiet, in: folder)
        #expect(timeless.model.values?.description.allSatisfy { $0.delay == nil } == true)
        #expect(try Self.judge(today, by: timeless.model, in: folder).anomalyCount == 1)
    }

    @Test func `numbers that are none poison nothing, are counted and told, in training and after`() throws {
        let folder = try TemporaryFolder()
        var quiet = Self.requests(400)
        for (number, text) in Self.hostile.enumerated() {
            quiet[20 * number + 5].size = text + " bytes"
            quiet[20 * number + 9].duration = text + " ms"
            quiet[20 * number + 13].size = text + "GB"
        }
        let clean = try Self.train(Self.requests(400), in: folder), dirty = try Self.train(quiet, in: folder)
        try Self.expectSound(clean.model.values)
        try Self.expectSound(dirty.model.values)
        #expect(dirty.warnings.contains { $0.contains("not finite or absurdly large") }, "\(dirty.warnings)")
        #expect(!clean.warnings.contains { $0.contains("not finite") })
        try dirty.model.save(to: folder.file("m.auspex"))
        let loaded = try TrainedModel(path: folder.file("m.auspex"))
        for model in [clean.model, loaded] {
            var today = Self.requests(200, from: 1_000)
            for (number, text) in Self.hostile.enumerated() {
                today[10 * number + 2].size = text + " bytes"
                today[10 * number + 5].duration = text + " ms"
            }
            today[199].size = "-0 bytes"
            today[198].size = "88000000 bytes"
            let result = try Self.judge(today, by: model, in: folder)
            #expect(result.sessions == 200)
            #expect(result.all.allSatisfy { $0.verdict.score.isFinite && $0.verdict.findings.allSatisfy { $0.score.isFinite } })
            #expect(result.warnings.contains { $0.contains("not finite or absurdly large") }, "\(result.warnings)")
            // What no interval can judge is not reported for its value; the one real outlier is.
            let valued = result.all.filter { $0.verdict.findings.contains { $0.reason == .unusualValue && $0.event == 1 } }
            #expect(valued.contains { $0.verdict.session == "req-1004ae" })
            let explained = try Explanation(model: model, result: result, inputs: [folder.file("today.log")]).explain(limit: 100)
            #expect(!explained.isEmpty)
            let page = ReportBuilder(model: model, result: result, explained: explained, notes: []).report(title: "t", provenance: [])
            let html = String(decoding: HTMLReport.render(page), as: UTF8.self)
            #expect(!html.contains(">nan<") && !html.contains(">inf<"))
            #expect(try JSON.text(explained, pretty: false).count > 100)
        }
    }

    @Test func `values of a template that lost its parameter are not judged, and that is said; others are`() throws {
        let folder = try TemporaryFolder()
        let list = try folder.write(
            "list.csv",
            "EventId,EventTemplate\nE1,opened request <*>\nE2,stored <*> bytes of request <*> in <*> ms\nE3,closed request <*>\n")
        let path = try folder.write("quiet.log", Self.log(Self.requests(300)))
        let input = TrainingRun.Input(inputs: [path], format: Self.pattern, session: "req-[0-9a-f]+", templates: list)
        var model = try TrainingRun(input: input, plan: PipelineTests.ngramPlan()).run().model
        #expect(model.values?.profiles.count { $0.isUsed } == 2)
        var today = Self.requests(100, from: 1_000)
        today[50].size = "90000000 bytes"
        today[60].duration = "88888 ms"
        today[70].waits[2] = 90
        func anomalous(_ result: DetectionResult) -> Set<String> { Set(result.all.filter(\.verdict.isAnomalous).map(\.verdict.session)) }
        #expect(try anomalous(Self.judge(today, by: model, in: folder)) == ["req-10041a", "req-100424", "req-10042e"])
        // The size has become part of the template's text; the duration is found again by the word before it.
        model.parser = .known(
            try KnownTemplates([("E1", "opened request <*>"), ("E2", "<*> in <*> ms"), ("E3", "closed request <*>")]))
        let changed = try Self.judge(today, by: model, in: folder)
        #expect(
            changed.warnings.contains { $0.contains("100 numbers and words could not be judged: one kind of line has") },
            "\(changed.warnings)")
        #expect(anomalous(changed) == ["req-100424", "req-10042e"])
        #expect(changed.sessions == 100)
    }
}

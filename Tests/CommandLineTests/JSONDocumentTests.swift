import Auspex
import Foundation
import TestSupport
import Testing

/// What the program prints with `--json` is what `docs/schemas` and `docs/JSON.md` say.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct JSONDocumentTests {
    static let docs = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs")

    static func schema(_ document: JSONDocument) throws -> JSONSchema {
        try JSONSchema("\(document.rawValue).json", in: docs.appendingPathComponent("schemas"))
    }

    /// A text that must be a document of one kind, its name first.
    private static func expect(
        _ text: some StringProtocol, _ document: JSONDocument, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let beginning = String(text.prefix(120).filter { !$0.isWhitespace })
        #expect(beginning.hasPrefix("{\"schema\":\"\(document.schema)\","), sourceLocation: sourceLocation)
        let value = try JSON.decode(JSONValue.self, from: Array(text.utf8), source: document.rawValue)
        let faults = try schema(document).faults(in: value)
        #expect(faults.isEmpty, "\(document.schema): \(faults.prefix(5))", sourceLocation: sourceLocation)
    }

    private static func expect(
        _ document: JSONDocument, from arguments: [String], in folder: TemporaryFolder? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Program.run(arguments + ["--json"], in: folder)
        expectDone(result, sourceLocation: sourceLocation)
        try expect(result.output, document, sourceLocation: sourceLocation)
    }

    @Test func `every document has a schema with its name, and is described`() throws {
        let text = try String(contentsOf: Self.docs.appendingPathComponent("JSON.md"), encoding: .utf8)
        for document in JSONDocument.allCases {
            #expect(try Self.schema(document).identifier == document.schema)
            #expect(text.contains("`\(document.schema)`") && text.contains("schemas/\(document.rawValue).json"), "\(document)")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.docs.appendingPathComponent("schemas").path)
        #expect(Set(files) == Set(JSONDocument.allCases.map { "\($0.rawValue).json" } + ["common.json"]))
    }

    @Test func `what was taken to another system`() throws {
        let folder = try TemporaryFolder()
        for name in ["switch-a", "switch-b"] {
            let log = try Program.run(
                ["simulate", name, "--lines", "10000", "--anomaly-rate", "0.2", "--line-labels", "\(name).csv"], in: folder)
            try folder.write("\(name).log", log.output)
        }
        try Self.expect(
            .transfer,
            from: [
                "transfer", "--source", "switch-a.log", "--source-labels", "switch-a.csv", "--target", "switch-b.log", "--target-labels",
                "switch-b.csv", "--target-labels-limit", "20", "--suggest", "1", "--model", "b.auspex", "--set", "units=8", "--set",
                "embedding=8", "--set", "epochs=2",
            ], in: folder)
        // The model is one like any other.
        try Self.expect(.detect, from: ["detect", "b.auspex", "switch-b.log"], in: folder)
        let unknown = try Program.run(
            [
                "transfer", "--source", "switch-a.log", "--source-labels", "switch-a.csv", "--target", "switch-b.log", "--share", "half",
                "--model", "c",
            ],
            in: folder)
        #expect(unknown.code == 2 && unknown.messages.contains("--share half: unknown; there are fc, lstm, none, all"))
    }

    @Test func `scan and detect`() throws {
        let sample = try Sample.shared
        try Self.expect(.scan, from: ["scan", sample.faulty, "--all"])
        try Self.expect(.scan, from: ["scan", sample.faulty, "--baseline", sample.quiet, "--limit", "2"])
        try Self.expect(.detect, from: ["detect", sample.ensemble, sample.faulty, "--all"])
        try Self.expect(.detect, from: ["detect", sample.keyModel, sample.faulty])
        try Self.expect(.detect, from: ["detect", sample.sequences, sample.abnormalSequences, "--format", "sequences"])
    }

    @Test func `a log without sessions: windows, incidents, a folder of two formats, and what is new since a state`() throws {
        let folder = try TemporaryFolder()
        func lines(_ count: Int, from start: Int) -> String {
            (0..<count).map {
                "2026-11-26 10:\(String(format: "%02d:%02d", ($0 + start) / 60, ($0 + start) % 60)).000 INFO app.Work: step \($0) done\n"
            }
            .joined()
        }
        let error = "2026-11-26 10:30:00.500 ERROR app.Disk: No space left on device\n"
        try folder.write("quiet.log", lines(1500, from: 0))
        try folder.write("now.log", lines(300, from: 1500) + error + lines(300, from: 1800))
        try Self.expect(.scan, from: ["scan", "now.log", "--baseline", "quiet.log", "--all"], in: folder)
        try Self.expect(.scan, from: ["scan", ".", "--session", "none"], in: folder)
        try Self.expect(.train, from: ["train", "quiet.log", "--model", "m.auspex", "--detector", "ngram"], in: folder)
        let result = try Program.run(["detect", "m.auspex", "now.log", "--state", "s", "--json"], in: folder)
        expectDone(result)
        let told = result.output.split(separator: "\n")
        #expect(told.contains { $0.contains("No space left") }, "\(result.output) \(result.messages)")
        for line in told {
            let kind = [.detectIncident, .detectIncidentUpdate].first { line.contains("\"\($0.schema)\"") } ?? JSONDocument.detectAnomaly
            try Self.expect(line, kind)
        }
    }

    @Test func `an anomaly of a followed log`() throws {
        let sample = try Sample.shared
        let result = try Program.run(["detect", sample.ensemble, sample.faulty, "--follow", "--json"], interruptAfter: 4)
        let lines = result.output.split(separator: "\n")
        var seen: [JSONDocument: Int] = [:]
        for line in lines {
            let kind = [.detectIncident, .detectIncidentUpdate].first { line.contains("\"\($0.schema)\"") } ?? JSONDocument.detectAnomaly
            seen[kind, default: 0] += 1
            try Self.expect(line, kind)
        }
        #expect(seen[.detectAnomaly] ?? 0 > 0 && seen[.detectIncident] ?? 0 > 0, "\(seen) \(result.messages)")
    }

    @Test func `explain and evaluate`() throws {
        let sample = try Sample.shared
        let table = try String(contentsOfFile: sample.labels, encoding: .utf8).split(separator: "\n").dropFirst()
        for label in [0, 1] {
            let row = try #require(table.first { $0.contains(",\(label),") })
            try Self.expect(.explain, from: ["explain", sample.ensemble, sample.faulty, "--id", String(row.prefix { $0 != "," })])
        }
        try Self.expect(.evaluate, from: ["evaluate", sample.ensemble, sample.faulty, "--labels", sample.labels, "--prior", "0.03"])
        try Self.expect(
            .evaluate,
            from: ["evaluate", sample.sequences, "--normal", sample.normalSequences, "--abnormal", sample.abnormalSequences])
    }

    @Test func `many methods side by side`() throws {
        let sample = try Sample.shared
        let methods = [
            "evaluate", "--detectors", "ensemble,bigram,knn", "--set", "ensemble.model=ngram", "--seeds", "2", "--prior", "0.03",
        ]
        let folder = try TemporaryFolder()
        let taught = try folder.write("taught.txt", try String(contentsOfFile: sample.normalSequences, encoding: .utf8))
        try Self.expect(
            .evaluateMethods,
            from: methods + ["--baseline", taught, "--normal", sample.normalSequences, "--abnormal", sample.abnormalSequences])
        try Self.expect(.evaluateMethods, from: methods + [sample.faulty, "--labels", sample.labels, "--folds", "2"])
    }

    @Test func `train, inspect and the answers to reports`() throws {
        let sample = try Sample.shared, folder = try TemporaryFolder()
        try Self.expect(.train, from: ["train", sample.quiet, "--model", "m", "--set", "model=ngram"], in: folder)
        try Self.expect(.trainList, from: ["train", "--list"])
        try Self.expect(.trainList, from: ["train", "--list", sample.quiet, "--detector", "ngram"])
        try Self.expect(.trainList, from: ["train", "--list", sample.quiet, "--detector", "knn"])
        try Self.expect(.inspect, from: ["inspect", "m"], in: folder)
        try Self.expect(.inspect, from: ["inspect", sample.sequences])
        let found = try object(Program.run(["detect", "m", sample.faulty, "--json"], in: folder))
        let anomalies = try #require(found["anomalies"] as? [[String: Any]])
        let session = try #require(anomalies.first?["session"] as? String)
        try Self.expect(.feedbackList, from: ["feedback", "m", "--list"], in: folder)
        try Self.expect(.feedback, from: ["feedback", "m", "--anomaly", session, "--verdict", "normal", "--note", "known"], in: folder)
        try Self.expect(.feedbackList, from: ["feedback", "m", "--list"], in: folder)
        try Self.expect(.feedback, from: ["feedback", "m", "--revert"], in: folder)
    }

    @Test func `workflow, parse, demo and bench`() throws {
        let sample = try Sample.shared, folder = try TemporaryFolder()
        try Self.expect(.workflow, from: ["workflow", sample.ensemble])
        try Self.expect(.workflow, from: ["workflow", sample.quiet, "--method", "density"])
        try folder.write("odd.log", "no header\n\n2017-05-16 00:00:04.500 1 INFO a: x 1\n2017-05-16 00:00:05.500 1 INFO a: x 2\n")
        try Self.expect(.parse, from: ["parse", "odd.log", "--stats"], in: folder)
        try Self.expect(.demo, from: ["demo", "--lines", "2000", "--set", "model=ngram"], in: folder)
        try Self.expect(.bench, from: ["bench", "read", "--lines", "10000"])
    }

    @Test(.enabled(if: DataSets.available, "\(DataSets.whySkipped)")) func reproduce() throws {
        try Self.expect(.reproduce, from: ["reproduce", "parsing", "microservices", "--data", DataSets.path("")])
    }

    @Test func `the check finds what is missing, too much, of another kind or none of the words, and schemas it does not understand`()
        throws
    {
        let folder = try TemporaryFolder()
        try folder.write(
            "a.json",
            """
            {"$id": "a", "type": "object", "required": ["n"], "additionalProperties": false,
             "properties": {"n": {"type": "integer"}, "w": {"enum": ["x", "y"]}, "l": {"type": "array", "items": {"$ref": "b.json#/$defs/t"}}}}
            """)
        try folder.write("b.json", "{\"$defs\": {\"t\": {\"type\": [\"string\", \"null\"]}}}")
        try folder.write("c.json", "{\"minimum\": 3}")
        let url = URL(fileURLWithPath: folder.path)
        func faults(_ text: String, _ name: String = "a.json") throws -> [String] {
            try JSONSchema(name, in: url).faults(in: JSON.decode(JSONValue.self, from: Array(text.utf8), source: "test"))
        }
        #expect(try faults("{\"n\": 1, \"w\": \"x\", \"l\": [\"s\", null]}").isEmpty)
        #expect(try faults("{}") == [": n is missing"])
        #expect(try faults("{\"n\": 1.5}") == ["/n: 1.5 is no integer"])
        #expect(try faults("{\"n\": 1, \"z\": 1}") == ["/z: is not allowed here"])
        #expect(try faults("{\"n\": 1, \"w\": \"z\"}") == ["/w: z is none of x, y"])
        #expect(try faults("{\"n\": 1, \"l\": [\"s\", 4]}") == ["/l/1: 4 is no string, null"])
        #expect(throws: JSONSchema.Problem.self) { try faults("4", "c.json") }
        #expect(throws: JSONSchema.Problem.self) { try JSONSchema("d.json", in: url) }
    }
}

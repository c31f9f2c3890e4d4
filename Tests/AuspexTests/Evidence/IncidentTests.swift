import TestSupport
import Testing

@testable import Auspex

/// From raw lines to incidents: faults of each kind are told, and normal operation is not.
@Suite struct IncidentTests {
    static func model(in folder: TemporaryFolder, seed: UInt64 = 1) throws -> TrainedModel {
        var log = ShopLog(seed: seed)
        log.normal(seconds: 400)
        let path = try folder.write("normal.log", log.text)
        return try TrainingRun(input: .init(inputs: [path]), plan: PipelineTests.ngramPlan(["values=false", "workflow=false"])).run().model
    }

    static func found(_ log: ShopLog, by model: TrainedModel, in folder: TemporaryFolder) throws -> [IncidentReport] {
        let path = try folder.write("today.log", log.text)
        let result = try DetectionRun(model: model, options: .init(inputs: [path])).run()
        return try Explanation(model: model, result: result, inputs: [path]).tell(limit: 0).incidents
    }

    @Test func `normal operation holds no incident`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder)
        #expect(model.lines != nil)
        var log = ShopLog(seed: 2)
        log.normal(seconds: 200)
        let incidents = try Self.found(log, by: model, in: folder)
        #expect(incidents.isEmpty, "\(incidents.map(\.headline))")
    }

    @Test func `a never-seen error line is the headline of its incident, and comes first`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder)
        var log = ShopLog(seed: 3)
        log.normal(seconds: 60)
        let line = log.lines + 1
        log.write("ERROR", "write failed: No space left on device")
        log.normal(seconds: 60)
        let incidents = try Self.found(log, by: model, in: folder)
        let first = try #require(incidents.first)
        #expect(first.lines.first?.line == UInt64(line))
        #expect(first.headline.contains("No space left on device"))
        #expect(first.reasons.first == .newTemplate)
        #expect(first.start?.hasPrefix("2026-03-01T00:01:") == true)
    }

    @Test(arguments: ["status", "burst", "silence", "order", "slow"])
    func `faults that every line hides are found`(_ kind: String) throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder)
        var log = ShopLog(seed: 4)
        log.normal(seconds: 100)
        let from = log.lines + 1
        switch kind {
        case "status": for _ in 0..<3 { log.request(status: "503") }
        case "burst": for _ in 0..<400 { log.request() }
        case "silence": log.clock += 30
        case "order": for _ in 0..<6 { log.request(skipsCheck: true, isOrder: true) }
        default: for _ in 0..<6 { log.request(slow: 2, isOrder: true) }
        }
        let to = log.lines + 2
        log.normal(seconds: 100)
        let incidents = try Self.found(log, by: model, in: folder)
        let hits = incidents.filter { incident in
            incident.lines.prefix(5).contains { (UInt64(from)...UInt64(to)).contains($0.line) }
        }
        #expect(hits.first?.rank == 1, "\(kind): \(incidents.map(\.headline))")
        #expect(incidents.count <= 2)
    }

    @Test func `a scan weighs evidence as it was told to`() throws {
        let folder = try TemporaryFolder()
        var log = ShopLog(seed: 1), later = ShopLog(seed: 3)
        log.normal(seconds: 400)
        later.normal(seconds: 60)
        later.write("ERROR", "write failed: No space left on device")
        later.normal(seconds: 60)
        let normal = try folder.write("normal.log", log.text), today = try folder.write("today.log", later.text)
        func incidents(_ lines: LineModel.Configuration?) throws -> Int {
            var plan = try PipelineTests.ngramPlan(["values=false", "workflow=false"])
            plan.lines = lines
            return try ScanRun(.init(inputs: [today], baseline: [normal], plan: plan)).run().result.incidents.count
        }
        var strict = LineModel.Configuration()
        strict.threshold = 1000
        #expect(try incidents(LineModel.Configuration()) > 0)
        #expect(try incidents(strict) == 0 && incidents(nil) == 0)
    }

    @Test func `settings of evidence are settings of the plan, checked and remembered`() throws {
        let plan = try DetectorPlan(detector: "ensemble", settings: ["lines.threshold=7.5", "lines.gap=2"])
        #expect(plan.lines?.threshold == 7.5 && plan.lines?.gap == 2 && plan.configuration["lines.threshold"] == "7.5")
        let none = try DetectorPlan(detector: "ensemble", settings: ["lines=false"])
        #expect(none.lines == nil && none.configuration["lines"] == "false")
        for wrong in ["lines=maybe", "lines.gap=-1", "lines.peakFactor=0", "lines.sessionShare=2", "lines.nothing=1", "lines.gap=soon"] {
            #expect(throws: InputError.self, "\(wrong)") { try DetectorPlan(detector: "ensemble", settings: [wrong]) }
        }
    }

    @Test func `records beyond what is kept, and evidence beyond it, are counted and said`() throws {
        let folder = try TemporaryFolder()
        var log = ShopLog(seed: 1)
        log.normal(seconds: 400)
        let path = try folder.write("normal.log", log.text)
        let plan = try PipelineTests.ngramPlan(["values=false", "workflow=false"])
        var training = TrainingRun(input: .init(inputs: [path]), plan: plan)
        #expect(try !training.run().warnings.contains { $0.contains("left out") })
        training.lineRecordLimit = 2_000
        let outcome = try training.run()
        #expect(
            outcome.warnings.contains { $0.contains("first 2000 records") && $0.hasSuffix("\(log.lines - 2_000) later ones were left out") }
        )

        var odd = ShopLog(seed: 2)
        odd.normal(seconds: 20)
        for number in 0..<30 {
            let word = String(repeating: String(UnicodeScalar(97 + UInt8(number % 26))), count: 3 + number / 26)
            odd.write("ERROR", "fault \(word) of kind \(word)er in part \(word)s")
        }
        let model = outcome.model, format = try #require(model.preparation.format), lines = try #require(model.lines?[0])
        var parser = try #require(model.parser.templateParser)
        let reader = try RecordReader(inputs: [folder.write("odd.log", odd.text)], format: format)
        var detector = try IncidentDetector(lines, format: format, session: model.preparation.session)
        detector.evidenceLimit = 10
        var records = RecordBatch(), events = EventBatch()
        while try reader.read(into: &records) {
            parser.match(records, into: &events)
            detector.add(records, events)
        }
        _ = detector.finish()
        #expect(detector.untold >= 20, "\(detector.untold)")
        #expect(DetectionRun.warnings(aboutUntold: 0).isEmpty && DetectionRun.warnings(aboutUntold: 5)[0].hasPrefix("5 more unusual"))
    }

    @Test func `a silence of hours is told once`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder)
        var log = ShopLog(seed: 11)
        log.normal(seconds: 100)
        log.clock += 8 * 3600
        let after = log.lines + 1
        log.normal(seconds: 100)
        let incidents = try Self.found(log, by: model, in: folder)
        #expect(incidents.count == 1 && incidents.first?.recurrences == 0, "\(incidents.map { "\($0.headline), again \($0.recurrences)" })")
        #expect(incidents.first?.lines.contains { [UInt64(after - 1), UInt64(after)].contains($0.line) } == true)
    }

    @Test func `a drop that lasts from one stretch of five minutes to the next is one incident`() throws {
        let folder = try TemporaryFolder()
        let lines = try #require(try Self.model(in: folder).lines?[0])
        func drop(at minute: Int) -> LineEvidence {
            LineEvidence(
                detail: .rateDown(unit: .all, count: 0, usual: 40, seconds: 300), score: 30, time: 1.8e9 + 60 * Double(minute),
                line: LineReference(source: 0, line: 7), statement: StatementTable.unknown, key: 70)
        }
        let lasting = IncidentBuilder(lines).incidents([0, 5, 10, 15].map(drop))
        #expect(lasting.count == 1 && lasting.first?.recurrences == 3)
        // One that comes again after a quiet while is news.
        #expect(IncidentBuilder(lines).incidents([0, 15].map(drop)).count == 2)
    }

    @Test func `the same is told again after quiet minutes or with something new beside it, but not what was only never seen before`()
        throws
    {
        let folder = try TemporaryFolder()
        let lines = try #require(try Self.model(in: folder).lines?[0])
        func missing(at second: Double, _ key: UInt64 = 70, score: Double = 20) -> LineEvidence {
            LineEvidence(
                detail: .missingStep(0), score: score, time: 1.8e9 + second, line: LineReference(source: 0, line: 7), statement: 0, key: key
            )
        }
        func new(at second: Double) -> LineEvidence {
            LineEvidence(
                detail: .newTemplate(severity: .error, speaksOfTrouble: true, name: 5), score: 20, time: 1.8e9 + second,
                line: LineReference(source: 0, line: 8), statement: StatementTable.unknown, key: 71)
        }
        func told(_ evidence: [LineEvidence]) -> [Int] { IncidentBuilder(lines).incidents(evidence).map(\.recurrences).sorted() }
        let quiet = lines.configuration.quiet + 1
        #expect(told([missing(at: 0), missing(at: 10)]) == [1])
        #expect(told([missing(at: 0), missing(at: quiet)]) == [0, 0])
        #expect(told([new(at: 0), new(at: quiet)]) == [1])
        // What would not be told by itself is nothing new; what would is.
        #expect(told([missing(at: 0), missing(at: 10), missing(at: 10, 72, score: 1)]) == [1])
        #expect(told([missing(at: 0), missing(at: 10), new(at: 10)]) == [0, 0])
        // One of many causes of an earlier incident may be another fault.
        #expect(told((0..<4).map { missing(at: 0, 80 + $0) } + [missing(at: 10, 80)]) == [0, 0])
    }

    @Test func `rates are learnt from stretches that were seen, also where the log begins with lines without a time`() throws {
        let folder = try TemporaryFolder()
        var log = ShopLog(seed: 12)
        log.normal(seconds: 400)
        let path = try folder.write("normal.log", "shop 4.1 is starting\nreading /etc/shop.conf\n" + log.text)
        let model = try TrainingRun(input: .init(inputs: [path]), plan: PipelineTests.ngramPlan(["values=false", "workflow=false"])).run()
            .model
        // Of a minute and of five there are too few.
        #expect(try #require(model.lines?[0]).rates.lengths == [5, 20])
    }

    @Test func `many copies of one fault are one incident`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder)
        var log = ShopLog(seed: 5)
        log.normal(seconds: 30)
        for _ in 0..<4 {
            log.write("ERROR", "connection refused by payment service")
            log.normal(seconds: 20)
        }
        let incidents = try Self.found(log, by: model, in: folder)
        #expect(incidents.count == 1)
        #expect(incidents.first?.recurrences == 3)
    }

    @Test func `equal trainings are equal bytes, and a stored model finds the same`() throws {
        let folder = try TemporaryFolder(), other = try TemporaryFolder()
        let model = try Self.model(in: folder)
        let again = try Self.model(in: other)
        #expect(try JSON.encode(model.lines) == JSON.encode(again.lines))
        try model.save(to: folder.file("shop.auspex"))
        let stored = try TrainedModel(path: folder.file("shop.auspex"))
        var log = ShopLog(seed: 6)
        log.normal(seconds: 30)
        log.write("WARN", "queue is nearly full")
        for _ in 0..<4 { log.request(slow: 3) }
        log.normal(seconds: 30)
        #expect(try Self.found(log, by: model, in: folder) == Self.found(log, by: stored, in: folder))
    }

    @Test func `a stored model that was tampered with is refused in one line`() throws {
        let folder = try TemporaryFolder()
        let model = try Self.model(in: folder)
        let lines = try #require(model.lines)
        let text = String(decoding: try JSON.encode(lines), as: UTF8.self)
        func isRefused(_ change: (String) -> String) -> Bool {
            let contents = ComponentContents(name: "lines", version: 1, files: ["lines.json": Array(change(text).utf8)])
            do {
                _ = try LineModels.read(from: contents)
                return false
            } catch is InputError { return true } catch { return false }
        }
        #expect(!isRefused { $0 })
        #expect(isRefused { $0.replacing("\"newTemplates\":", with: "\"newTemplates\":-") })
        #expect(isRefused { $0.replacing("\"statements\":[", with: "\"statements\":[9999,") })
        #expect(isRefused { String($0.dropLast(40)) })
    }

    @Test func `a log without times has incidents without times`() throws {
        let folder = try TemporaryFolder()
        var normal = "", today = ""
        for number in 0..<600 { normal += "step \(number % 3 == 0 ? "load" : "store") finished item \(number)\n" }
        for number in 0..<200 { today += "step \(number % 3 == 0 ? "load" : "store") finished item \(number)\n" }
        today += "error: cannot open table, giving up\n"
        let path = try folder.write("normal.log", normal)
        let model = try TrainingRun(input: .init(inputs: [path]), plan: PipelineTests.ngramPlan(["values=false"])).run().model
        let judged = try folder.write("today.log", today)
        let result = try DetectionRun(model: model, options: .init(inputs: [judged])).run()
        let incidents = try Explanation(model: model, result: result, inputs: [judged]).tell(limit: 0).incidents
        #expect(incidents.count == 1)
        #expect(incidents.first?.start == nil)
        #expect(incidents.first?.lines.first?.line == 201)
    }
}

import TestSupport
import Testing

@testable import Auspex

@Suite struct LiveModelTests {
    /// A saved model of a simulated cluster, and a log of today with faults.
    private static func prepare(_ folder: TemporaryFolder) throws -> (path: String, today: String) {
        let quiet = try folder.write("quiet.log", bytes: PipelineTests.simulate(8_000).log)
        let model = try TrainingRun(input: .init(inputs: [quiet]), plan: PipelineTests.ngramPlan(), holdOut: .init()).run().model
        let path = folder.file("m.auspex")
        try model.save(to: path)
        return (path, try folder.write("today.log", bytes: PipelineTests.simulate(6_000, rate: 0.05, seed: 2).log))
    }

    private static let eager: LiveModel.Schedule = {
        var schedule = LiveModel.Schedule()
        (schedule.look, schedule.batchSessions, schedule.batchPatience, schedule.snapshot) = (0, 1, 0, 0)
        return schedule
    }()

    /// Lets a live model see a log as following does: batch by batch.
    @discardableResult
    private static func follow(_ today: String, _ live: LiveModel, from start: Double = 1) throws -> DetectionResult {
        var now = start
        var looks = 0
        let following = RecordReader.Following(
            now: {
                now += 1
                return now
            }, sleep: { _ in looks += 1 }, isStopped: { looks > 3 })
        return try DetectionRun(model: live.model, options: .init(inputs: [today], following: following)).run(live: live)
    }

    private static func answer(_ path: String, _ session: String, _ today: String) throws -> ModelBundle {
        let run = try FeedbackRun(path: path)
        let request = FeedbackRun.Request(session: session, verdict: .normal)
        let bundle = try run.take([request], about: run.sequences(of: [request], inputs: [today])).bundle
        try bundle.write(to: path)
        return bundle
    }

    @Test func `snapshots are one version each run, and going back leads to the model of the beginning, bit for bit`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (path, today) = try Self.prepare(folder)
        let original = try ModelBundle.read(from: path)
        let live = try LiveModel(path: path, adapting: .standard, schedule: Self.eager)
        try Self.follow(today, live)
        live.finish()
        let figures = try #require(live.figures)
        #expect(figures.judged > 200 && figures.learnt > 0, "\(figures)")
        let saved = try ModelBundle.read(from: path, withHistory: true)
        #expect(saved.version != original.version && saved.manifest.parent == original.version)
        #expect(try saved.history().versions.count == 1)
        let loaded = try TrainedModel(path: path)
        #expect(loaded.adapted?.figures == figures && loaded.manifest.training["adaptedSessions"] == Double(figures.learnt))
        let probe = try DetectionRun(model: loaded, options: .init(inputs: [today], keepsAll: true)).run()
        let inMemory = try DetectionRun(model: live.model, options: .init(inputs: [today], keepsAll: true)).run()
        #expect(probe.all.map(\.verdict) == inMemory.all.map(\.verdict))
        try FeedbackRun(path: path).reverted().write(to: path)
        #expect(try ModelBundle.read(from: path).files == original.files)
        // A second run on the adapted model is one more version, however many snapshots it writes.
        try saved.write(to: path)
        let second = try LiveModel(path: path, adapting: .standard, schedule: Self.eager)
        try Self.follow(today, second)
        second.finish()
        #expect(try ModelBundle.read(from: path, withHistory: true).history().versions.count <= 2)
    }

    @Test func `an answer given meanwhile is taken over, and no snapshot overwrites it`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (path, today) = try Self.prepare(folder)
        let live = try LiveModel(path: path, adapting: .standard, schedule: Self.eager)
        let first = try Self.follow(today, live)
        let alarm = try #require(first.anomalies.last)
        let answered = try Self.answer(path, alarm.verdict.session, today)
        // The live model has not looked yet; whatever it has to save waits.
        live.finish()
        #expect(live.takeNotes().contains { $0.contains("changed meanwhile") && $0.contains(answered.version) })
        #expect(live.model.memory.isNormal(alarm.sequence))
        let disk = try TrainedModel(path: path)
        #expect(disk.memory == live.model.memory && disk.memory.entries.count == 1)
        let after = try Self.follow(today, live, from: 1_000)
        #expect(!after.anomalies.contains { $0.verdict.session == alarm.verdict.session })
        // What was learnt unasked before the answer is still there, or was learnt once more.
        #expect(disk.adapted != nil || live.model.adapted != nil)
        // Back before the answer: the adapted model it was given to.
        let history = try ModelBundle.read(from: path, withHistory: true).history()
        #expect(history.versions.count <= 3)
    }

    @Test func `a follower that does not adapt takes answers over too, and writes nothing`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (path, today) = try Self.prepare(folder)
        let live = try LiveModel(path: path, schedule: Self.eager)
        let alarm = try #require(try Self.follow(today, live).anomalies.last)
        let answered = try Self.answer(path, alarm.verdict.session, today)
        #expect(live.refresh(now: 1e6) && !live.refresh(now: 2e6))
        #expect(live.model.memory.isNormal(alarm.sequence))
        live.finish()
        #expect(try ModelBundle.read(from: path).version == answered.version)
    }

    @Test func `a model trained anew, damaged or gone is told once, and left alone`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (path, today) = try Self.prepare(folder)
        let live = try LiveModel(path: path, adapting: .standard, schedule: Self.eager)
        try Self.follow(today, live)
        let openStack = try folder.write("other.log", bytes: PipelineTests.simulate(2_000, seed: 3, system: "openstack").log)
        try TrainingRun(input: .init(inputs: [openStack]), plan: PipelineTests.ngramPlan(), holdOut: .init()).run().model.save(to: path)
        let version = try ModelBundle.read(from: path).version
        let before = live.model.manifest.vocabularyHash
        _ = live.refresh(now: 1e6)
        live.finish()
        #expect(live.takeNotes().count { $0.contains("trained anew") } == 1 && live.takeNotes().isEmpty)
        #expect(try ModelBundle.read(from: path).version == version && live.model.manifest.vocabularyHash == before)

        let other = try TemporaryFolder()
        defer { withExtendedLifetime(other) {} }
        let (second, log) = try Self.prepare(other)
        let lone = try LiveModel(path: second, adapting: .standard, schedule: Self.eager)
        try FileSystem.writeAtomically(Array("broken\n".utf8), to: second + "/manifest.seal")
        try Self.follow(log, lone)
        #expect(lone.takeNotes().contains { $0.contains("cannot be read") })
        FileSystem.removeTree(second)
        try Self.follow(log, lone, from: 1_000)
        lone.finish()
        #expect(!FileSystem.exists(second), "a model that was removed stays removed")
    }

    @Test func `without normal data put aside nothing is adapted`() throws {
        let folder = try TemporaryFolder()
        try PipelineTests.trained(in: folder).model.save(to: folder.file("m"))
        let error = #expect(throws: InputError.self) { _ = try LiveModel(path: folder.file("m"), adapting: .standard) }
        #expect(error?.message.contains("train it again") == true)
        _ = try LiveModel(path: folder.file("m"))
    }

    @Test func `answers change the trained detector and what it became`() throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let (path, today) = try Self.prepare(folder)
        let live = try LiveModel(path: path, adapting: .standard, schedule: Self.eager)
        let alarms = try Self.follow(today, live).anomalies
        live.finish()
        let adapted = try ModelBundle.read(from: path)
        for alarm in alarms.suffix(2) { _ = try Self.answer(path, alarm.verdict.session, today) }
        let model = try TrainedModel(path: path)
        #expect(model.adapted != nil && model.memory.entries.count == 2)
        let result = try DetectionRun(model: model, options: .init(inputs: [today])).run()
        #expect(!result.anomalies.contains { Set(alarms.suffix(2).map(\.verdict.session)).contains($0.verdict.session) })
        for _ in 0..<2 { try FeedbackRun(path: path).reverted().write(to: path) }
        #expect(try ModelBundle.read(from: path).files == adapted.files)
    }

    @Test func `a folder is replaced by one program at a time`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("m")
        try FileSystem.writeFolderAtomically([("a", [1])], to: path)
        let inner: Int?? = FolderLock.hold(path) { FolderLock.hold(path, waits: false) { 1 } }
        #expect(inner == .some(nil), "held")
        #expect(FolderLock.hold(path, waits: false) { 2 } == 2)
        #expect(FolderLock.hold(folder.file("absent")) { 3 } == 3)
        // Replaced while held: who comes next locks the new one.
        let again: Int?? = try FolderLock.hold(path) {
            try FileSystem.writeFolderAtomically([("a", [2])], to: path)
            return FolderLock.hold(path, waits: false) { 4 }
        }
        #expect(again == .some(4))
    }
}

import Foundation
import TestSupport
import Testing

@testable import Auspex

/// Unusual sessions that show the same thing again and again, too slowly for any few seconds to hold many of them.
@Suite struct AlikeSessionTests {
    private static func end(at time: Double) -> TaskEnd {
        let line = LineReference(source: 0, line: UInt64(max(0, time.isFinite ? min(time, 1e9) : 0)))
        return TaskEnd(
            session: 3, kind: 0, last: 0, vector: 0, counts: [], lastTime: time, firstLine: line, lastLine: line, isOver: true,
            strengths: SessionStrengths(), slowness: 0, subject: "s")
    }

    private static func unusual(at time: Double, key: UInt64 = 7) -> LineEvidence {
        LineEvidence(
            detail: .unusualSession(.missingStep(2), reasons: [.missingStep], count: 1, of: 1), score: 1, time: time,
            line: end(at: time).lastLine, statement: 2, key: key)
    }

    /// Ten minutes, one session a second, one in thirty of them unusual in its own way.
    private static let habits = habits { $0 % 30 == 0 ? UInt64(1000 + $0) : nil }

    private static func habits(_ cause: (Int) -> UInt64?) -> AlikeHabits {
        var sessions: [(end: TaskEnd, evidence: LineEvidence?)] = []
        for second in 0..<600 {
            let time = Double(second)
            sessions.append((end(at: time), cause(second).map { unusual(at: time, key: $0) }))
        }
        return AlikeHabits(sessions)
    }

    /// What a watch says of sessions that end once a second, of which some are unusual.
    private static func findings(_ watch: inout AlikeWatch, _ seconds: Range<Int>, isUnusual: (Int) -> Bool) -> [LineEvidence] {
        seconds.compactMap { watch.add(end(at: Double($0)), isUnusual($0) ? unusual(at: Double($0)) : nil, habits) }
    }

    @Test func `the same at many moments is told, with how often and where`() throws {
        var watch = AlikeWatch()
        let found = Self.findings(&watch, 0..<60) { $0 % 10 == 5 }
        #expect(found.count == 3 || found.count == 4)
        let last = try #require(found.last)
        #expect(last.detail == .unusualSession(.missingStep(2), reasons: [.missingStep], count: 6, of: 56, within: 55))
        #expect(last.family == .alikeSessions && last.cause == Self.unusual(at: 0).cause && last.line.line == 55)
        #expect(last.moreLines.map(\.line) == [25, 35, 45])
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.score < $1.score })
    }

    @Test func `one burst, a pair, and what is long over are not`() {
        var watch = AlikeWatch()
        #expect(Self.findings(&watch, 0..<60) { (20..<25).contains($0) }.isEmpty)
        var pair = AlikeWatch()
        #expect(Self.findings(&pair, 0..<60) { $0 == 3 || $0 == 40 }.isEmpty)
        var rare = AlikeWatch()
        #expect(Self.findings(&rare, 0..<1000) { $0.isMultiple(of: 61) }.isEmpty)
    }

    @Test func `what normal operation has now and then needs more to be told`() {
        let usual = Self.habits { $0 % 15 == 0 ? 7 : nil }
        let often = AlikeCount(stretches: 6, sessions: 6), all = AlikeCount(stretches: 12, sessions: 60)
        #expect(Self.habits.surprise(of: 7, often, among: all) > 5)
        #expect(usual.surprise(of: 7, often, among: all) < 1)
        // A busy hour has more of everything.
        #expect(Self.habits.surprise(of: 7, often, among: AlikeCount(stretches: 12, sessions: 6000)) < 1)
        #expect(usual.isUsable && Self.habits.isUsable)
    }

    @Test func `a log without times has none, and late ends do no harm`() {
        var watch = AlikeWatch()
        for time in [Double.infinity, -.infinity, .nan, 1e300] {
            #expect(watch.add(Self.end(at: time), Self.unusual(at: time), Self.habits) == nil)
        }
        _ = Self.findings(&watch, 1000..<1100) { $0 % 10 == 0 }
        #expect(watch.add(Self.end(at: 3), Self.unusual(at: 3), Self.habits) == nil)
    }

    @Test func `a watch restored from a snapshot goes on as the one written`() throws {
        var watch = AlikeWatch()
        _ = Self.findings(&watch, 0..<30) { $0 % 10 == 5 }
        var writer = SnapshotWriter()
        watch.write(to: &writer)
        var reader = SnapshotReader(writer.bytes), restored = AlikeWatch()
        try restored.restore(from: &reader)
        let left = Self.findings(&watch, 30..<60) { $0 % 10 == 5 }, right = Self.findings(&restored, 30..<60) { $0 % 10 == 5 }
        #expect(!left.isEmpty && left.map(\.score) == right.map(\.score) && left.map(\.moreLines) == right.map(\.moreLines))
    }

    @Test func `one request in eighty that waits is told within a minute, at the step it waits behind`() throws {
        let incidents = try HeavyTailTests.incidents(HeavyTailTests.RequestLog.text(seed: 7, waiting: 300..<500))
        let first = try #require(incidents.first)
        #expect(first.reasons.first == .alikeSessions && first.recurrences > 0, "\(incidents.map(\.headline))")
        #expect(incidents.count <= 2)
        #expect(first.headline.contains("sessions within") && first.headline.contains(" query rows="), "\(first.headline)")
    }
}

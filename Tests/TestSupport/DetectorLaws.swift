public import Auspex
import Foundation
public import Testing

/// A session detector as the laws see it: how to fit it from a seed, how to write it out and read it back, and a fault it must see.
public struct DetectorCase: Sendable, CustomTestStringConvertible {
    /// Fitted and ready to score.
    public struct Subject: Sendable {
        /// Scores sessions.
        public var scores: @Sendable ([EventSequence]) -> [Double]
        /// Writes the detector out and reads it back.
        public var reloaded: @Sendable () throws -> Subject

        /// A detector that is stored as JSON.
        public init<Detector: AnomalyDetector & Codable>(_ detector: Detector) where Detector.Unit == EventSequence {
            scores = { detector.scores(of: $0) }
            reloaded = { Subject(try JSONDecoder().decode(Detector.self, from: JSONEncoder().encode(detector))) }
        }

        /// A detector whose parts are stored by whoever makes it.
        public init(_ detector: some SessionDetector, reloaded: @escaping @Sendable () throws -> Subject) {
            scores = { detector.scores(of: $0) }
            self.reloaded = reloaded
        }
    }

    /// The type's name.
    public var name: String
    /// Fits on ``LawSessions/normal`` with a seed.
    public var fit: @Sendable (UInt64) throws -> Subject
    /// A session that must score above every normal one.
    public var fault: EventSequence

    /// Creates a case.
    public init(_ name: String, fault: EventSequence, fit: @escaping @Sendable (UInt64) throws -> Subject) {
        self.name = name
        self.fault = fault
        self.fit = fit
    }

    /// The name.
    public var testDescription: String { name }
}

/// A small made-up system: open, reads and writes in any order, close, two confirmations.
public enum LawSessions {
    /// 240 sessions of it.
    public static let normal: [EventSequence] = {
        var source = RandomSource(seed: 11)
        return (0..<240).map { number in
            var events: [UInt32] = [1, 2]
            for _ in 0..<(1 + Int(source.next() % 4)) { events.append(source.uniform() < 0.7 ? 3 : 4) }
            events += source.uniform() < 0.5 ? [5, 6] : [6, 5]
            return session(events, id: "normal \(number)")
        }
    }()
    /// A record no template fits.
    public static let unknownTemplate = session([1, 2, 3, 99, 5, 6], id: "unknown template")
    /// Closed twice, never confirmed, and far too long.
    public static let tooMany = session([1, 2] + [UInt32](repeating: 1, count: 20) + [5, 6], id: "too many")
    /// Known events in an order that never was.
    public static let wrongOrder = session([6, 5, 3, 2, 1], id: "wrong order")

    /// A session as it is handed out when it is too long for one piece.
    public static func parts(of session: EventSequence, length: Int) -> [EventSequence] {
        stride(from: 0, to: session.events.count, by: length).map { start in
            let end = min(start + length, session.events.count)
            return EventSequence(
                id: session.id, events: Array(session.events[start..<end]), isComplete: session.isComplete && end == session.events.count,
                history: Array(session.events[..<start]))
        }
    }

    /// A session from template numbers.
    public static func session(_ events: [UInt32], id: String = "session", isComplete: Bool = true) -> EventSequence {
        EventSequence(id: id, events: events.map(TemplateID.init(rawValue:)), isComplete: isComplete)
    }
}

/// The promises of `AnomalyDetector` for detectors of sessions, checked one after the other.
public func checkDetector(_ detector: DetectorCase) throws {
    let normal = LawSessions.normal
    let odd = [
        LawSessions.session([]), LawSessions.session([], isComplete: false), LawSessions.session([1]), LawSessions.session([0]),
        LawSessions.session([.max, 0, 77_777]), LawSessions.session([3], isComplete: false), LawSessions.unknownTemplate,
        LawSessions.tooMany,
        LawSessions.wrongOrder,
    ]
    let probe = Array(normal.prefix(40)) + odd
    let subject = try detector.fit(7)
    let scores = subject.scores(probe)

    #expect(scores.count == probe.count, "\(detector.name): one score for each session")
    #expect(scores.allSatisfy { !$0.isNaN && $0.isFinite }, "\(detector.name): every score is a finite number")
    #expect(try detector.fit(7).scores(probe) == scores, "\(detector.name): equal seeds, equal scores")
    #expect(subject.scores(probe) == scores, "\(detector.name): scoring does not learn")
    let reloaded = try subject.reloaded()
    #expect(reloaded.scores(probe) == scores, "\(detector.name): save, load, same scores")
    let backwards = Array(subject.scores(probe.reversed()).reversed())
    #expect(backwards == scores, "\(detector.name): the order of the batch does not matter")
    #expect(probe.flatMap { subject.scores([$0]) } == scores, "\(detector.name): one by one or together, same scores")
    #expect(subject.scores([]).isEmpty, "\(detector.name): nothing in, nothing out")
    for session in normal.prefix(40) {
        let parts = LawSessions.parts(of: session, length: 3)
        #expect(
            subject.scores(parts).allSatisfy { $0 <= subject.scores([session])[0] },
            "\(detector.name): a session in parts is no stranger than in one piece")
    }
    let fault = try #require(subject.scores([detector.fault]).first)
    let highest = try #require(subject.scores(normal).max())
    #expect(fault > highest, "\(detector.name): a planted fault (\(detector.fault.id)) scores above every normal session")
}

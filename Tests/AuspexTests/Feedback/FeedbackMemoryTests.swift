import TestSupport
import Testing

@testable import Auspex

@Suite struct FeedbackMemoryTests {
    private static let outcome = FeedbackOutcome(wasReported: true, falseAlarms: 0)

    private static func answer(_ number: Int, _ verdict: FeedbackAnswer.Verdict = .normal, note: String? = nil) -> FeedbackAnswer {
        FeedbackAnswer(id: "f\(number)", session: "s\(number)", verdict: verdict, note: note)
    }

    @Test func `what was said is remembered by events and end, not by name`() throws {
        var memory = FeedbackMemory()
        let session = LawSessions.session([1, 2, 3])
        try memory.add(Self.answer(1), about: session, outcome: Self.outcome)
        #expect(memory.isNormal(LawSessions.session([1, 2, 3], id: "another")))
        #expect(!memory.isNormal(LawSessions.session([1, 2, 3], isComplete: false)))
        #expect(!memory.isNormal(LawSessions.session([1, 2, 3, 3])))
        #expect(!memory.isNormal(LawSessions.session([])))
    }

    @Test func `it grows to its bound and then says so, forgetting nothing`() throws {
        var memory = FeedbackMemory()
        let long = EventSequence(id: "long", events: (0..<1_000_000).map { TemplateID(rawValue: UInt32($0 % 50 + 1)) })
        for number in 0..<4 {
            var session = long
            session.events.append(TemplateID(rawValue: UInt32(number + 1)))
            try memory.add(Self.answer(number), about: session, outcome: Self.outcome)
        }
        let full = memory
        let error = #expect(throws: InputError.self) {
            try memory.add(Self.answer(9), about: EventSequence(id: "x", events: long.events), outcome: Self.outcome)
        }
        #expect(error?.message.contains("full") == true)
        #expect(memory == full)
        #expect(throws: InputError.self) {
            try memory.add(
                Self.answer(10, note: String(repeating: "n", count: 5_000)), about: LawSessions.session([1]), outcome: Self.outcome)
        }
        #expect(throws: InputError.self) { try memory.add(Self.answer(0), about: LawSessions.session([1]), outcome: Self.outcome) }
    }

    @Test func `a stored memory beyond its bounds or with impossible parts is refused`() throws {
        var memory = FeedbackMemory()
        try memory.add(Self.answer(1), about: LawSessions.session([1, 2, 3]), outcome: Self.outcome, confirming: [1, 3], window: 4)
        let text = try JSON.text(memory)
        #expect(throws: Never.self) { try JSON.decode(FeedbackMemory.self, from: Array(text.utf8), source: "m") }
        for (from, to) in [("\"window\":4", "\"window\":-1"), ("\"window\":4", "\"window\":0"), ("\"entries\":[", "\"entries\":[3,")] {
            let damaged = text.replacing(from, with: to)
            #expect(damaged != text)
            #expect(throws: InputError.self) { try JSON.decode(FeedbackMemory.self, from: Array(damaged.utf8), source: "m") }
        }
    }

    @Test func `a record without template is never confirmed as such`() throws {
        var memory = FeedbackMemory()
        try memory.add(Self.answer(1), about: LawSessions.session([1, 0, 3]), outcome: Self.outcome, confirming: [0, 1, 2, 3], window: 2)
        #expect(memory.transitions.map(\.event) == [TemplateID(rawValue: 1), TemplateID(rawValue: 3), nil])
        let set = TransitionSet(memory.transitions, window: 2)
        #expect(set.contains(LawSessions.session([1]), at: 0) && !set.contains(LawSessions.session([2]), at: 0))
        #expect(set.contains(LawSessions.session([9, 0, 3]), at: 3) && !set.contains(LawSessions.session([9, 1, 3]), at: 3))
    }

    @Test func `normal data put aside is drawn evenly, out of training when there is enough, and bounded`() throws {
        let many = (0..<20).flatMap { _ in LawSessions.normal }
        let (training, basis, heldOut) = HeldOutNormal.split(many, window: 6, seed: 4)
        #expect(basis.isUnseen && basis.sessionCount == 480 && training.count == many.count - 480 && heldOut.count == 480)
        #expect(basis.windows.windows.count <= 4_096 && basis.windows.windows.allSatisfy { $0.context.count <= 6 })
        let few = Array(LawSessions.normal.prefix(60))
        let small = HeldOutNormal.split(few, window: 6, seed: 4)
        #expect(!small.basis.isUnseen && small.training.count == 60 && small.basis.sessionCount == 60 && small.heldOut.isEmpty)
        var configuration = HeldOutNormal.Configuration()
        configuration.windowLimit = 5
        let tiny = HeldOutNormal.split(few, window: 6, configuration: configuration, seed: 4).basis
        #expect(tiny.windows.windows.count == 5)
        #expect(HeldOutNormal.split([], window: 6, seed: 1).basis.holdOut.isEmpty)
        var source = RandomSource(seed: 1)
        let drawn = basis.windows.draw(4_000, using: &source)
        let total = basis.windows.windows.reduce(0) { $0 + $1.count }
        let heaviest = basis.windows.windows.indices.max { basis.windows.windows[$0].count < basis.windows.windows[$1].count }!
        let share = Double(drawn.count { $0 == heaviest }) / 4_000
        #expect(abs(share - Double(basis.windows.windows[heaviest].count) / Double(total)) < 0.03)
        #expect(NormalWindows().draw(5, using: &source).isEmpty)
    }
}

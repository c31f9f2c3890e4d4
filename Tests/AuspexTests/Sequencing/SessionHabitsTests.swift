import Foundation
import TestSupport
import Testing

@testable import Auspex

/// How sessions begin, end and go on under another identifier.
@Suite struct SessionHabitsTests {
    /// A record of a server whose process ids come again: template, text, parameters, time.
    struct Line {
        var pid: Int
        var template: UInt32
        var child: Int?
        var at: Double
    }

    /// Connections one after the other, process ids from a small range, each handing over to a child: open, hand over, (child) work, (child) end, close.
    static func connections(_ count: Int, from first: Int = 0) -> [Line] {
        (first..<first + count).flatMap { index -> [Line] in
            let pid = 2 * (index % 40), child = pid + 1, at = Double(index) * 5
            return [
                Line(pid: pid, template: 1, at: at), Line(pid: pid, template: 2, child: child, at: at + 0.2),
                Line(pid: child, template: 3, at: at + 0.4), Line(pid: child, template: 4, at: at + 3),
                Line(pid: pid, template: 5, at: at + 3.1),
            ]
        }
    }

    static func batch(_ lines: [Line]) -> (RecordBatch, EventBatch) {
        var batch = RecordBatch(), events = EventBatch()
        batch.fieldCount = 1
        for (index, line) in lines.enumerated() {
            let start = UInt32(batch.bytes.count)
            batch.bytes += Array("\(line.pid)".utf8)
            let field = ByteRange(start: start, end: UInt32(batch.bytes.count))
            batch.bytes += Array(" child \(line.child ?? 0)".utf8)
            let end = UInt32(batch.bytes.count)
            batch.fields.append(field)
            batch.records.append(
                RecordSlot(
                    raw: ByteRange(start: start, end: end), content: ByteRange(start: field.end + 1, end: end), line: UInt64(index + 1),
                    time: line.at, unparsed: nil, lineCount: 1))
            if let child = line.child {
                let range = ByteRange(start: end - UInt32("\(child)".utf8.count), end: end)
                events.parameters.append(ParameterSpan(range: range, kind: .number))
            }
            events.close(TemplateID(rawValue: line.template))
        }
        return (batch, events)
    }

    static func habits(_ lines: [Line]) throws -> SessionHabits {
        var learner = try SessionHabitsLearner(rule: .field("Pid"), fieldNames: ["Pid"])
        let (records, events) = batch(lines)
        learner.add(records, events)
        return learner.habits()
    }

    static func sessions(_ lines: [Line], _ configuration: Sessionizer.Configuration) throws -> [EventSequence] {
        var sessionizer = try Sessionizer(rule: .field("Pid"), fieldNames: ["Pid"], configuration: configuration)
        let (records, events) = batch(lines)
        var closed: [EventSequence] = []
        sessionizer.add(records, events) { closed.append($0.materialized()) }
        sessionizer.finish { closed.append($0.materialized()) }
        return closed
    }

    static func ids(_ numbers: [UInt32]) -> [TemplateID] { numbers.map { TemplateID(rawValue: $0) } }

    @Test func `what opens sessions and where they hand their identifier on is learnt`() throws {
        let habits = try Self.habits(Self.connections(200))
        #expect(habits.openings == Self.ids([1]) && habits.beginnings == Self.ids([1]) && habits.areReused)
        #expect(habits.links == [SessionHabits.Link(template: TemplateID(rawValue: 2), parameter: 0)])
        let coded = try JSONDecoder().decode(SessionHabits.self, from: JSONEncoder().encode(habits))
        #expect(coded == habits)
    }

    @Test func `a reused identifier is cut where a session opens, and the child's lines belong to its parent's session`() throws {
        let lines = Self.connections(200)
        let habits = try Self.habits(lines)
        let sessions = try Self.sessions(lines, .init(habits: habits))
        #expect(sessions.count == 200)
        #expect(sessions.allSatisfy { $0.events == Self.ids([1, 2, 3, 4, 5]) && !$0.beginsBefore })
        #expect(sessions.prefix(160).allSatisfy { $0.isComplete })
        #expect(try Self.sessions(lines, .init()).count == 80)
    }

    @Test func `a process id that is a child of one session and a parent of the next belongs to each in turn`() throws {
        var lines = Self.connections(200)
        let at = lines[lines.count - 1].at + 1
        lines += [Line(pid: 3, template: 1, at: at), Line(pid: 3, template: 5, at: at + 1)]
        let sessions = try Self.sessions(lines, .init(habits: Self.habits(lines)))
        #expect(sessions.contains { $0.id == "3" && $0.events == Self.ids([1, 5]) })
    }

    @Test func `identifiers that are never used again are not cut`() throws {
        var lines: [Line] = []
        for index in 0..<100 {
            let pid = 100_000_000_000 + index, at = Double(index)
            for template in [UInt32(1), 1, 1, 2, 1] { lines.append(Line(pid: pid, template: template, at: at)) }
        }
        let habits = try Self.habits(lines)
        #expect(!habits.areReused && habits.openings.isEmpty && habits.beginnings == Self.ids([1]))
    }

    @Test func `a session whose first event nobody begins with, at the beginning of the input, began before it`() throws {
        let habits = try Self.habits(Self.connections(200))
        let rest = Array(Self.connections(100).dropFirst(2))
        let sessions = try Self.sessions(rest, .init(habits: habits))
        #expect(Set(sessions.filter(\.beginsBefore).map(\.events)) == [Self.ids([3, 4]), Self.ids([5])])
        #expect(sessions.filter(\.beginsBefore).allSatisfy { $0.isContinuation })
        // The same in the middle of the input is no such session.
        var odd = Self.connections(100)
        odd.append(Line(pid: 900, template: 4, at: odd[odd.count - 1].at + 1))
        #expect(try Self.sessions(odd, .init(habits: habits)).allSatisfy { !$0.beginsBefore })
    }

    @Test func `a session that training saw goes on in later input, and begins anew in the same input`() throws {
        var lines: [Line] = []
        for index in 0..<60 {
            for (step, template) in [UInt32(1), 2, 2, 3].enumerated() {
                lines.append(Line(pid: 100_000_000_000 + index, template: template, at: Double(index * 3 + step * 40)))
            }
        }
        lines.sort { $0.at < $1.at }
        let first = Array(lines.prefix(150)), second = Array(lines.dropFirst(150))
        var sessionizer = try Sessionizer(rule: .field("Pid"), fieldNames: ["Pid"], configuration: .init(remembersIdentifiers: true))
        let (records, events) = Self.batch(first)
        var begun: Set<String> = []
        sessionizer.add(records, events) { _ in Issue.record("nothing closes before the end") }
        sessionizer.finish { begun.insert($0.id) }
        let seen = try JSONDecoder().decode(SeenIdentifiers.self, from: JSONEncoder().encode(sessionizer.seen))
        #expect(seen.count == begun.count && seen.until == first.last?.at)
        let habits = SessionHabits(beginnings: Self.ids([1, 2]))
        let rest = try Self.sessions(second, .init(habits: habits, seen: seen))
        #expect(Set(rest.filter(\.beginsBefore).map(\.id)) == begun.intersection(rest.map(\.id)))
        #expect(rest.contains { !$0.beginsBefore } && rest.contains { $0.beginsBefore })
        #expect(try Self.sessions(first, .init(habits: habits, seen: seen)).allSatisfy { !$0.beginsBefore })
    }

    @Test func `what begins before is another sequence than what begins here`() {
        let whole = EventSequence(id: "a", events: Self.ids([1, 2]))
        var rest = whole
        rest.beginsBefore = true
        #expect(whole.fingerprint != rest.fingerprint && rest.isContinuation && !whole.isContinuation)
    }
}

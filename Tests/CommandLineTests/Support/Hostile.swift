import Auspex
import Foundation
import TestSupport

/// Seeded bytes and values that no reader should trip over.
enum Hostile {
    /// Random bytes with more line ends, blanks and digits than chance has.
    static func bytes(seed: UInt64, count: Int) -> [UInt8] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            let word = random.next()
            switch word & 15 {
            case 0: return 10
            case 1, 2: return 32
            case 3: return UInt8(48 + (word >> 8) % 10)
            default: return UInt8(truncatingIfNeeded: word >> 16)
            }
        }
    }

    /// Values put in the place of others; JSON cannot write NaN, the bundle's words for it are strings.
    static let values: [JSONValue] = [
        .integer(0), .integer(-1), .integer(1), .integer(2), .integer(Int64(Int32.max)), .integer(Int64(Int32.max) + 1),
        .integer(Int64(UInt32.max)),
        .integer(Int64(UInt32.max) + 1), .integer(.max), .integer(.min), .number(1.8446744073709552e19), .number(1e308), .number(-1e308),
        .number(0.5),
        .string("nan"), .string("inf"), .string("-inf"), .string(""), .string("("), .string("../../etc/passwd"),
        .string("<*> \u{0}\u{1F}\\x1"),
        .string(String(repeating: "x", count: 5_000)), .null, .bool(true), .array([]), .object([:]), .array([.array([])]),
        .array(Array(repeating: .integer(0), count: 100)), .array([.integer(-1)]), .array([.string("a")]), .object(["a": .integer(1)]),
        .string(deepMark),
    ]

    private static let deepMark = "hundred thousand brackets"

    /// The JSON of a mutated value; deeper than any encoder would go where the mark stands.
    static func json(_ value: JSONValue) throws -> [UInt8] {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        return try Array(JSON.text(value).replacing("\"\(deepMark)\"", with: deep).utf8)
    }

    /// Changes one place of a value: another value, a member less, a list that is longer, shorter or turned round.
    static func mutate(_ value: inout JSONValue, _ random: inout RandomSource, note: inout String) {
        // Goes down while there is something below; stops one time in four.
        switch value {
        case .object(var members) where !members.isEmpty && random.next() % 4 != 0:
            let key = members.keys.sorted()[Int(random.next() % UInt64(members.count))]
            note += ".\(key)"
            if random.next() % 12 == 0 {
                members[key] = nil
                note += " removed"
            } else {
                mutate(&members[key]!, &random, note: &note)
            }
            value = .object(members)
        case .array(var items) where !items.isEmpty && random.next() % 4 != 0:
            switch random.next() % 6 {
            case 0:
                items.append(items[0])
                note += " longer"
            case 1:
                items.removeLast()
                note += " shorter"
            case 2:
                items.reverse()
                note += " turned round"
            default:
                let place = Int(random.next() % UInt64(items.count))
                note += "[\(place)]"
                mutate(&items[place], &random, note: &note)
            }
            value = .array(items)
        default:
            let number = Int(random.next() % UInt64(values.count))
            value = values[number]
            note += " = \(String(value.text.prefix(30)))"
        }
    }
}

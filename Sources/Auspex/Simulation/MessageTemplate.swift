/// The text of one kind of log line with its variable places, cut into pieces once so that writing a line is copying.
///
/// Places: `{clock}` the log time; `{id}` the session's identifier; `{node}`, `{node:k}` the address of the actor (or the k-th after it);
/// `{actor:n}` n − actor; `{elapsed}` seconds since the session's first line; `{int:low:high}` drawn anew for each line;
/// `{same:salt:low:high:digits}` one number a session; `{hex:salt:digits}`, `{uuid:salt}` one a session, `{token}` a uuid a line;
/// `{decimal:low:high}` six decimals; `{value:name:low:high}` a whole number that a `valueOutOfRange` fault moves far away;
/// `{measure:name:low:high}` the same with two decimals; `{pick:a|b}` one of these, drawn anew; `{choose:salt:a|b}` one of these a session;
/// `{chosen:name:salt:a|b}` the same for whole numbers that a `valueOutOfRange` fault multiplies; `{address}` any machine of the cluster.
struct MessageTemplate: Sendable {
    /// A piece of a line.
    enum Piece: Sendable {
        case literal(Range<Int>)
        case clock
        case id
        case node(Int)
        case actor(Int)
        case elapsed
        case integer(Int, Int)
        case same(salt: UInt64, low: Int, high: Int, digits: Int)
        case hexadecimal(salt: UInt64, digits: Int)
        case uuid(salt: UInt64)
        case token
        case decimal(Double, Double)
        case value(Int, Int)
        case measure(Double, Double)
        case pick([Range<Int>])
        case choose(salt: UInt64, [Range<Int>])
        case chosen(salt: UInt64, [Int])
        case address
    }

    /// The pieces, in order.
    private(set) var pieces: [Piece] = []
    /// Name of the parameter that can be moved out of range, if any.
    private(set) var valueName: String?

    /// Cuts a text; its constant bytes go to `literals`. A malformed place is a mistake of the description and traps.
    init(_ text: String, literals: inout [UInt8]) {
        func store(_ part: Substring) -> Range<Int> {
            let start = literals.count
            literals += part.utf8
            return start..<literals.count
        }
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { pieces.append(.literal(store(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else { preconditionFailure("no } in \(text)") }
            let words = rest[rest.index(after: open)..<close].split(separator: ":", omittingEmptySubsequences: false)
            rest = rest[rest.index(after: close)...]
            func whole(_ index: Int) -> Int {
                guard index < words.count, let value = Int(words[index]) else { preconditionFailure("bad place \(words) in \(text)") }
                return value
            }
            func real(_ index: Int) -> Double {
                guard index < words.count, let value = Double(words[index]) else { preconditionFailure("bad place \(words) in \(text)") }
                return value
            }
            switch words[0] {
            case "clock": pieces.append(.clock)
            case "id": pieces.append(.id)
            case "node": pieces.append(.node(words.count > 1 ? whole(1) : 0))
            case "actor": pieces.append(.actor(whole(1)))
            case "elapsed": pieces.append(.elapsed)
            case "int": pieces.append(.integer(whole(1), whole(2)))
            case "same": pieces.append(.same(salt: UInt64(whole(1)), low: whole(2), high: whole(3), digits: whole(4)))
            case "hex": pieces.append(.hexadecimal(salt: UInt64(whole(1)), digits: whole(2)))
            case "uuid": pieces.append(.uuid(salt: UInt64(whole(1))))
            case "token": pieces.append(.token)
            case "decimal": pieces.append(.decimal(real(1), real(2)))
            case "value":
                pieces.append(.value(whole(2), whole(3)))
                valueName = String(words[1])
            case "measure":
                pieces.append(.measure(real(2), real(3)))
                valueName = String(words[1])
            case "pick": pieces.append(.pick(words[1].split(separator: "|").map(store)))
            case "choose": pieces.append(.choose(salt: UInt64(whole(1)), words[2].split(separator: "|").map(store)))
            case "chosen":
                pieces.append(.chosen(salt: UInt64(whole(2)), words[3].split(separator: "|").compactMap { Int($0) }))
                valueName = String(words[1])
            case "address": pieces.append(.address)
            default: preconditionFailure("unknown place {\(words[0])} in \(text)")
            }
        }
        if !rest.isEmpty { pieces.append(.literal(store(rest))) }
    }
}

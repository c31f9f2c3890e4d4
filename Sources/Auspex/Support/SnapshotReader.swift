/// Reads what ``SnapshotWriter`` wrote. Bytes that end too early, or hold a number that cannot be, are an ``InputError``, never a trap.
struct SnapshotReader {
    private let bytes: [UInt8]
    private var position: Int

    /// - Parameter start: where reading begins.
    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        position = start
    }

    /// Reads what was sealed.
    ///
    /// - Throws: ``damaged`` when it is not whole.
    init(sealed bytes: [UInt8]) throws(InputError) {
        let body = bytes.count - SnapshotWriter.sealBytes
        guard body > 0, SnapshotWriter.seal(bytes.span.extracting(0..<body)) == Array(bytes[body...]) else { throw Self.damaged }
        self.init(Array(bytes[..<body]))
    }

    /// What a snapshot that cannot be read is answered with.
    static let damaged = InputError("the snapshot is damaged or from another version of Auspex; begin without it")

    /// Whether everything was read.
    var isAtEnd: Bool { position == bytes.count }

    private mutating func next() throws(InputError) -> UInt8 {
        guard position < bytes.count else { throw Self.damaged }
        defer { position += 1 }
        return bytes[position]
    }

    /// A whole number.
    mutating func number() throws(InputError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try next()
            guard shift < 64 else { throw Self.damaged }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// A whole number of either sign.
    mutating func signed() throws(InputError) -> Int64 {
        let value = try number()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A whole number within bounds.
    mutating func int(in range: ClosedRange<Int> = Int.min...Int.max) throws(InputError) -> Int {
        let value = Int(try signed())
        guard range.contains(value) else { throw Self.damaged }
        return value
    }

    /// A small whole number.
    mutating func small() throws(InputError) -> UInt32 {
        guard let value = UInt32(exactly: try number()) else { throw Self.damaged }
        return value
    }

    /// Yes or no.
    mutating func bool() throws(InputError) -> Bool { try next() != 0 }

    /// Any number.
    mutating func double() throws(InputError) -> Double {
        var bits: UInt64 = 0
        for shift in 0..<8 { bits |= UInt64(try next()) << UInt64(8 * shift) }
        return Double(bitPattern: bits)
    }

    /// How many elements follow, each of at least one byte.
    mutating func count() throws(InputError) -> Int { try int(in: 0...(bytes.count - position)) }

    /// Bytes.
    mutating func data() throws(InputError) -> [UInt8] {
        let count = try count()
        guard count <= bytes.count - position else { throw Self.damaged }
        defer { position += count }
        return Array(bytes[position..<(position + count)])
    }

    /// Text.
    mutating func text() throws(InputError) -> String { String(decoding: try data(), as: UTF8.self) }

    /// A value that has a stored form of its own.
    mutating func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSON.decode(type, from: try data(), source: "the snapshot")
    }

    /// A list.
    mutating func list<Element>(_ each: (inout SnapshotReader) throws -> Element) throws -> [Element] {
        let count = try count()
        var list: [Element] = []
        list.reserveCapacity(min(count, 1 << 16))
        for _ in 0..<count { list.append(try each(&self)) }
        return list
    }
}

/// Writes the state of something that is open (a stream, its sessions) as bytes: small numbers take little room, nothing is named.
///
/// ``SnapshotReader`` reads the same values in the same order. For state that lives between two runs of one version of the program; what is to
/// be read for years is JSON in a bundle.
struct SnapshotWriter {
    /// What was written so far.
    private(set) var bytes: [UInt8] = []

    /// What was written so far, and a fingerprint of it that tells whether it is whole.
    consuming func sealed() -> [UInt8] {
        // In place: a state with many open sessions is large.
        bytes += Self.seal(bytes.span)
        return bytes
    }

    static let sealBytes = 8

    static func seal(_ bytes: Span<UInt8>) -> [UInt8] {
        var fingerprint = Fingerprint()
        fingerprint.combine(bytes: bytes)
        return (0..<sealBytes).map { UInt8(truncatingIfNeeded: fingerprint.value >> UInt64(8 * $0)) }
    }

    /// A whole number, seven bits a byte.
    mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// A whole number of either sign.
    mutating func write(_ value: Int64) { write(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    /// A whole number of either sign.
    mutating func write(_ value: Int) { write(Int64(value)) }

    /// A small whole number.
    mutating func write(_ value: UInt32) { write(UInt64(value)) }

    /// Yes or no.
    mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// Any number, infinities and NaN included, bit by bit.
    mutating func write(_ value: Double) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * shift))) }
    }

    /// Bytes behind their number.
    mutating func write(_ value: some Collection<UInt8>) {
        write(value.count)
        bytes.append(contentsOf: value)
    }

    /// Text.
    mutating func write(_ value: String) { write(Array(value.utf8)) }

    /// A value that has a stored form of its own.
    mutating func write(encoding value: some Encodable) throws { write(try JSON.encode(value)) }

    /// A list, each element by a closure, behind their number.
    mutating func write<Element>(_ list: some Collection<Element>, each: (inout SnapshotWriter, Element) throws -> Void) rethrows {
        write(list.count)
        for element in list { try each(&self, element) }
    }
}

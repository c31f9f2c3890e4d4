/// A message with white space runs made one blank, and where its bytes come from.
struct CompactText {
    /// The bytes.
    private(set) var bytes: [UInt8] = []
    /// Where each byte is in the batch.
    private(set) var origins: [UInt32] = []
    /// One past the last byte looked at.
    private(set) var end: UInt32 = 0

    /// Whether there is more text than was looked at; it can only stand at a last wildcard.
    private(set) var isCut = false

    /// Takes a text; reuses memory.
    mutating func assign(_ source: [UInt8], _ range: Range<Int>, limit: Int) {
        bytes.removeAll(keepingCapacity: true)
        origins.removeAll(keepingCapacity: true)
        var whole = range.upperBound
        while whole > range.lowerBound, Self.isSpace(source[whole - 1]) { whole -= 1 }
        let upper = Swift.min(whole, range.lowerBound + limit)
        isCut = upper < whole
        var isBlank = true
        for index in range.lowerBound..<upper {
            let byte = source[index]
            if Self.isSpace(byte) {
                if isBlank { continue }
                isBlank = true
                bytes.append(Skeleton.blank)
            } else {
                isBlank = false
                bytes.append(byte)
            }
            origins.append(UInt32(index))
        }
        end = UInt32(whole)
    }

    /// Where a position is in the batch; the end behind the last byte.
    func origin(_ index: Int) -> UInt32 { index < origins.count ? origins[index] : end }

    private static func isSpace(_ byte: UInt8) -> Bool { ByteClass.of(byte) & ByteClass.space != 0 }
}

/// A template text with `<*>` wildcards, matched without regular expressions: constant pieces, each looked for behind the one before it.
struct WildcardPattern: Sendable {
    private let pieces: [[UInt8]]
    /// How many bytes are constant: a measure of how specific it is.
    let constantBytes: Int

    /// Cuts a text at its wildcards; white space runs become one blank.
    init(_ text: String) {
        var compact = CompactText()
        let source = Array(text.utf8)
        compact.assign(source, 0..<source.count, limit: source.count)
        let bytes = compact.bytes, wild: [UInt8] = [UInt8(ascii: "<"), UInt8(ascii: "*"), UInt8(ascii: ">")]
        var pieces: [[UInt8]] = [[]]
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: wild) {
                pieces.append([])
                index += 3
            } else {
                pieces[pieces.count - 1].append(bytes[index])
                index += 1
            }
        }
        self.pieces = pieces
        constantBytes = pieces.reduce(0) { $0 + $1.count }
    }

    /// The first two bytes of every text that matches, or `nil` when they are not fixed.
    var start: UInt16? {
        guard let first = pieces.first, first.count >= 2 else { return nil }
        return UInt16(first[0]) << 8 | UInt16(first[1])
    }

    /// Whether the whole text matches; appends what stands at the wildcards.
    ///
    /// The first piece must be at the beginning, the last at the end, the others as early as possible, which finds a match wherever there is one.
    func match(_ text: CompactText, into parameters: inout [ParameterSpan]) -> Bool {
        let count = text.bytes.count
        guard count >= constantBytes, let first = pieces.first, let last = pieces.last, text.bytes.starts(with: first) else { return false }
        if text.isCut, !last.isEmpty { return false }
        if pieces.count == 1 { return first.count == count }
        let tail = count - last.count
        guard tail >= first.count, text.bytes[tail...].elementsEqual(last) else { return false }
        var position = first.count
        for piece in pieces.dropFirst().dropLast() {
            guard let found = Self.find(piece, text.bytes, from: position, to: tail) else { return false }
            parameters.append(Self.span(text, position, found))
            position = found + piece.count
        }
        parameters.append(Self.span(text, position, tail))
        return true
    }

    private static func span(_ text: CompactText, _ lower: Int, _ upper: Int) -> ParameterSpan {
        let start = text.origin(lower)
        let end = text.isCut && upper == text.bytes.count ? text.end : upper > lower ? text.origin(upper - 1) + 1 : start
        return ParameterSpan(range: ByteRange(start: start, end: end), kind: kind(text.bytes[lower..<upper]))
    }

    /// The kind of a value: the byte-level mask that covers all of it.
    private static func kind(_ value: ArraySlice<UInt8>) -> ParameterKind {
        guard !value.isEmpty, value.count <= 256 else { return .word }
        let bytes = Array(value)
        var scratch = MaskScratch(limit: 256)
        return unsafe bytes.withUnsafeBufferPointer { buffer -> ParameterKind in
            guard let base = buffer.baseAddress else { return .word }
            var scanner = unsafe MaskScanner(text: base, start: 0, end: buffer.count, scratch: scratch)
            scanner.scan(from: 0, to: buffer.count)
            scratch.spanCount = scanner.spanCount
            guard scratch.spanCount > 0 else { return .word }
            let first = unsafe scratch.spans[0]
            let isSlashed = buffer.count > 1 && first.range.start == 1 && value.first == UInt8(ascii: "/")
            return first.range.count == buffer.count || isSlashed && first.range.count == buffer.count - 1 ? first.kind : .identifier
        }
    }

    private static func find(_ piece: [UInt8], _ bytes: [UInt8], from lower: Int, to upper: Int) -> Int? {
        guard let head = piece.first else { return lower <= upper ? lower : nil }
        var index = lower
        while index + piece.count <= upper {
            if bytes[index] == head, bytes[index..<(index + piece.count)].elementsEqual(piece) { return index }
            index += 1
        }
        return nil
    }
}

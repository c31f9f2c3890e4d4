extension MaskScratch {
    /// Segments of a path that are looked at; the rest is one variable segment.
    private static let segmentLimit = 12
    /// Bytes of a path that are looked at.
    private static let pathLimit = 1_024

    /// The skeleton of a request: method, outcome, then the segments of the path without its query, each with a digit in it (but `v2`) masked.
    ///
    /// The values of the request follow as spans behind the last token. Unsafe because it writes the scratch memory; safe because a skeleton
    /// takes no more bytes than the method, the status, the path and one blank for each, and no more than ``segmentLimit`` + 67 spans.
    @unsafe mutating func maskRequest(
        _ base: UnsafePointer<UInt8>, _ request: RequestFields, _ fields: [ByteRange], _ fieldCount: Int, _ record: Int
    ) {
        let first = record * fieldCount
        let path = fields[first + request.path]
        let start = Int(path.start)
        var end = Swift.min(Int(path.end), start + Swift.min(Self.pathLimit, limit))
        for index in start..<Swift.max(start, end) where unsafe base[index] == UInt8(ascii: "?") || base[index] == UInt8(ascii: "#") {
            end = index
            break
        }
        var scanner = unsafe MaskScanner(text: base, start: start, end: end, scratch: self)
        for field in [request.method, request.status] {
            let range = field < 0 ? .empty : fields[first + field]
            var word: [UInt8] = []
            for index in range.indices.prefix(16) { unsafe word.append(base[index] > 0x20 && base[index] != 0x7F ? base[index] : 0x2D) }
            scanner.preface(word.isEmpty ? [UInt8(ascii: "-")] : word, at: Int(range.start))
        }
        var position = start, segments = 0
        while position < end {
            if unsafe base[position] == UInt8(ascii: "/") {
                position += 1
                // A path that ends in a slash is not the one without it.
                if position == end, segments > 0 { scanner.constantToken(position - 1..<position) }
                continue
            }
            var stop = position
            while stop < end, unsafe base[stop] != UInt8(ascii: "/") { stop += 1 }
            segments += 1
            if segments > Self.segmentLimit {
                scanner.maskedToken(position..<end, kind: .path)
                break
            }
            if unsafe Self.isVariableSegment(base, position..<stop) {
                scanner.maskedToken(position..<stop, kind: unsafe Self.kind(base, position..<stop))
            } else {
                scanner.constantToken(position..<stop)
            }
            position = stop
        }
        for field in request.values {
            let range = fields[first + field]
            if range.count > 0 { scanner.value(range, kind: unsafe Self.kind(base, range.indices)) }
        }
        scanner.finish(at: end)
        skeletonCount = scanner.count
        spanCount = scanner.spanCount
        tokenCount = scanner.tokenCount
    }

    /// Whether a segment names one thing of many: it has a digit (`v2` names a version of the interface), an escape, or is very long.
    @unsafe private static func isVariableSegment(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Bool {
        if range.count > 48 { return true }
        var digits = 0
        for index in range {
            let byte = unsafe base[index]
            if byte &- 0x30 < 10 { digits += 1 }
            if byte <= 0x20 || byte == UInt8(ascii: "%") || byte >= 0x7F || byte == UInt8(ascii: "@") { return true }
        }
        guard digits > 0 else { return false }
        return unsafe !(digits == range.count - 1 && digits <= 2 && base[range.lowerBound] | 0x20 == UInt8(ascii: "v"))
    }

    /// What a value of a request is.
    @unsafe private static func kind(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> ParameterKind {
        var digits = 0, dots = 0, hex = 0
        for index in range {
            let byte = unsafe base[index]
            if byte &- 0x30 < 10 {
                digits += 1
            } else if byte == UInt8(ascii: ".") {
                dots += 1
            } else if (byte | 0x20) &- 0x61 < 6 {
                hex += 1
            }
        }
        if digits > 0, digits + dots == range.count, dots <= 1 { return .number }
        if range.count >= 16, digits + hex == range.count { return .hexadecimal }
        return digits > 0 ? .identifier : .word
    }
}

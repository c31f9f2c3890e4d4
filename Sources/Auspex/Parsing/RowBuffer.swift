/// Bytes of rows that are being put together, with room that grows.
///
/// Unsafe because it owns its memory and hands bytes to `memcpy`. Safe because every write first makes room for what it writes, and sources are
/// spans, which know their own length.
@safe struct RowBuffer: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes written since it was emptied.
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = Swift.max(64, capacity)
        unsafe base = .allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }

    /// Adds a byte.
    @inline(__always)
    mutating func put(_ byte: UInt8) {
        if count == capacity { grow(1) }
        unsafe base[count] = byte
        count &+= 1
    }

    /// Adds bytes.
    @inline(__always)
    mutating func put(_ bytes: Span<UInt8>) {
        let length = bytes.count
        if length > capacity &- count { grow(length) }
        unsafe bytes.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { unsafe (base + count).update(from: start, count: length) }
        }
        count &+= length
    }

    /// Adds an array.
    @inline(__always)
    mutating func put(_ bytes: [UInt8]) { put(bytes.span) }

    /// Adds a range of an array.
    @inline(__always)
    mutating func put(_ bytes: [UInt8], _ range: Range<Int>) {
        put(bytes.span.extracting(range))
    }

    /// Adds constant text.
    @inline(__always)
    mutating func put(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        if length > capacity &- count { grow(length) }
        unsafe (base + count).update(from: text.utf8Start, count: length)
        count &+= length
    }

    /// Adds a number in decimal.
    mutating func put(number: UInt64) {
        if capacity &- count < 20 { grow(20) }
        var digits = 1
        var bound: UInt64 = 10
        while digits < 20, number >= bound {
            digits += 1
            if digits < 20 { bound *= 10 }
        }
        var rest = number
        for place in stride(from: count + digits - 1, through: count, by: -1) {
            unsafe base[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
        count += digits
    }

    /// Moves everything to the end of an array.
    mutating func move(to out: inout [UInt8]) {
        unsafe out.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
        count = 0
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = Swift.max(capacity * 2, count + more)
        let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe fresh.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = larger
    }
}

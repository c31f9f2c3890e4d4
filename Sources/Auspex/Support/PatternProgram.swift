import CPCRE2
import Synchronization

/// The compiled code behind ``Pattern`` and the spare scratch block for matching.
///
/// Safe to share: `pcre2_code` is never written after `init` (PCRE2 documents it as usable from many threads at once), the scratch
/// block is handed out by an atomic exchange, so one thread at a time holds it, and a thread that finds none makes its own.
@safe final class PatternProgram: @unchecked Sendable {
    /// The match offsets of one successful call, readable during the callback only.
    @safe struct Offsets {
        fileprivate let vector: UnsafeMutablePointer<Int>

        /// The range of a group; `nil` when it took no part.
        func range(_ group: Int) -> Range<Int>? {
            let start = unsafe vector[2 * group], end = unsafe vector[2 * group + 1]
            return start >= 0 && end >= start ? start..<end : nil
        }
    }

    /// One thread's memory for matching.
    @safe private struct Scratch {
        let data: OpaquePointer
        let context: OpaquePointer
        let stack: OpaquePointer?
    }

    let groupCount: Int
    let groupNames: [String: Int]
    let limitHits = Atomic<Int>(0)
    private let code: OpaquePointer
    private let limits: Pattern.Limits
    /// The address of the spare block, 0 for none: a word, so that it can be exchanged atomically.
    private let spare = Atomic<UInt>(0)

    init(_ expression: String, ignoringCase: Bool, limits: Pattern.Limits) throws(InputError) {
        guard expression.utf8.count <= 16_384 else {
            throw InputError("the regular expression is \(expression.utf8.count) bytes long; at most 16384 are accepted")
        }
        var options: UInt32 = UInt32(PCRE2_NEVER_BACKSLASH_C) | UInt32(PCRE2_USE_OFFSET_LIMIT)
        if ignoringCase { options |= UInt32(PCRE2_CASELESS) }
        if Self.wantsCodePoints(expression) { options |= UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF) }
        var errorNumber: Int32 = 0
        var errorOffset = 0
        let text = Array(expression.utf8)
        let compiled = unsafe text.withUnsafeBufferPointer { buffer in
            unsafe pcre2_compile_8(buffer.baseAddress, buffer.count, options, &errorNumber, &errorOffset, nil)
        }
        guard let code = unsafe compiled else {
            throw InputError("regular expression '\(expression)': \(Self.message(errorNumber)) at position \(errorOffset + 1)")
        }
        unsafe self.code = code
        self.limits = limits
        // Without JIT (a platform that forbids it) the interpreter does the same, slower.
        _ = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
        var count: UInt32 = 0
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        groupCount = Int(count)
        groupNames = unsafe Self.names(of: code)
    }

    deinit {
        unsafe Self.free(UnsafeMutablePointer(bitPattern: spare.exchange(0, ordering: .acquiring)))
        unsafe pcre2_code_free_8(code)
    }

    /// Finds the first match in `range` and shows its offsets to `body`; does not call `body` when there is none.
    func match(_ bytes: UnsafeRawBufferPointer, range: Range<Int>, _ body: (Offsets) -> Void) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range \(range) outside of \(bytes.count) bytes")
        let scratch = unsafe UnsafeMutablePointer<Scratch>(bitPattern: spare.exchange(0, ordering: .acquiring)) ?? makeScratch()
        let (limit, overflow) = range.lowerBound.addingReportingOverflow(limits.startBytes)
        unsafe pcre2_set_offset_limit_8(scratch.pointee.context, overflow ? Int.max : limit)
        // An empty buffer may have no address; PCRE2 accepts none only with length 0.
        let result = unsafe pcre2_match_8(
            code, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), range.upperBound, range.lowerBound, 0,
            scratch.pointee.data, scratch.pointee.context)
        if result > 0, let vector = unsafe pcre2_get_ovector_pointer_8(scratch.pointee.data) {
            unsafe vector.withMemoryRebound(to: Int.self, capacity: 2 * (groupCount + 1)) { pointer in
                unsafe body(Offsets(vector: pointer))
            }
        } else if result < PCRE2_ERROR_PARTIAL {
            limitHits.wrappingAdd(1, ordering: .relaxed)
        }
        unsafe Self.free(UnsafeMutablePointer(bitPattern: spare.exchange(UInt(bitPattern: scratch), ordering: .acquiringAndReleasing)))
    }

    private func makeScratch() -> UnsafeMutablePointer<Scratch> {
        guard let data = unsafe pcre2_match_data_create_from_pattern_8(code, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { fatalError("out of memory while preparing a regular expression") }
        unsafe pcre2_set_match_limit_8(context, limits.steps)
        unsafe pcre2_set_depth_limit_8(context, limits.depth)
        unsafe pcre2_set_heap_limit_8(context, limits.heapKiB)
        let stack = unsafe pcre2_jit_stack_create_8(32 * 1024, 512 * 1024, nil)
        unsafe pcre2_jit_stack_assign_8(context, nil, stack.map { unsafe UnsafeMutableRawPointer($0) })
        let box = UnsafeMutablePointer<Scratch>.allocate(capacity: 1)
        unsafe box.initialize(to: Scratch(data: data, context: context, stack: stack))
        return unsafe box
    }

    private static func free(_ box: UnsafeMutablePointer<Scratch>?) {
        guard let scratch = unsafe box else { return }
        unsafe pcre2_match_data_free_8(scratch.pointee.data)
        unsafe pcre2_match_context_free_8(scratch.pointee.context)
        unsafe pcre2_jit_stack_free_8(scratch.pointee.stack)
        unsafe scratch.deallocate()
    }

    /// Whether the expression speaks of characters beyond ASCII, so that matching by bytes would be wrong.
    private static func wantsCodePoints(_ expression: String) -> Bool {
        if expression.utf8.contains(where: { $0 >= 0x80 }) { return true }
        return ["\\p", "\\P", "\\X", "\\x{"].contains { marker in
            expression.utf8.indices.contains { expression.utf8[$0...].starts(with: marker.utf8) }
        }
    }

    private static func message(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = unsafe buffer.withUnsafeMutableBufferPointer { pointer in
            unsafe pcre2_get_error_message_8(number, pointer.baseAddress, pointer.count)
        }
        return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "error \(number)"
    }

    /// The name table: entries of a fixed size, two bytes of group number, then the name and a NUL.
    private static func names(of code: OpaquePointer) -> [String: Int] {
        var count: UInt32 = 0
        var size: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
        unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard let table = unsafe table else { return [:] }
        var names: [String: Int] = [:]
        for index in 0..<Int(count) {
            let entry = unsafe UnsafeBufferPointer(start: table + index * Int(size), count: Int(size))
            let name = unsafe entry.dropFirst(2).prefix { $0 != 0 }
            names[unsafe String(decoding: name, as: UTF8.self)] = unsafe Int(entry[0]) << 8 | Int(entry[1])
        }
        return names
    }
}

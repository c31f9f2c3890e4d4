import Foundation

/// Goes through the lines of a text file (label lists, sequence files), chunk by chunk.
package enum TextLines {
    /// Longer lines are refused: no label list or sequence file has them.
    static let lengthLimit = 64 << 20

    /// Calls `body` with each line (without its end) and its number, from 1.
    ///
    /// - Throws: ``InputError`` when the file cannot be read or a line is too long, and what `body` throws.
    package static func forEach(
        path: String, _ body: (_ line: ArraySlice<UInt8>, _ number: Int) throws(InputError) -> Void
    ) throws(InputError) {
        let source = try ByteSource(path: path)
        var splitter = LineSplitter(name: path)
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = source.read(into: &chunk, at: 0, count: chunk.count)
            if count == 0 { break }
            try splitter.add(chunk[..<count], body)
        }
        if let problem = source.problem { throw InputError("\(path): \(problem.what)") }
        try splitter.finish(body)
    }

    /// Whether there is a readable file.
    static func exists(_ path: String) -> Bool { FileManager.default.isReadableFile(atPath: path) }

    /// The same for bytes in memory.
    static func forEach(
        in bytes: [UInt8], name: String, _ body: (_ line: ArraySlice<UInt8>, _ number: Int) throws(InputError) -> Void
    ) throws(InputError) {
        var splitter = LineSplitter(name: name)
        try splitter.add(bytes[...], body)
        try splitter.finish(body)
    }
}

/// Cuts chunks into lines.
struct LineSplitter {
    private let name: String
    private var rest: [UInt8] = []
    private var number = 0

    init(name: String) {
        self.name = name
    }

    mutating func add(_ chunk: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>, Int) throws(InputError) -> Void) throws(InputError) {
        var begin = chunk.startIndex
        while let end = chunk[begin...].firstIndex(of: 0x0A) {
            if rest.isEmpty {
                try deliver(chunk[begin..<end], body)
            } else {
                rest += chunk[begin..<end]
                let line = rest
                rest.removeAll(keepingCapacity: true)
                try deliver(line[...], body)
            }
            begin = end + 1
        }
        rest += chunk[begin...]
        guard rest.count <= TextLines.lengthLimit else {
            throw InputError(
                "\(name):\(number + 1): a line of more than \(TextLines.lengthLimit >> 20) MiB; this is not the expected text file")
        }
    }

    mutating func finish(_ body: (ArraySlice<UInt8>, Int) throws(InputError) -> Void) throws(InputError) {
        if !rest.isEmpty { try deliver(rest[...], body) }
        rest = []
    }

    private mutating func deliver(_ line: ArraySlice<UInt8>, _ body: (ArraySlice<UInt8>, Int) throws(InputError) -> Void) throws(InputError)
    {
        number += 1
        var line = line
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        try body(line.last == 0x0D ? line.dropLast() : line, number)
    }
}

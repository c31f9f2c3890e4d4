import Foundation

/// A Swift file of the core, as far as its names tell who knows whom.
struct SourceFile {
    /// The sources of the core.
    static let core = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/Auspex")

    /// The path below the core: `Room/Folder/Name.swift`.
    let path: String
    /// The room's place in the order.
    let level: Int
    /// Names of types declared at the top level: nested ones such as `Configuration` recur everywhere.
    private(set) var types: [String] = []
    /// Names of members that extensions at the top level add, by the extended type.
    private(set) var extensions: [String: Set<String>] = [:]
    /// All words.
    private(set) var mentioned: Set<String> = []
    /// Words behind a dot.
    private(set) var used: Set<String> = []
    /// Words behind a keyword that declares something, and words before a colon: parameters and labels.
    private(set) var declared: Set<String> = []

    /// The room's folder that the file lies in; `nil` in the room itself.
    var folder: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? parts[..<2].joined(separator: "/") : nil
    }

    static func all(in rooms: [String]) -> [SourceFile] {
        rooms.enumerated().flatMap { level, room in
            let folder = core.appendingPathComponent(room)
            let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
            return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
                (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)).map {
                    SourceFile(path: "\(room)/\(name)", level: level, text: $0)
                }
            }
        }
    }

    init(path: String, level: Int, text: String) {
        self.path = path
        self.level = level
        var extended: String?
        for line in Self.withoutCommentsAndLiterals(text).split(separator: UInt8(ascii: "\n")) { read(line, &extended) }
    }

    private static let typeKeywords: Set<String> = ["struct", "class", "enum", "protocol", "actor"]
    private static let memberKeywords: Set<String> = ["func", "var", "let", "case", "typealias", "associatedtype"]

    private mutating func read(_ line: ArraySlice<UInt8>, _ extended: inout String?) {
        let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
        var previous = ""
        var isFirstDeclaration = true
        var index = line.startIndex
        while index < line.endIndex {
            guard Self.isWord(line[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < line.endIndex, Self.isWord(line[index]) { index += 1 }
            let word = String(decoding: line[start..<index], as: UTF8.self)
            let before = start > line.startIndex ? line[start - 1] : 0
            let after = index < line.endIndex ? line[index] : 0
            mentioned.insert(word)
            if before == UInt8(ascii: ".") { used.insert(word) }
            if after == UInt8(ascii: ":") { declared.insert(word) }
            let isType = Self.typeKeywords.contains(previous), isMember = Self.memberKeywords.contains(previous)
            if isType || isMember { declared.insert(word) }
            if indent == 0, isFirstDeclaration, previous == "extension" || isType || isMember {
                isFirstDeclaration = false
                extended = previous == "extension" ? word : nil
                if isType { types.append(word) }
            } else if indent == 4, isFirstDeclaration, isType || isMember, let extended {
                isFirstDeclaration = false
                extensions[extended, default: []].insert(word)
            }
            previous = word
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: byte >= 0x80
        }
    }

    /// Comments may name what they like; literals too. One pass over the bytes: regular expressions are slow in debug builds.
    private static func withoutCommentsAndLiterals(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let quote = UInt8(ascii: "\""), newline = UInt8(ascii: "\n")
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var index = 0
        var inLiteral = false, inLongLiteral = false
        func isLongQuote(_ index: Int) -> Bool {
            index + 2 < bytes.count && bytes[index] == quote && bytes[index + 1] == quote && bytes[index + 2] == quote
        }
        while index < bytes.count {
            let byte = bytes[index]
            if isLongQuote(index), !inLiteral {
                inLongLiteral.toggle()
                index += 2
            } else if inLongLiteral {
                if byte == newline { kept.append(byte) }
            } else if byte == newline {
                inLiteral = false
                kept.append(byte)
            } else if inLiteral {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == quote { inLiteral = false }
            } else if byte == quote {
                inLiteral = true
            } else if byte == UInt8(ascii: "/"), index + 1 < bytes.count, bytes[index + 1] == byte {
                while index + 1 < bytes.count, bytes[index + 1] != newline { index += 1 }
            } else {
                kept.append(byte)
            }
            index += 1
        }
        return kept
    }
}

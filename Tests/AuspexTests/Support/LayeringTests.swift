import Foundation
import Testing

/// The folders of the core read in the order of the data; nothing may mention what a folder further on declares.
@Suite struct LayeringTests {
    /// First to last: ARCHITECTURE.md has the same list.
    static let rooms = [
        "Support", "Bundle", "Records", "Parsing", "Sequencing", "Corpus", "Embedding", "Evidence", "Detectors", "Diagnosis", "Feedback",
        "Evaluation",
        "Simulation", "Pipeline", "Report",
    ]

    static let files = SourceFile.all(in: rooms)

    @Test func `every folder of the core has its place in the order`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: SourceFile.core.path).filter { !$0.hasSuffix(".docc") }
        #expect(Set(folders) == Set(Self.rooms))
        #expect(Self.files.count > 100)
    }

    @Test func `no folder mentions a type of a folder further on`() {
        for fault in Self.typesMentionedTooEarly(in: Self.files) { Issue.record("\(fault)") }
    }

    @Test func `no folder uses what a folder further on adds to a type`() {
        for fault in Self.membersUsedTooEarly(in: Self.files) { Issue.record("\(fault)") }
    }

    @Test func `folders within a room do not mention each other in a circle`() {
        for circle in Self.circles(in: Self.files) { Issue.record("\(circle.joined(separator: " and ")) need each other") }
    }

    @Test func `the checks see types, members of extensions and folders within rooms`() {
        let low = SourceFile(path: "Parsing/Low.swift", level: 0, text: "struct Low { func use() { other.added(); _ = High.self } }\n")
        let high = SourceFile(
            path: "Detectors/High.swift", level: 1, text: "struct High {}\nextension Low {\n    func added() {}\n}\n")
        #expect(Self.typesMentionedTooEarly(in: [low, high]) == ["Parsing/Low.swift mentions High of Detectors/High.swift"])
        #expect(Self.membersUsedTooEarly(in: [low, high]) == ["Parsing/Low.swift uses .added of Detectors/High.swift"])
        let text = "// High\nlet text = \"\"\"\n    High \\(1) \"quoted\" .added\n    \"\"\"\nlet other = \"High\" // .added\n"
        let silent = SourceFile(path: "Parsing/Silent.swift", level: 0, text: text)
        #expect(Self.typesMentionedTooEarly(in: [silent, high]).isEmpty && Self.membersUsedTooEarly(in: [silent, high]).isEmpty)

        let one = SourceFile(path: "Room/One/A.swift", level: 0, text: "struct A { var b: B }\n")
        let two = SourceFile(path: "Room/Two/Deep/B.swift", level: 0, text: "struct B { var a: A? }\n")
        #expect(Self.circles(in: [one, two]) == [["Room/One", "Room/Two"]])
        #expect(Self.circles(in: [one]).isEmpty)
    }

    /// Text of the library that still names options, and the style of the page, which has CSS properties.
    private static let namesOptions: Set<String> = ["EnsembleMethod.swift", "HTMLReport+Style.swift"]

    @Test func `messages of the library name no command-line option: who embeds it has none`() throws {
        var count = 0
        for file in Self.files where !Self.namesOptions.contains(String(file.path.split(separator: "/").last ?? "")) {
            let text = try String(contentsOf: SourceFile.core.appendingPathComponent(file.path), encoding: .utf8)
            for line in text.utf8.split(separator: UInt8(ascii: "\n")) where Self.namesOption(line) {
                Issue.record("\(file.path): \(String(decoding: line, as: UTF8.self))")
            }
            count += 1
        }
        #expect(count > 100)
        #expect(Self.namesOption(Array("throw InputError(\"give --labels\")".utf8)[...]))
        #expect(!Self.namesOption(Array("value --\"a\" // \"--labels\"".utf8)[...]))
    }

    /// Whether a literal of a line holds two dashes and a letter.
    private static func namesOption(_ line: some BidirectionalCollection<UInt8>) -> Bool {
        var isInLiteral = false
        var previous: (UInt8, UInt8) = (0, 0)
        let dash = UInt8(ascii: "-"), slash = UInt8(ascii: "/")
        for byte in line {
            if byte == UInt8(ascii: "\"") { isInLiteral.toggle() }
            if !isInLiteral, byte == slash, previous.1 == slash { return false }
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            if isInLiteral, isLetter, previous.0 == dash, previous.1 == dash { return true }
            previous = (previous.1, byte)
        }
        return false
    }

    // MARK: Checks

    private static func homes(of files: [SourceFile]) -> [String: SourceFile] {
        var homes: [String: SourceFile] = [:]
        for file in files { for type in file.types { homes[type] = file } }
        return homes
    }

    static func typesMentionedTooEarly(in files: [SourceFile]) -> [String] {
        let homes = homes(of: files)
        return files.flatMap { file in
            file.mentioned.sorted().compactMap { word in
                homes[word].flatMap { $0.level > file.level ? "\(file.path) mentions \(word) of \($0.path)" : nil }
            }
        }
    }

    /// Names that types of the standard library have too.
    private static let foreignNames: Set<String> = ["replacing"]

    /// Looks at names that are declared nowhere before the extension: others may be a member of another type.
    static func membersUsedTooEarly(in files: [SourceFile]) -> [String] {
        let homes = homes(of: files)
        var earliest: [String: Int] = [:]
        for file in files { for name in file.declared { earliest[name] = min(earliest[name] ?? .max, file.level) } }
        var added: [String: SourceFile] = [:]
        for file in files {
            for (type, members) in file.extensions where (homes[type]?.level ?? -1) < file.level {
                for member in members.subtracting(foreignNames) where earliest[member] == file.level { added[member] = file }
            }
        }
        return files.flatMap { file in
            file.used.sorted().compactMap { name in
                added[name].flatMap { $0.level > file.level ? "\(file.path) uses .\(name) of \($0.path)" : nil }
            }
        }
    }

    /// Pairs of folders of one room that mention each other's types. What lies in the room itself belongs to all its folders.
    static func circles(in files: [SourceFile]) -> [[String]] {
        let homes = homes(of: files)
        var needs: [String: Set<String>] = [:]
        for file in files {
            guard let folder = file.folder else { continue }
            for word in file.mentioned {
                if let other = homes[word], let needed = other.folder, needed != folder, other.level == file.level {
                    needs[folder, default: []].insert(needed)
                }
            }
        }
        return needs.keys.sorted().flatMap { folder in
            (needs[folder] ?? []).sorted().filter { folder < $0 && needs[$0]?.contains(folder) == true }.map { [folder, $0] }
        }
    }
}

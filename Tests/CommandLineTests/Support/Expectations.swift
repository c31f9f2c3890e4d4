import Foundation
import TestSupport
import Testing

/// A mistake of the user as the contract has it: exit code 2, nothing on standard output, one line `auspex: …` that names what is meant.
func expectRefused(_ result: Program.Result, naming words: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    let lines = result.messages.split(separator: "\n").filter { !$0.hasPrefix("warning: ") }
    #expect(result.code == 2, "\(result.messages.suffix(400))", sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, sourceLocation: sourceLocation)
    #expect(
        lines.count == 1 && lines.first?.hasPrefix("auspex: ") == true, "\(result.messages.suffix(400))", sourceLocation: sourceLocation)
    #expect(!result.messages.contains("internal error"), sourceLocation: sourceLocation)
    for word in words {
        #expect(result.messages.contains(word), "'\(word)' in: \(result.messages.suffix(400))", sourceLocation: sourceLocation)
    }
    #expect(!result.messages.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F }, sourceLocation: sourceLocation)
}

/// A run that went well: exit code 0 and no error line.
func expectDone(_ result: Program.Result, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(result.code == 0, "\(result.messages.suffix(400))", sourceLocation: sourceLocation)
    #expect(!result.messages.contains("auspex: "), "\(result.messages.suffix(400))", sourceLocation: sourceLocation)
}

/// Standard output as the one JSON object it must be.
func object(_ result: Program.Result, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Any] {
    let whole = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(whole as? [String: Any], sourceLocation: sourceLocation)
}

extension TemporaryFolder {
    /// Names of files that exist only while something is written.
    var temporaries: [String] { names.filter { $0.contains(".tmp-") || $0.contains(".partial-") } }

    /// Every file of a folder in it by name.
    func contents(of name: String) throws -> [String: Data] {
        let folder = URL(fileURLWithPath: file(name))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appendingPathComponent($0))) })
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The files behind what the user typed: files as they are, globs expanded, folders searched, `-` for standard input.
///
/// Order: as typed; inside a glob or folder by path, what rotation left of one log in order of time (``RotatedName``), so that equal inputs are
/// read equally everywhere. A file named twice is read once.
public struct LogSources: Sendable, Equatable {
    /// More files than this are refused.
    public static let limit = 100_000

    /// What to read, in order. The index is the source number of records and ``LineReference``.
    public private(set) var paths: [String] = []
    /// Files of folders that were left out, and why, summed up: one note for each folder.
    public private(set) var notes: [InputProblem] = []
    /// Folders and globs among what was typed: what comes and goes in them can be looked for.
    private(set) var openEnded: [String] = []
    /// As bytes: names that look alike may be two.
    private var seen: Set<[UInt8]> = []
    private let isFollowed: Bool

    /// Expands inputs.
    ///
    /// - Throws: ``InputError`` for nothing given, a missing or unreadable file, a glob without a match, a folder without logs.
    public init(_ inputs: [String]) throws(InputError) { try self.init(inputs, isFollowed: false) }

    /// Expands inputs.
    ///
    /// - Parameters:
    ///   - isFollowed: whether folders may have no log yet.
    ///   - known: files of an earlier run, which may be missing now.
    init(_ inputs: [String], isFollowed: Bool, known: Set<String> = []) throws(InputError) {
        self.isFollowed = isFollowed
        guard !inputs.isEmpty else { throw InputError("no input: give a file, a glob, a folder, or - for standard input") }
        for input in inputs {
            if input == "-" {
                add("-")
            } else if let kind = Self.kind(input) {
                if kind == S_IFDIR {
                    openEnded.append(input)
                    try addFolder(input)
                } else {
                    try addFile(input)
                }
            } else if known.contains(input) {
                add(input)
            } else if input.contains(where: { "*?[".contains($0) }) {
                openEnded.append(input)
                try addGlob(input)
            } else {
                throw InputError("cannot read \(input): \(ByteSource.message(errno))")
            }
            guard paths.count <= Self.limit else { throw InputError("more than \(Self.limit) input files; name fewer") }
        }
    }

    private mutating func add(_ path: String) {
        if seen.insert(Array(path.utf8)).inserted { paths.append(path) }
    }

    private mutating func addFile(_ path: String) throws(InputError) {
        guard unsafe access(path, R_OK) == 0 else { throw InputError("cannot read \(path): \(ByteSource.message(errno))") }
        // What is no text is named now: a judgement of packed bytes is worth nothing.
        if Self.kind(path) == S_IFREG, let source = try? ByteSource(path: path), let kind = FileKind(source.peek(FileKind.sampleBytes)) {
            throw InputError("\(path) is \(kind.words)")
        }
        add(path)
    }

    private mutating func addGlob(_ pattern: String) throws(InputError) {
        let matches = Self.matches(of: pattern)
        guard !matches.isEmpty || isFollowed else { throw InputError("no file matches \(pattern)") }
        for path in Self.inOrder(matches) {
            switch Self.kind(path) {
            case S_IFDIR?: try addFolder(path)
            case nil: continue
            default: try addFile(path)
            }
        }
    }

    /// What a pattern of the shell matches.
    static func matches(of pattern: String) -> [String] {
        var result = unsafe glob_t()
        defer { unsafe globfree(&result) }
        guard unsafe glob(pattern, 0, nil, &result) == 0 else { return [] }
        let count = unsafe Int(result.gl_pathc)
        return (0..<count).compactMap { index in unsafe result.gl_pathv[index].map { unsafe String(cString: $0) } }
    }

    private mutating func addFolder(_ folder: String) throws(InputError) {
        var found: [String] = []
        var skipped: [String: [String]] = [:]
        var pending = [folder]
        while let current = pending.popLast() {
            guard let names = Self.entries(current) else {
                if current == folder { throw InputError("cannot read the folder \(folder): \(ByteSource.message(errno))") }
                skipped["unreadable", default: []].append(current)
                continue
            }
            for name in names where !name.hasPrefix(".") {
                let path = current.hasSuffix("/") ? current + name : current + "/" + name
                switch Self.kind(path, followingLinks: false) {
                case S_IFDIR?: pending.append(path)
                case S_IFREG?: Self.sort(path, name, &found, &skipped)
                case S_IFLNK? where Self.kind(path) == S_IFREG: Self.sort(path, name, &found, &skipped)
                case nil where name.unicodeScalars.contains("\u{FFFD}"): skipped["with names that are not UTF-8", default: []].append(path)
                default: continue
                }
                guard found.count <= Self.limit else { throw InputError("more than \(Self.limit) files in \(folder); name fewer") }
            }
        }
        let left = skipped.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key) (\(Self.named($0.value, in: folder)))" }
            .joined(separator: ", ")
        guard !found.isEmpty || isFollowed else {
            throw InputError(
                "no log files in the folder \(folder)" + (left.isEmpty ? "" : " (left out: \(left))") + "; name the files themselves")
        }
        if !left.isEmpty { notes.append(InputProblem(file: folder, what: "files left out: \(left)")) }
        for path in Self.inOrder(found) { add(path) }
    }

    /// Decides whether a file found in a folder is a log.
    private static func sort(_ path: String, _ name: String, _ found: inout [String], _ skipped: inout [String: [String]]) {
        guard looksLikeLog(name) else {
            skipped["with other endings", default: []].append(path)
            return
        }
        guard unsafe access(path, R_OK) == 0, let source = try? ByteSource(path: path) else {
            skipped["unreadable", default: []].append(path)
            return
        }
        let sample = source.peek(1_024)
        if sample.isEmpty {
            skipped["empty", default: []].append(path)
        } else if let kind = FileKind(sample) {
            skipped[kind.isText ? "in UTF-16" : "binary", default: []].append(path)
        } else if sample.count(where: { $0 == 0 }) > 0,
            sample.contains(where: { $0 != 0 && $0 < 0x20 && !(9...13).contains($0) && $0 != 0x1B })
        {
            skipped["binary", default: []].append(path)
        } else {
            found.append(path)
        }
    }

    private static func inOrder(_ paths: [String]) -> [String] { paths.map { (RotatedName($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1) }

    /// The first of some files, by their paths inside the folder.
    private static func named(_ paths: [String], in folder: String) -> String {
        let start = folder.hasSuffix("/") ? folder : folder + "/"
        let names = paths.sorted().prefix(8).map { $0.hasPrefix(start) ? String($0.dropFirst(start.count)) : $0 }
        return names.joined(separator: ", ") + (paths.count > 8 ? ", …" : "")
    }

    /// Names of logs: no ending, a usual ending, a rotation number, or `log` somewhere.
    static func looksLikeLog(_ name: String) -> Bool {
        var stem = Substring(name.lowercased())
        for packed in [".gz", ".zst"] where stem.hasSuffix(packed) { stem = stem.dropLast(packed.count) }
        guard let dot = stem.lastIndex(of: ".") else { return stem != "readme" && stem != "license" }
        let ending = stem[stem.index(after: dot)...]
        if ending.allSatisfy(\.isNumber) || ending.contains("log") { return true }
        if ["txt", "out", "err", "json", "jsonl", "ndjson", "messages", "syslog", "trace", "journal"].contains(String(ending)) {
            return true
        }
        let others = ["csv", "md", "html", "htm", "xml", "yaml", "yml", "pdf", "png", "py", "sh", "swift", "c", "h", "zip", "tar", "tgz"]
        return stem.contains("log") && !others.contains(String(ending))
    }

    /// The file type bits, or `nil` when there is no such file.
    static func kind(_ path: String, followingLinks: Bool = true) -> mode_t? {
        var status = stat()
        let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
        return result == 0 ? status.st_mode & S_IFMT : nil
    }

    static func entries(_ folder: String) -> [String]? {
        guard let handle = unsafe opendir(folder) else { return nil }
        defer { unsafe closedir(handle) }
        var names: [String] = []
        while let entry = unsafe readdir(handle) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            names.append(name)
        }
        return names
    }
}

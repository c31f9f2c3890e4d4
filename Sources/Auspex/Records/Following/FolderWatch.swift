#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Looks for logs that are new in folders, now and then.
///
/// What rotation leaves is no new log: packed files, numbered ones, and files that begin as one that was read.
struct FolderWatch {
    /// Seconds between two looks.
    static let interval = 2.0
    /// Files remembered to be no logs at most.
    private static let limit = 100_000

    /// A file by what it is and whose it is: rotation changes the rest of its name.
    private struct Seen: Hashable {
        var family: String
        var file: PathLook.File
    }

    private let inputs: [String]
    private var lookedAt: Double?
    /// Files that were looked at and are no new logs.
    private var passed: Set<Seen> = []
    /// Numbered files whose log was not there when they were looked at: it may only be on its way.
    private var orphans: Set<Seen> = []

    /// - Parameter inputs: folders and globs.
    init(_ inputs: [String]) { self.inputs = inputs }

    /// Whether there is no folder to look into.
    var isEmpty: Bool { inputs.isEmpty }

    /// Whether it is time to look.
    func isDue(now: Double) -> Bool { !inputs.isEmpty && now - (lookedAt ?? -.infinity) >= Self.interval }

    /// Paths that are worth reading from now on, those of rotations first that were over before the log was found.
    ///
    /// - Parameters:
    ///   - known: paths that are followed.
    ///   - marks: files that are or were read, by whatever name.
    mutating func look(now: Double, known: Set<String>, marks: [FileMark]) -> [(path: String, isLeft: Bool)] {
        let isFirst = lookedAt == nil
        lookedAt = now
        var found: [(path: String, isLeft: Bool)] = []
        var lonely: Set<Seen> = []
        let paths = paths().filter { !known.contains($0) }.map { (RotatedName($0), $0) }.sorted { $0.0 < $1.0 }
        let families = Set(known.map { RotatedName($0) }.filter { !$0.isOld }.map(\.family) + paths.filter { !$0.0.isOld }.map(\.0.family))
        for (name, path) in paths {
            guard case .file(let file) = PathLook(path), !passed.contains(Seen(family: name.family, file: file)) else { continue }
            if passed.count >= Self.limit { passed = [] }
            guard !marks.contains(where: { $0.isSameFile(file) }), let source = try? ByteSource(path: path, waits: false) else {
                passed.insert(Seen(family: name.family, file: file))
                continue
            }
            let sample = source.peek(1_024), isLeft = name.isNumbered(of: families)
            // Nothing is in it yet: looked at again.
            guard !sample.isEmpty else { continue }
            if !isLeft, !isFirst, name.isOld, !orphans.contains(Seen(family: path, file: file)) {
                lonely.insert(Seen(family: path, file: file))
                continue
            }
            guard !source.isCompressed, FileKind(sample) == nil, !sample.contains(0), !(isFirst && isLeft),
                !marks.contains(where: { $0.headCount >= (isLeft ? 1 : FileMark.headLimit) && $0.begins(sample) })
            else {
                passed.insert(Seen(family: name.family, file: file))
                continue
            }
            found.append((path, isLeft))
        }
        orphans = lonely
        return found
    }

    private func paths() -> [String] {
        var found: [String] = []
        var pending: [String] = []
        for input in inputs {
            if LogSources.kind(input) == S_IFDIR { pending.append(input) } else { found += LogSources.matches(of: input) }
        }
        while let folder = pending.popLast(), found.count < Self.limit {
            for name in LogSources.entries(folder) ?? [] where !name.hasPrefix(".") {
                let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
                switch LogSources.kind(path, followingLinks: false) {
                case S_IFDIR?: pending.append(path)
                case S_IFREG? where LogSources.looksLikeLog(name): found.append(path)
                case S_IFLNK? where LogSources.looksLikeLog(name) && LogSources.kind(path) == S_IFREG: found.append(path)
                default: continue
                }
            }
        }
        return found
    }
}

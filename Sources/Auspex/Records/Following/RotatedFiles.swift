/// What rotation made of a log: files beside it whose names say so (``RotatedName``).
struct RotatedFiles {
    /// One of them.
    struct Member {
        var path: String
        var file: PathLook.File
        var written: Double
        /// Its first bytes as they stand there, packed or not.
        var head: [UInt8]
    }

    private let path: String
    /// Oldest first; the log itself is the last, if it is there.
    private let members: [Member]

    /// Looks beside a log.
    init(of path: String) {
        self.path = path
        var last = Self.list(path)
        // While files are being renamed a listing can miss one, or name it twice.
        for _ in 0..<4 {
            let again = Self.list(path)
            if again.map(\.file) == last.map(\.file) { break }
            last = again
        }
        members = last
    }

    private static func list(_ path: String) -> [Member] {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let start = slash.map { String(path[...$0]) } ?? ""
        let family = RotatedName(path).family
        var seen: Set<PathLook.File> = []
        return (LogSources.entries(folder) ?? []).map { start + $0 }.filter { $0 == path || RotatedName($0).family == family }
            .map { (RotatedName($0), $0) }.sorted { $0.0 < $1.0 }
            .compactMap { _, path in
                guard case .file(let file) = PathLook(path), seen.insert(file).inserted,
                    let source = try? ByteSource(path: path, waits: false), let written = source.modified
                else { return nil }
                return Member(path: path, file: file, written: written, head: source.head(FileMark.headLimit))
            }
    }

    /// The log that has a mark, opened where reading it was: under its new name, as the copy that was made before the log was emptied, or packed.
    ///
    /// - Parameter isCopy: look for a copy, not for the file itself.
    func open(_ mark: FileMark, at position: UInt64, isCopy: Bool) -> ByteSource? {
        guard mark.headCount > 0 || !isCopy else { return nil }
        for member in members.reversed() where member.path != path || !isCopy {
            guard mark.isSameFile(member.file) != isCopy, isCopy ? member.written >= mark.written : true,
                let source = try? ByteSource(path: member.path, waits: false), mark.begins(source.peek(FileMark.headLimit)),
                source.skip(to: position)
            else { continue }
            return source
        }
        return nil
    }

    /// The logs of rotations that are younger than a moment, oldest first.
    func since(_ moment: Double) -> [Member] { members.filter { $0.path != path && $0.written > moment } }

    /// The logs between one and what has the name now, oldest first: those of rotations that were missed.
    ///
    /// - Parameter written: when the one was written last, as far as it was read.
    func behind(_ log: PathLook.File, written: Double, before next: PathLook.File?) -> [Member] {
        guard let place = members.firstIndex(where: { $0.file == log }) else { return [] }
        return members[(place + 1)...].filter { $0.path != path && $0.file != next && $0.written >= written }
    }
}

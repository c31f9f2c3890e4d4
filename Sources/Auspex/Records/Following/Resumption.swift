/// An earlier reading, as far as it has not been taken up: which file is which of those that were open, whatever they are called now.
struct Resumption {
    /// A file that was read.
    struct Entry {
        var name: String
        var mark: FileMark
        var position: UInt64
        /// What was unfinished; `nil` for a file that had been let go.
        var unfinished: [UInt8]?
        /// Whether it had the name when reading stopped.
        var isCurrent: Bool
    }

    private(set) var entries: [Entry] = []
    /// Sources that go on with a file of which nothing had been read, and when that had been written last.
    private(set) var empty: [(number: Int, moment: Double)] = []

    init(_ state: ReadingState?) {
        for source in state?.sources ?? [] {
            for log in source.old { add(log, source.name, isCurrent: false) }
            if let log = source.current { add(log, source.name, isCurrent: true) }
            for past in source.past {
                entries.append(Entry(name: source.name, mark: past.mark, position: past.position, isCurrent: false))
            }
        }
        for past in state?.past ?? [] { entries.append(Entry(name: "", mark: past.mark, position: past.position, isCurrent: false)) }
    }

    private mutating func add(_ log: ReadingState.Log, _ name: String, isCurrent: Bool) {
        entries.append(Entry(name: name, mark: log.mark, position: log.position, unfinished: log.unfinished, isCurrent: isCurrent))
    }

    /// Finds out which file was opened now, and goes on in it where reading was.
    ///
    /// - Parameter source: of which nothing was read; it may have to be opened again when nothing is returned.
    mutating func take(_ source: ByteSource, path: String, number: Int) -> Entry? {
        guard !entries.isEmpty, let identity = source.identity else { return nil }
        let file = PathLook.File(device: identity.device, inode: identity.inode), name = RotatedName(path)
        let sample = source.peek(FileMark.headLimit)
        let place =
            entries.indices.filter { entries[$0].mark.isSameFile(file) && entries[$0].mark.begins(sample) }
            // The one of which most is known: anything begins like a file that was empty.
            .max { (entries[$0].mark.headCount, $1) < (entries[$1].mark.headCount, $0) }
            // A copy, or packed.
            ?? entries.firstIndex {
                name.isOld && $0.mark.headCount == FileMark.headLimit && $0.mark.begins(sample)
                    && RotatedName($0.name).family == name.family
            }
        guard let place, source.skip(to: entries[place].position) else { return nil }
        let entry = entries.remove(at: place)
        if entry.position == 0, entry.isCurrent { empty.append((number, entry.mark.written)) }
        return entry
    }

    /// Takes what was open under a name, oldest first.
    mutating func takeOpen(under name: String) -> [Entry] {
        let taken = entries.filter { $0.name == name && $0.unfinished != nil }
        entries.removeAll { $0.name == name && $0.unfinished != nil }
        return taken
    }
}

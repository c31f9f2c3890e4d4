#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where a detection that goes on is, in one file: how far its logs were read, and everything that is open.
///
/// ```swift
/// let state = try DetectionState(path: "app.state")
/// try DetectionRun(model: model, options: .init(inputs: ["app.log"], following: following, state: state)).run()
/// ```
/// Places and open sessions are of one moment and are written as one, so every line is judged once however the program ends. What was told
/// since the last write is told again (see decision 0032): it is written after what it knows of was told, never before.
///
/// The file is held locked: two runs that went on from one state would both tell what comes next.
public final class DetectionState {
    /// Seconds between two writes when nothing is told.
    static let interval = 5.0
    /// A write waits until so many times as long has passed as the last one took.
    private static let rest = 20.0
    private static let layout = "auspex-state-1"
    /// No state is as large.
    private static let sizeLimit = 4 << 30

    /// Where it is.
    public let path: String
    private(set) var saved: (reading: ReadingState, stream: [UInt8])?
    private var about = ""
    private var lock: Int32 = -1
    private var lastWrite = -Double.infinity
    private var lastCost = 0.0

    /// Reads the state, if there is one.
    ///
    /// - Throws: ``InputError`` when the file is damaged, is no state, or another run has it.
    public init(path: String) throws {
        self.path = path
        guard FileSystem.exists(path) else { return }
        try hold()
        // Nobody else writes here: what a killed run left is in nobody's use.
        let slash = path.lastIndex(of: "/")
        TemporaryPaths.removeStale(
            in: slash.map { String(path[...$0]) } ?? ".",
            namedLike: ".\(slash.map { String(path[path.index(after: $0)...]) } ?? path).tmp-", olderThan: 0)
        do {
            var reader = try SnapshotReader(sealed: FileSystem.read(path, limit: Self.sizeLimit))
            guard (try? reader.text()) == Self.layout else { throw SnapshotReader.damaged }
            about = try reader.text()
            saved = (try ReadingState(from: &reader), try reader.data())
            guard reader.isAtEnd else { throw SnapshotReader.damaged }
        } catch let error as InputError where error == SnapshotReader.damaged {
            throw InputError(
                "\(path) is no state of a detection, is damaged, or is from another version of Auspex; remove it to begin anew")
        }
    }

    deinit { if lock >= 0 { close(lock) } }

    /// Notes what the state belongs to, and refuses one that belongs to something else.
    func belong(to model: TrainedModel, format: String?, session: String?) throws {
        let manifest = model.manifest
        // Answers and normal data learnt on the way leave these as they are, training anew does not.
        let trained = [manifest.vocabularyHash, manifest.dataHash, manifest.detector, String(manifest.seed)].joined(separator: " ")
        let now = [trained, format ?? "", session ?? ""].joined(separator: "\n")
        guard saved == nil || about == now else {
            let sameModel = about.hasPrefix(trained + "\n")
            throw InputError(
                "\(path) is the state of a detection with \(sameModel ? "another format or session rule" : "another model"); "
                    + "name another file, or remove it to begin anew")
        }
        about = now
    }

    /// Whether it is time to write.
    func isDue(now: Double, hasTold: Bool) -> Bool {
        now - lastWrite >= max(hasTold ? 0 : Self.interval, Self.rest * lastCost)
    }

    /// Replaces the state as a whole.
    func write(_ reading: ReadingState, _ stream: [UInt8], now: () -> Double) throws {
        let start = now()
        var writer = SnapshotWriter()
        writer.write(Self.layout)
        writer.write(about)
        reading.write(to: &writer)
        writer.write(stream)
        try FileSystem.writeAtomically(writer.sealed(), to: path, isPrivate: true)
        try hold()
        lastWrite = now()
        lastCost = lastWrite - start
    }

    /// Locks the file as it is now.
    private func hold() throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw InputError("cannot read \(path): \(FileSystem.reason(errno))") }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            close(descriptor)
            throw InputError("\(path) is in use by another run of Auspex; stop that one first")
        }
        if lock >= 0 { close(lock) }
        lock = descriptor
    }
}

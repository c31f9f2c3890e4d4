/// The trials that were done, one JSON object a line, so that a run that was interrupted goes on where it stopped.
///
/// A line is written whole or not at all; the remains of a line at the end of the file, from a program that died while it wrote, are passed over.
/// Trials of other data, methods or versions of the program stay in the file and are not used.
public struct TrialFile {
    /// Where it is; `nil` keeps the trials in memory.
    public let path: String?
    private var trials: [MethodTrial.Key: MethodTrial] = [:]

    /// Largest file that is read.
    private static let sizeLimit = 1 << 30

    /// Reads what is there; a file that does not exist is empty.
    ///
    /// - Throws: ``InputError`` for a file that is something else.
    public init(path: String?) throws {
        self.path = path
        guard let path, FileSystem.exists(path) else { return }
        let lines = try FileSystem.read(path, limit: Self.sizeLimit).split(separator: UInt8(ascii: "\n"))
        for (number, line) in lines.enumerated() {
            do {
                let trial = try JSON.decode(MethodTrial.self, from: Array(line), source: "\(path):\(number + 1)")
                trials[trial.key] = trial
            } catch let error as InputError {
                // A torn line stands before the next line that was written, or at the end; a file of another kind has no good line.
                guard number > 0 || lines.count == 1, line.starts(with: Array("{".utf8)) else { throw error }
            }
        }
    }

    /// A trial that was done before.
    public subscript(key: MethodTrial.Key) -> MethodTrial? { trials[key] }

    /// Keeps a trial.
    ///
    /// - Throws: ``InputError`` when the file cannot be written.
    public mutating func add(_ trial: MethodTrial) throws {
        trials[trial.key] = trial
        if let path { try FileSystem.append(line: try JSON.encode(trial), to: path) }
    }
}

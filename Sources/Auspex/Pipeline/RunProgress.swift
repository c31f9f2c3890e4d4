/// Where a run is, for a person who waits.
public struct RunProgress: Sendable {
    /// What is being done: `reading`, `training`, `detecting`, …
    public var stage: String
    /// Records done in this stage.
    public var records: UInt64
    /// Bytes read in this stage.
    public var bytes: UInt64
    /// What else to say (`epoch 12 of 60, loss 0.31`).
    public var detail: String

    /// Creates a state.
    public init(stage: String, records: UInt64 = 0, bytes: UInt64 = 0, detail: String = "") {
        self.stage = stage
        self.records = records
        self.bytes = bytes
        self.detail = detail
    }

    /// Called now and then during a run; what it throws ends the run.
    public typealias Handler = (RunProgress) throws -> Void
}

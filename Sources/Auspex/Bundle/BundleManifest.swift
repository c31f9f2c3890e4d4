/// The first file of a bundle: what the model is, where it came from, and the sizes and fingerprints of the other files.
public struct BundleManifest: Sendable, Codable, Equatable {
    /// A file of the bundle as the manifest vouches for it.
    public struct File: Sendable, Codable, Equatable {
        /// Name inside the folder; never a path.
        public var name: String
        /// Size in bytes.
        public var size: Int
        /// ``Fingerprint`` of the content, sixteen hexadecimal digits.
        public var fingerprint: String
    }

    /// A component of the model: which files are its own, and how they are to be read.
    public struct Component: Sendable, Codable, Equatable {
        /// ``BundleComponent/componentName``.
        public var name: String
        /// ``BundleComponent/componentVersion`` it was written in.
        public var version: Int
        /// Names of its files.
        public var files: [String]
    }

    /// Version of the bundle layout this program writes. Version 1 listed no components and is still read.
    public static let currentFormatVersion = 2
    /// Oldest version that is read.
    static let oldestFormatVersion = 1

    /// Version of the bundle layout.
    public var formatVersion = BundleManifest.currentFormatVersion
    /// Version of the program that wrote it.
    public var auspexVersion = Auspex.auspexVersion
    /// Name of the detector (`ensemble`, `deeplog`, …).
    public var detector: String
    /// The detector's hyper-parameters as `key = value`, for people; the detector's own file has them for the program.
    public var configuration: [String: String]
    /// Fingerprint of the vocabulary (the templates' ids and texts).
    public var vocabularyHash: String
    /// Fingerprint of the training input's bytes.
    public var dataHash: String
    /// Seed of every random draw in training.
    public var seed: UInt64
    /// What training saw and reached (`sessions`, `events`, `loss`, `seconds`, …).
    public var training: [TrainingFigure: Double]
    /// Choices made on the way (format, sessions, thresholds).
    public var notes: [Note]
    /// The parent's ``ModelBundle/version``, when this one came from it by feedback.
    public var parent: String?
    /// Ids of the feedback this version learnt from, beyond its parent's.
    public var feedback: [String] = []
    /// What the model is made of; `nil` in format 1.
    public var components: [Component]?
    /// The other files.
    public var files: [File] = []

    /// Creates a manifest; the files are filled in when the bundle is written.
    public init(
        detector: String, configuration: [String: String], vocabularyHash: String, dataHash: String, seed: UInt64,
        training: [TrainingFigure: Double], notes: [Note]
    ) {
        self.detector = detector
        self.configuration = configuration
        self.vocabularyHash = vocabularyHash
        self.dataHash = dataHash
        self.seed = seed
        self.training = training
        self.notes = notes
    }
}

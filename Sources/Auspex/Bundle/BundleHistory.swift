/// The versions a model came from, kept in its own bundle so that going back needs nothing else.
///
/// `history.json` lists them. The content of their files lies beside the model's own files under its fingerprint (`kept-…`), once for all
/// versions that share it, and only where the model itself has no such file. The bundle stays one flat folder that is replaced as a
/// whole: a crash cannot leave a model without its history or a history without its model.
public struct BundleHistory: Sendable, Codable, Equatable {
    /// A version that can be restored.
    public struct Version: Sendable, Codable, Equatable {
        /// ``ModelBundle/version`` of it.
        public var version: String
        /// Its manifest, without the files.
        public var manifest: BundleManifest
        /// Fingerprints of its files by name.
        public var files: [String: String]
    }

    /// A version of which only the name is left.
    public struct Name: Sendable, Codable, Equatable {
        /// ``ModelBundle/version`` of it.
        public var version: String
        /// The feedback it had learnt from, beyond its parent's.
        public var feedback: [String]
    }

    /// Versions that can be restored at most.
    public static let versionLimit = 10
    /// Bytes of their files at most, the last version's aside.
    public static let sizeLimit = 256 << 20
    /// Older versions named at most.
    public static let nameLimit = 1_000
    /// Name of the list in a bundle.
    static let fileName = "history.json"
    /// Beginning of the names of kept files.
    static let contentPrefix = "kept-"

    /// Versions that can be restored, oldest first.
    public private(set) var versions: [Version] = []
    /// Versions before those, oldest first.
    public private(set) var older: [Name] = []

    /// Creates an empty history.
    public init() {}

    fileprivate mutating func append(_ version: Version) {
        versions.append(version)
        while versions.count > Self.versionLimit { dropOldest() }
    }

    fileprivate mutating func dropOldest() {
        let first = versions.removeFirst()
        older.append(Name(version: first.version, feedback: first.manifest.feedback))
        if older.count > Self.nameLimit { older.removeFirst(older.count - Self.nameLimit) }
    }

    fileprivate mutating func removeLast() -> Version? { versions.popLast() }
}

extension ModelBundle {
    /// The model's own files, without those of earlier versions.
    public var ownFiles: [String: [UInt8]] {
        files.filter { $0.key != BundleHistory.fileName && !$0.key.hasPrefix(BundleHistory.contentPrefix) }
    }

    /// The versions before this one.
    ///
    /// - Throws: ``InputError`` when the list is damaged.
    public func history() throws -> BundleHistory {
        try files[BundleHistory.fileName].map { try JSON.decode(BundleHistory.self, from: $0, source: BundleHistory.fileName) }
            ?? BundleHistory()
    }

    /// This model as the successor of another: the other and its history become this one's history.
    ///
    /// - Parameter parent: read with its history.
    public func succeeding(_ parent: ModelBundle) throws -> ModelBundle {
        var history = try parent.history()
        var contents = parent.keptContents
        var files: [String: String] = [:]
        for (name, bytes) in parent.ownFiles {
            let fingerprint = Self.fingerprint(of: bytes)
            files[name] = fingerprint
            contents[fingerprint] = bytes
        }
        var manifest = parent.manifest
        manifest.files = []
        history.append(BundleHistory.Version(version: parent.version, manifest: manifest, files: files))
        func size() -> Int { Set(history.versions.flatMap(\.files.values)).reduce(0) { $0 + (contents[$1]?.count ?? 0) } }
        while history.versions.count > 1, size() > BundleHistory.sizeLimit { history.dropOldest() }
        var child = self
        child.manifest.parent = parent.version
        return try child.keeping(history, contents)
    }

    /// The version this one came from, with the history before it.
    ///
    /// - Throws: ``InputError`` when there is none, or when a kept file is missing.
    public func restoringParent() throws -> ModelBundle {
        var history = try history()
        guard let version = history.removeLast() else {
            throw InputError("there is no version to return to: this model has learnt from no feedback that is still kept")
        }
        var contents = keptContents
        for bytes in ownFiles.values { contents[Self.fingerprint(of: bytes)] = bytes }
        var restored: [String: [UInt8]] = [:]
        for (name, fingerprint) in version.files {
            guard let bytes = contents[fingerprint], !name.contains("/") else {
                throw InputError("version \(version.version) cannot be restored: its \(name) is missing from the model")
            }
            restored[name] = bytes
        }
        let parent = ModelBundle(manifest: version.manifest, files: restored)
        guard parent.version == version.version else {
            throw InputError("version \(version.version) cannot be restored: its files were changed")
        }
        return try parent.keeping(history, contents)
    }

    private var keptContents: [String: [UInt8]] {
        var contents: [String: [UInt8]] = [:]
        for (name, bytes) in files where name.hasPrefix(BundleHistory.contentPrefix) {
            contents[String(name.dropFirst(BundleHistory.contentPrefix.count))] = bytes
        }
        return contents
    }

    private func keeping(_ history: BundleHistory, _ contents: [String: [UInt8]]) throws -> ModelBundle {
        var bundle = ModelBundle(manifest: manifest, files: ownFiles)
        guard !history.versions.isEmpty || !history.older.isEmpty else { return bundle }
        let own = Set(bundle.files.values.map { Self.fingerprint(of: $0) })
        for fingerprint in Set(history.versions.flatMap(\.files.values)).subtracting(own) {
            guard let bytes = contents[fingerprint] else {
                throw InputError("an earlier version's file \(fingerprint) is missing; read the model with its history")
            }
            bundle.files[BundleHistory.contentPrefix + fingerprint] = bytes
        }
        bundle.files[BundleHistory.fileName] = try JSON.encode(history)
        return bundle
    }
}

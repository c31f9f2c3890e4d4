/// A trained model on disk: a folder `NAME.auspex/` with `manifest.json` and the files it vouches for.
///
/// Written to a temporary sibling, synced and moved into place in one step: a crash leaves the old bundle or the new one.
/// Reading checks names, sizes and fingerprints before anything is decoded, so a damaged bundle is refused in one line.
public struct ModelBundle: Sendable {
    /// Name of the manifest inside the folder.
    public static let manifestName = "manifest.json"
    /// Name of the file that vouches for the manifest: its fingerprint.
    public static let sealName = "manifest.seal"
    /// No file of a bundle may be larger (bytes): a bundle from a stranger must not exhaust the memory.
    public static let sizeLimit = 1 << 30

    /// What the model is and where it came from.
    public var manifest: BundleManifest
    /// The files by name.
    public var files: [String: [UInt8]]

    /// Creates a bundle in memory.
    public init(manifest: BundleManifest, files: [String: [UInt8]]) {
        self.manifest = manifest
        self.files = files
    }

    /// Creates a bundle of components in the current format.
    public init(manifest: BundleManifest, components: BundleComponents) {
        self.manifest = manifest
        self.manifest.formatVersion = BundleManifest.currentFormatVersion
        self.manifest.components = components.listed
        files = components.files
    }

    /// The model's components, without those of earlier versions.
    public var components: BundleComponents { BundleComponents(files: ownFiles, listed: manifest.components) }

    /// Writes the bundle, replacing an older one at the same path as a whole.
    ///
    /// - Throws: ``InputError`` when the folder cannot be written, or when something that is not a bundle is in the way.
    public func write(to path: String) throws {
        let path = Self.trimmed(path)
        if FileSystem.exists(path) {
            guard FileSystem.isFolder(path) else {
                throw InputError("\(path) is a file, not a model; choose another name", remedy: .model)
            }
            let names = try FileSystem.names(inFolder: path)
            guard names.isEmpty || names.contains(Self.manifestName) else {
                throw InputError("\(path) is a folder with other things in it, not a model; choose another name", remedy: .model)
            }
        }
        var manifest = manifest
        let sorted = files.sorted { $0.key < $1.key }
        manifest.files = sorted.map { name, bytes in
            BundleManifest.File(name: name, size: bytes.count, fingerprint: Self.fingerprint(of: bytes))
        }
        let body = try JSON.encode(manifest, pretty: true) + [UInt8(ascii: "\n")]
        let head = [(Self.manifestName, body), (Self.sealName, Array((Self.fingerprint(of: body) + "\n").utf8))]
        try FileSystem.writeFolderAtomically(head + sorted.map { ($0.key, $0.value) }, to: path)
    }

    /// Whether a path looks like a bundle, whole or not: a folder with a manifest.
    public static func isBundle(_ path: String) -> Bool {
        FileSystem.isFolder(path) && FileSystem.exists(trimmed(path) + "/" + manifestName)
    }

    /// Reads a bundle and checks every byte of it against its manifest.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong with it.
    ///
    /// - Parameter withHistory: also read the content of earlier versions, which only going back needs; see ``BundleHistory``.
    public static func read(from path: String, withHistory: Bool = false) throws -> ModelBundle {
        // While a model is replaced some files may be of the old one: not damaged, only to be read again.
        for _ in 0..<100 {
            let before = FileSystem.identity(of: path)
            do {
                return try readOnce(from: path, withHistory: withHistory)
            } catch let error as InputError {
                guard FileSystem.identity(of: path) != before else { throw error }
            }
        }
        return try readOnce(from: path, withHistory: withHistory)
    }

    private static func readOnce(from path: String, withHistory: Bool) throws -> ModelBundle {
        let path = trimmed(path)
        FileSystem.recoverFolder(at: path)
        guard FileSystem.exists(path) else { throw InputError("no model at \(path); 'auspex train' makes one", remedy: .model) }
        let manifestPath = path + "/" + manifestName
        guard FileSystem.isFolder(path), FileSystem.exists(manifestPath) else {
            throw InputError("\(path) is not a model: it has no \(manifestName)")
        }
        guard FileSystem.exists(path + "/" + sealName) else {
            throw InputError("\(path)/\(sealName) is missing: the model is not whole; train again or restore a copy")
        }
        let manifest = try decodeManifest(
            FileSystem.read(manifestPath, limit: 64 << 20), seal: FileSystem.read(path + "/" + sealName, limit: 64),
            path: manifestPath)
        var files: [String: [UInt8]] = [:]
        for file in manifest.files {
            guard !file.name.isEmpty, !file.name.contains("/"), file.name != "..", file.name != ".", file.size >= 0 else {
                throw InputError("\(manifestPath) names a file '\(file.name)' that cannot be part of a model; refused")
            }
            if !withHistory, file.name.hasPrefix(BundleHistory.contentPrefix) { continue }
            let filePath = path + "/" + file.name
            guard FileSystem.exists(filePath) else {
                throw InputError("\(filePath) is missing: the model is not whole; train again or restore a copy")
            }
            let bytes = try FileSystem.read(filePath, limit: sizeLimit)
            guard bytes.count == file.size else {
                throw InputError("\(filePath) is damaged: \(bytes.count) bytes instead of \(file.size); train again or restore a copy")
            }
            guard fingerprint(of: bytes) == file.fingerprint else {
                throw InputError("\(filePath) is damaged: its content does not match the manifest; train again or restore a copy")
            }
            guard files.updateValue(bytes, forKey: file.name) == nil else {
                throw InputError("\(manifestPath) names '\(file.name)' twice; refused")
            }
        }
        return ModelBundle(manifest: manifest, files: files)
    }

    /// What vouches for the bundle at a path, without reading the bundle: changes with every change of it. `nil` where there is none.
    static func seal(at path: String) -> [UInt8]? { try? FileSystem.read(trimmed(path) + "/" + sealName, limit: 64) }

    /// A file of the bundle.
    ///
    /// - Throws: ``InputError`` when the manifest does not list it.
    public func file(_ name: String) throws -> [UInt8] {
        guard let bytes = files[name] else { throw BundleComponents.missing(name) }
        return bytes
    }

    /// Fingerprint that names this version of the model: equal exactly when every file is, earlier versions left aside.
    public var version: String {
        var fingerprint = Fingerprint()
        for (name, bytes) in ownFiles.sorted(by: { $0.key < $1.key }) {
            fingerprint.combine(name)
            fingerprint.combine(bytes: bytes.span)
        }
        return fingerprint.hexadecimal
    }

    static func fingerprint(of bytes: [UInt8]) -> String {
        var fingerprint = Fingerprint()
        fingerprint.combine(bytes: bytes.span)
        return fingerprint.hexadecimal
    }

    private static func decodeManifest(_ bytes: [UInt8], seal: [UInt8], path: String) throws -> BundleManifest {
        guard seal == Array((fingerprint(of: bytes) + "\n").utf8) else {
            throw InputError("\(path) is damaged: its content does not match its seal; train again or restore a copy")
        }
        struct Version: Decodable { var formatVersion: Int }
        let version = try JSON.decode(Version.self, from: bytes, source: path).formatVersion
        guard version <= BundleManifest.currentFormatVersion else {
            throw InputError("\(path) was written by a newer Auspex (model format \(version)); update the program")
        }
        guard version >= BundleManifest.oldestFormatVersion else {
            throw InputError("\(path) has model format \(version), which this Auspex no longer reads; train again")
        }
        return try JSON.decode(BundleManifest.self, from: bytes, source: path)
    }

    static func trimmed(_ path: String) -> String {
        var path = path
        while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
        return path
    }
}

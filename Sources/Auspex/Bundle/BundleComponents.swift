/// The components of a model: what ``ModelBundle`` holds, as the parts of the program see it.
///
/// ```swift
/// var components = BundleComponents()
/// try components.add(summary)
/// let summary = try components.read(TrainingSummary.self)
/// ```
/// Format 1 listed no components: there each is present when its files are, and its version is 1.
public struct BundleComponents: Sendable {
    /// What there is, in the order it was added; `nil` for format 1.
    public private(set) var listed: [BundleManifest.Component]?
    /// All files by name.
    public private(set) var files: [String: [UInt8]]

    /// Creates an empty collection.
    public init() {
        self.init(files: [:], listed: [])
    }

    init(files: [String: [UInt8]], listed: [BundleManifest.Component]?) {
        self.files = files
        self.listed = listed
    }

    /// Adds a component.
    public mutating func add<Component: BundleComponent>(_ component: Component) throws {
        var contents = ComponentContents(name: Component.componentName, version: Component.componentVersion)
        try component.write(to: &contents)
        precondition(
            contents.files.keys.sorted() == Component.componentFiles.sorted(),
            "\(Component.self) says its files are \(Component.componentFiles) and writes \(contents.files.keys.sorted())")
        append(.init(name: contents.name, version: contents.version, files: Component.componentFiles), contents.files)
    }

    /// Adds components that have names of their own, such as a second detector's, behind a prefix.
    public mutating func add(_ others: BundleComponents, prefix: String) {
        for component in others.listed ?? [] {
            append(
                .init(name: prefix + component.name, version: component.version, files: component.files.map { prefix + $0 }),
                Dictionary(uniqueKeysWithValues: component.files.map { (prefix + $0, others.files[$0] ?? []) }))
        }
    }

    /// The components that were added behind a prefix, without it.
    public func prefixed(_ prefix: String) -> BundleComponents {
        func stripped(_ name: String) -> String? { name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil }
        var own: [String: [UInt8]] = [:]
        for (name, bytes) in files { if let name = stripped(name) { own[name] = bytes } }
        return BundleComponents(
            files: own,
            listed: listed?.compactMap { component in
                stripped(component.name).map {
                    .init(name: $0, version: component.version, files: component.files.compactMap(stripped))
                }
            })
    }

    /// Whether a component is there.
    public func contains(_ type: (some BundleComponent).Type) -> Bool { version(of: type) != nil }

    /// The version a component was written in; `nil` when it is not there.
    public func version<Component: BundleComponent>(of type: Component.Type) -> Int? {
        guard let listed else { return files[Component.componentFiles[0]] == nil ? nil : 1 }
        return listed.first { $0.name == Component.componentName }?.version
    }

    /// Reads a component.
    ///
    /// - Throws: ``InputError`` when it is not there, was written by a newer program, or is damaged.
    public func read<Component: BundleComponent>(_ type: Component.Type) throws -> Component {
        guard let component = try readIfPresent(type) else { throw Self.missing(Component.componentFiles[0]) }
        return component
    }

    /// Reads a component that need not be there.
    ///
    /// - Throws: ``InputError`` when it was written by a newer program or is damaged.
    public func readIfPresent<Component: BundleComponent>(_ type: Component.Type) throws -> Component? {
        guard let version = version(of: type) else { return nil }
        guard (1...Component.componentVersion).contains(version) else {
            throw InputError(
                "the model's part '\(Component.componentName)' has version \(version), this Auspex reads up to "
                    + "\(Component.componentVersion); update the program")
        }
        let own = files.filter { Component.componentFiles.contains($0.key) }
        return try Component.read(from: ComponentContents(name: Component.componentName, version: version, files: own))
    }

    static func missing(_ file: String) -> InputError { InputError("the model has no \(file); it was not written whole, train again") }

    private mutating func append(_ component: BundleManifest.Component, _ contents: [String: [UInt8]]) {
        precondition(listed?.contains { $0.name == component.name } != true, "component \(component.name) is added twice")
        listed = (listed ?? []) + [component]
        files.merge(contents) { $1 }
    }
}

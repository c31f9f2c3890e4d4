/// One part of a model on disk: it has a name, files of its own and a version that says how they are to be read.
///
/// ```swift
/// extension NGramModel: BundleComponent {
///     public static var componentName: String { "ngram" }      // Codable: written as ngram.json
/// }
/// ```
/// A type that changes what it writes raises its version and goes on reading the old ones (``ComponentContents/version``).
public protocol BundleComponent: Sendable {
    /// Names the component inside a model.
    static var componentName: String { get }
    /// Version of what is written; 1 unless said.
    static var componentVersion: Int { get }
    /// Names of its files; `NAME.json` unless said.
    static var componentFiles: [String] { get }

    /// Writes all of ``componentFiles``.
    func write(to contents: inout ComponentContents) throws

    /// Reads what was written, by this version or an older one; every number is checked before it is believed.
    ///
    /// - Throws: ``InputError`` that names the file and what is wrong with it.
    static func read(from contents: ComponentContents) throws -> Self
}

extension BundleComponent {
    /// Version of what is written.
    public static var componentVersion: Int { 1 }
    /// Names of its files.
    public static var componentFiles: [String] { [componentName + ".json"] }
}

extension BundleComponent where Self: Codable {
    /// Writes the value as JSON.
    public func write(to contents: inout ComponentContents) throws { try contents.write(self) }

    /// Reads the value from JSON.
    public static func read(from contents: ComponentContents) throws -> Self { try contents.read(Self.self) }
}

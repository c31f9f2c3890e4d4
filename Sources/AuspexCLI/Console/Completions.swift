import Auspex

/// Words a shell offers for the values of options.
enum Completions {
    /// Log formats by name.
    static var formats: [String] { LogFormat.names + ["sequences"] }
    /// Detection methods by name.
    static var detectors: [String] { MethodRegistry.names }
}

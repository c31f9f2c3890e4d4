import Auspex

extension FaultKind {
    /// Whether the fault shows in the sequence of templates, not only in times or values.
    var changesKeys: Bool { self != .slowStep && self != .valueOutOfRange }
}

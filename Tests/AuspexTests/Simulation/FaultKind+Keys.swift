import Auspex

extension FaultKind {
    /// Faults of a session; the others are stretches of a switch's log.
    static let ofSessions = allCases.filter { ![.interfaceFlapping, .neighbourFlapping, .powerFault, .fanFault].contains($0) }

    /// Whether the fault shows in the sequence of templates, not only in times or values.
    var changesKeys: Bool {
        switch self {
        case .slowStep, .valueOutOfRange: false
        // Stretches of a switch's log, which change no session.
        case .interfaceFlapping, .neighbourFlapping, .powerFault, .fanFault: false
        default: true
        }
    }
}

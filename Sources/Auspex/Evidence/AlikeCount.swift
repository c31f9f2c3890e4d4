/// Sessions, and the stretches of time they ended in.
struct AlikeCount: Sendable, Codable, Equatable {
    var stretches = 0
    var sessions = 0

    /// Whether it can have been counted.
    var isUsable: Bool { stretches >= 0 && sessions >= stretches }
}

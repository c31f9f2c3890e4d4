import CKernels

/// How the calling thread's processor treats numbers too small for a normalised `Float` (below about 1e-38).
///
/// They say nothing about a network, but many processors compute with them in microcode, a hundred times slower: gates and moments that fade
/// away would make training crawl. Networks and optimisers therefore compute with such numbers taken for 0, and put the mode back afterwards.
struct DenormalMode {
    private let before: UInt64

    /// Takes them for 0 in this thread, until ``restore()``.
    static func flush() -> DenormalMode { DenormalMode(before: ck_flush_denormals()) }

    /// Puts back the mode that was in force.
    func restore() { ck_restore_denormals(before) }
}

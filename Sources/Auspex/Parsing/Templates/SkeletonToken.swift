/// A token of a message or template, classified for comparing.
struct SkeletonToken: Sendable, Equatable {
    /// Its bytes in the line.
    var range: Range<Int>
    /// Hash of its bytes; equal tokens have equal hashes.
    var hash: UInt64
    /// Holds a masked span.
    var isMasked = false
    /// Holds a generalised place: literal prefix, ``Skeleton/wildcard``, literal suffix.
    var isWildcard = false
    /// Looks like a name rather than a word: masked, or joined by `.`, `/`, `\` or `$` inside.
    var isNameLike = false
    /// One masked span, nothing else but punctuation.
    var isBareMask = false
    /// Holds masked spans and nothing to read between them.
    var isVariable = false
    /// Bytes up to and with the last `=`.
    var keyLength = 0
    /// Letters at the beginning.
    var leadingWord = 0
    /// For a wildcard token: literal bytes before the place.
    var prefix = 0

    /// For a wildcard token: literal bytes behind the place.
    var suffix: Int { range.count - prefix - 1 }
}

import Auspex

/// The two halves of the public test parts: one to choose by, one to publish.
///
/// The rule, which must not change: the lowest bit of the fingerprint of a session's name (of its application, fault or trace group, where sessions of one
/// are much alike). Even is A, odd is B. What is looked at in A may decide about defaults; B is looked at for publication only, and each look is logged.
public enum PublicPart: String, Sendable, Encodable {
    /// For choosing.
    case choosing = "A"
    /// For publication.
    case publication = "B"

    /// Where a name belongs.
    static func part(of name: String) -> PublicPart { fingerprint(name) & 1 == 0 ? .choosing : .publication }

    /// Whether a name of A teaches supervised methods while A is judged: the second bit, so that they have labels to learn from without a look at B.
    static func teachesWithin(_ name: String) -> Bool { fingerprint(name) & 2 == 0 }

    private static func fingerprint(_ name: String) -> UInt64 {
        var fingerprint = Fingerprint()
        fingerprint.combine(name)
        return fingerprint.value
    }

    /// Divides the test part of data: this half is judged, and supervised methods are taught by A, or by a half of A while A is judged.
    ///
    /// - Parameter names: what each session is divided by.
    func divide(_ data: ComparisonData, by names: [String]) -> ComparisonData {
        var data = data
        for place in data.folds.indices {
            let test = data.folds[place].test
            let inA = test.filter { Self.part(of: names[$0]) == .choosing }
            let judged: [Int]
            switch self {
            case .publication:
                judged = test.filter { Self.part(of: names[$0]) == .publication }
                data.folds[place].examples = inA
            case .choosing:
                judged = inA.filter { !Self.teachesWithin(names[$0]) }
                data.folds[place].examples = inA.filter { Self.teachesWithin(names[$0]) }
            }
            // Without a training file, what teaches supervised methods teaches the others with its normal sessions.
            if data.folds[place].training.isEmpty {
                (data.folds[place].training, data.folds[place].examples) = (data.folds[place].examples, [])
            }
            data.folds[place].test = judged
        }
        return data
    }
}

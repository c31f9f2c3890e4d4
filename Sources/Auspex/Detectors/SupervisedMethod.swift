/// A method that learns from sessions of which is known whether they are anomalous.
///
/// Its fit is given ``LabelledSessions``, which no other method is: what learns without labels takes sessions alone and cannot look at any. In training,
/// labels are those of `auspex train --labels`; sessions without one are left out.
public protocol SupervisedMethod: DetectionMethod {
    /// Learns from labelled sessions.
    ///
    /// - Throws: ``InputError`` when there are too few of a kind or a setting is out of bounds; whatever `progress` throws.
    func fit(
        on examples: LabelledSessions, context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> Detector
}

extension SupervisedMethod {
    /// Refuses: there is nothing to learn without labels.
    public func fit(
        on sessions: [EventSequence], context: FittingContext, progress: (FittingProgress) throws -> Void
    ) throws -> Detector {
        throw InputError("'\(Self.name)' learns from labelled sessions, normal and anomalous ones; give labels", remedy: .labels)
    }

    /// Learns from labelled sessions, without telling how far it is.
    public func fit(on examples: LabelledSessions, seed: UInt64 = 1) throws -> Detector {
        try fit(on: examples, context: FittingContext(seed: seed)) { _ in }
    }
}

extension LabelledSessions {
    /// The normal ones.
    public var normal: [EventSequence] { zip(sessions, labels).filter { !$0.1 }.map(\.0) }

    /// The anomalous ones.
    public var anomalous: [EventSequence] { zip(sessions, labels).filter(\.1).map(\.0) }

    /// Refuses sets a classifier cannot learn from: each kind needs two examples, one to learn and one to check.
    func checkKinds(for method: String) throws(InputError) {
        let anomalous = labels.count { $0 }
        guard anomalous >= 2, labels.count - anomalous >= 2 else {
            throw InputError(
                "'\(method)' learns from labelled sessions of both kinds, at least 2 of each; there are \(labels.count - anomalous) normal and "
                    + "\(anomalous) anomalous ones", remedy: .labels)
        }
    }
}

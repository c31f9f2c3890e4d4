/// The model of a run that goes on for long: notices when the model on disk was replaced (an answer was given), and, where asked, learns on
/// and saves what it learnt.
///
/// ```swift
/// let live = try LiveModel(path: "app.auspex", adapting: .standard)
/// let result = try DetectionRun(model: live.model, options: options).run(live: live)
/// live.finish()
/// ```
/// **Who wins.** What is on the disk. A snapshot is written only over the version it came from, under the same lock as answers are; when there is
/// another, it is taken over, and what was learnt unasked since the last snapshot is offered to it once more.
///
/// **Versions.** All snapshots of a run are one version: each replaces the one before, and going back leads to the model the run began with, or that
/// it took over last.
///
/// Not for use from several threads at once.
public final class LiveModel {
    /// When things are done.
    public struct Schedule: Sendable {
        /// Seconds between two looks at the model on disk.
        public var look = 2.0
        /// Sessions that are learnt from at once, without waiting for more.
        public var batchSessions = 32
        /// Seconds after which fewer sessions are learnt from too.
        public var batchPatience = 30.0
        /// Seconds between two snapshots.
        public var snapshot = 600.0

        /// The defaults.
        public init() {}
    }

    /// The model in force.
    public private(set) var model: TrainedModel
    /// What happened to the adaptation; `nil` when the model only follows.
    public var figures: Adaptation.Figures? { adaptation?.figures }
    private let path: String
    private let schedule: Schedule
    private let policy: AdaptationPolicy?
    private var adaptation: Adaptation?
    /// What a snapshot succeeds: the version of the beginning, or the one taken over last, with its history.
    private var origin: ModelBundle
    /// Names the model on disk as it was read or written last.
    private var seal: [UInt8]?
    private var pending: [String] = []
    private var said: Set<String> = []
    private var lastLook = 0.0
    private var lastBatch = 0.0
    private var lastSnapshot = 0.0
    private var isUnsaved = false
    private var isAlone = false

    /// Loads a model.
    ///
    /// - Parameter policy: limits of learning unasked; `nil` learns nothing.
    /// - Throws: ``InputError`` for a model that is damaged, or that put no normal data aside to judge what it learns.
    public init(path: String, adapting policy: AdaptationPolicy? = nil, schedule: Schedule = Schedule()) throws {
        self.path = path
        self.policy = policy
        self.schedule = schedule
        seal = ModelBundle.seal(at: path)
        origin = try ModelBundle.read(from: path, withHistory: policy != nil)
        model = try TrainedModel(bundle: origin, path: path)
        guard policy == nil || model.basis?.holdOut.isEmpty == false else {
            throw InputError("\(path) has put no normal sessions aside to judge what it would learn; train it again", remedy: .adapt)
        }
        adaptation = adaptation(of: model, after: nil)
    }

    /// Whether sessions are to be handed to ``take(_:)``.
    public var learns: Bool { adaptation != nil }

    /// Takes a judged session.
    public func take(_ session: JudgedSession) { adaptation?.take(session.sequence, session.verdict) }

    /// Sentences about what happened, each once.
    public func takeNotes() -> [String] {
        defer { pending = [] }
        return pending
    }

    /// Does what is due; to be called between batches.
    ///
    /// - Parameter now: seconds on any clock that does not go back.
    /// - Returns: whether ``model`` has changed.
    public func refresh(now: Double) -> Bool {
        var hasChanged = false
        if now - lastLook >= schedule.look {
            lastLook = now
            hasChanged = takeOver()
        }
        if let waiting = adaptation?.waitingSessions,
            waiting >= schedule.batchSessions || now - lastBatch >= schedule.batchPatience
        {
            lastBatch = now
            if learn() { hasChanged = true }
        }
        if isUnsaved, now - lastSnapshot >= schedule.snapshot {
            lastSnapshot = now
            save()
        }
        return hasChanged
    }

    /// Learns what waits and saves what was learnt.
    public func finish() {
        _ = takeOver()
        while let waiting = adaptation?.waitingSessions, waiting > 0 { _ = learn() }
        if isUnsaved { save() }
    }

    private func learn() -> Bool {
        guard adaptation?.learn() == true else { return false }
        isUnsaved = true
        model = adapted(model, adaptation?.result)
        return true
    }

    private func adaptation(of model: TrainedModel, after earlier: Adaptation?) -> Adaptation? {
        guard let policy else { return nil }
        return Adaptation(
            trained: model.trained, adapted: model.adapted, memory: model.memory, basis: model.basis ?? .none, policy: policy,
            seed: model.manifest.seed, after: earlier)
    }

    private func adapted(_ model: TrainedModel, _ result: AdaptedDetector?) -> TrainedModel {
        var manifest = model.manifest
        manifest.training[.adaptedSessions] = result.map { Double($0.figures.learnt) }
        return model.changed(detector: model.trained, manifest: manifest, memory: model.memory, values: model.values, adapted: result)
    }

    /// Takes over another version of the model from the disk, if there is one.
    private func takeOver() -> Bool {
        guard !isAlone, let now = ModelBundle.seal(at: path), now != seal else { return false }
        seal = now
        do {
            let bundle = try ModelBundle.read(from: path, withHistory: policy != nil)
            let fresh = try TrainedModel(bundle: bundle, path: path)
            guard fresh.manifest.vocabularyHash == model.manifest.vocabularyHash, fresh.preparation == model.preparation,
                fresh.values?.schema == model.values?.schema
            else {
                isAlone = true
                note("\(path) was trained anew; this run goes on with the model it began with, start it again to use the new one")
                return false
            }
            // After a revert, drop what was adapted since. After an answer, keep it.
            let wasAnswered = fresh.memory.entries.count > model.memory.entries.count
            model = fresh
            origin = bundle
            adaptation = adaptation(of: fresh, after: wasAnswered ? adaptation : nil)
            isUnsaved = false
            note("\(path) was changed meanwhile: version \(bundle.version) is in use")
            return true
        } catch {
            note("\(path) was changed meanwhile and cannot be read: \((error as? InputError)?.message ?? "\(error)")")
            return false
        }
    }

    /// Writes a snapshot, unless somebody else has written, or is about to.
    private func save() {
        guard !isAlone, adaptation != nil else { return }
        do {
            try FolderLock.hold(path, waits: false) {
                guard ModelBundle.seal(at: path) == seal else { return }
                var snapshot = model
                snapshot.manifest.feedback = []
                let bundle = try snapshot.bundle().succeeding(origin)
                try bundle.write(to: path)
                seal = ModelBundle.seal(at: path)
                isUnsaved = false
            }
        } catch {
            note("what was learnt is not saved: \((error as? InputError)?.message ?? "\(error)")")
        }
    }

    private func note(_ sentence: String) {
        if said.insert(sentence).inserted { pending.append(sentence) }
    }
}

public import Auspex

/// Auto-LSTM, Auto-BLSTM and Auto-GRU on reviews and on log messages: the paper's protocol, what it does with labels that mean nothing, and the same networks
/// where the test is kept apart; beside them a plain network over the words.
public struct AutoStudy {
    /// One method on one data set.
    public struct Row: Sendable, Encodable {
        /// The data set.
        public var data: String
        /// The method.
        public var method: String
        /// `published` or `held-out`.
        public var textProtocol: String
        /// Whether the labels were drawn at random.
        public var isShuffled = false
        /// What it did on its test.
        public var figures: PublishedFigures
        /// Texts that taught: the classifier's in the published protocol, which has autoencoders that saw the test too.
        public var taught: Int
        /// Share of the larger class: what an answer that is always the same gets right.
        public var largerClass: Double
        /// Processor seconds of training.
        public var seconds: Double
    }

    /// What came out.
    public struct Outcome: Sendable, Encodable {
        /// All rows.
        public var rows: [Row] = []
        /// Reviews of the test left out because they stand in the training part, too.
        public var copies = 0
        /// What could not be trained or judged, and why.
        public var failures: [String] = []

        /// Adds a row; one that cannot be made costs no other.
        fileprivate mutating func add(_ name: String, _ row: () throws -> Row) throws {
            do {
                rows.append(try row())
            } catch let error as InputError {
                failures.append("\(name): \(error.description)")
            }
        }
    }

    private let folder: String
    private let threads: Int
    private let clock: () -> Double

    init(folder: String, threads: Int, clock: @escaping () -> Double) {
        self.folder = folder
        self.threads = threads
        self.clock = clock
    }

    /// The paper's three.
    static let methods = ["auto-lstm", "auto-blstm", "auto-gru"]
    /// What reads the words themselves.
    static let plainMethod = "text-blstm"
    /// Reviews of the published protocol, and the share of them that teaches: as many as the paper's 2,478, a part of which is put aside.
    static let publishedReviews = 5_000, publishedShare = 0.5
    /// Reviews that teach an Auto- method where the test is kept apart, as many, and passes over them: a review is two hundred steps of a recurrent network there.
    static let heldOutReviews = 2_500, heldOutEpochs = 20
    /// Passes of the published protocol at most: the paper's.
    static let publishedEpochs = 100
    /// Reviews that are judged; all of the training file teach the plain network.
    static let judgedReviews = 4_000

    /// One data set: all of its texts, and a cut that keeps what belongs together on one side.
    struct DataSet {
        var name: String
        var all: LabelledSessions
        var training: LabelledSessions
        var test: LabelledSessions
        var length: Int
        /// Settings of the published protocol that this data set needs.
        var published: [String]
        /// How many texts there are, where they are reviews.
        var reviews: Int?
    }

    func run(progress: RunProgress.Handler) throws -> Outcome {
        var outcome = Outcome()
        let (reviews, copies) = try imdb()
        outcome.copies = copies
        for data in [reviews, try openStack(), try bgl()] {
            for method in Self.methods {
                try outcome.add("\(method), published, on \(data.name)") { try published(method, data, progress) }
            }
            var shuffled = data
            var source = RandomSource(seed: 1).stream("shuffled labels")
            shuffled.all.labels.shuffle(using: &source)
            try outcome.add("drawn labels on \(data.name)") {
                var control = try published(Self.methods[0], shuffled, progress)
                control.isShuffled = true
                return control
            }
            for method in Self.methods + [Self.plainMethod] {
                try outcome.add("\(method), held out, on \(data.name)") { try heldOut(method, data, progress) }
            }
        }
        return outcome
    }

    private func plan(_ method: String, _ settings: [String]) throws -> DetectorPlan {
        var plan = try DetectorPlan(detector: method, settings: settings)
        plan.threads = threads
        return plan
    }

    private func published(_ method: String, _ data: DataSet, _ progress: RunProgress.Handler) throws -> Row {
        let settings = ["protocol=published", "length=\(data.length)", "folds=0", "epochs=\(Self.publishedEpochs)"] + data.published,
            start = clock()
        let fitted = try plan(method, settings).fit(on: data.all) { try progress(Self.progress(method, data, $0)) }.fitted
        guard let figures = (fitted as? TextClassifier)?.published else {
            throw InputError("\(method) has no figures of the published protocol")
        }
        return Row(
            data: data.name, method: method, textProtocol: TextProtocol.published.rawValue, figures: figures,
            taught: figures.training + figures.validation, largerClass: Self.largerClass(data.all.labels), seconds: clock() - start)
    }

    private func heldOut(_ method: String, _ data: DataSet, _ progress: RunProgress.Handler) throws -> Row {
        let isPlain = !Self.methods.contains(method), isLong = data.reviews != nil
        let training = isLong && !isPlain ? data.training.prefix(Self.heldOutReviews) : data.training
        let settings = isPlain ? [] : ["length=\(data.length)"] + (isLong ? ["epochs=\(Self.heldOutEpochs)"] : [])
        let start = clock()
        let fitted = try plan(method, settings).fit(on: training) {
            try progress(Self.progress(method, data, $0))
        }.fitted
        let seconds = clock() - start
        let answers = fitted.scores(of: data.test.sessions).map { fitted.threshold.flags($0) ? 1 : 0 }
        return Row(
            data: data.name, method: method, textProtocol: TextProtocol.heldOut.rawValue,
            figures: PublishedFigures(answers, data.test.labels.map { $0 ? 1 : 0 }, names: ["normal", "anomalous"]),
            taught: training.sessions.count, largerClass: Self.largerClass(data.test.labels), seconds: seconds)
    }

    private static func largerClass(_ labels: [Bool]) -> Double {
        let share = Double(labels.count { $0 }) / Double(max(1, labels.count))
        return max(share, 1 - share)
    }

    private static func progress(_ method: String, _ data: DataSet, _ state: FittingProgress) -> RunProgress {
        RunProgress(stage: "\(data.name), \(method)", detail: "model \(state.model), epoch \(state.epoch), loss \(state.loss)")
    }

    // MARK: Data

    /// Reviews; those of the test that stand in the training part word by word are left out.
    private func imdb() throws -> (DataSet, copies: Int) {
        func read(_ name: String) throws -> LabelledSessions {
            var vocabulary = SequenceVocabulary()
            let reading = try vocabulary.learn([folder + "/imdb/\(name)"])
            return LabelledSessions(sessions: reading.sequences, labels: reading.sequences.map { reading.labels[$0.id] ?? false })
        }
        let training = try read("train.tsv.gz"), whole = try read("test_public.tsv.gz")
        let known = Set(training.sessions.map(\.fingerprint)),
            kept = whole.sessions.indices.filter { !known.contains(whole.sessions[$0].fingerprint) }
        // The files are not sorted by label or film, so the first reviews are as good as any.
        return (
            DataSet(
                name: "IMDB", all: training.prefix(Self.publishedReviews), training: training,
                test: whole.part(kept).prefix(Self.judgedReviews), length: 100,
                published: ["trainingShare=\(Self.publishedShare)"], reviews: training.sessions.count),
            whole.sessions.count - kept.count
        )
    }

    private func messages(_ paths: [String], format: String? = nil) throws -> Corpus {
        var input = CorpusInput(inputs: paths.map { folder + "/" + $0 }, format: format)
        input.readMessages()
        return try Corpus.read(input)
    }

    /// Lines that name an instance, with the instance's label; one half of the instances teaches.
    private func openStack() throws -> DataSet {
        let corpus = try messages(
            ["nova_sample", "nova_destroy_part", "nova_dhcpoff_part"].map { "openstack/kalaki_raw/\($0).log.gz" })
        let labels = try Labels(path: folder + "/openstack/kalaki_raw/instance_labels.csv")
        let texts = try corpus.texts(of: Set(corpus.sessions.flatMap(\.lines)))
        var all = LabelledSessions(sessions: [], labels: []), instances: [Substring] = []
        for session in corpus.sessions {
            guard let line = session.lines.first, let text = texts[line], let match = text.firstMatch(of: /instance: ([0-9a-f-]{36})/),
                let label = labels[String(match.1)]
            else { continue }
            all.sessions.append(session)
            all.labels.append(label)
            instances.append(match.1)
        }
        var source = RandomSource(seed: 1).stream("instances")
        let order = Set(instances).sorted().shuffled(using: &source), taught = Set(order.prefix(order.count / 2))
        return DataSet(
            name: "OpenStack", all: all, training: all.part(all.labels.indices.filter { taught.contains(instances[$0]) }),
            test: all.part(all.labels.indices.filter { !taught.contains(instances[$0]) }), length: 40, published: [])
    }

    /// The first 5,001 lines of the log, which are normal, and the first three fifths of the sample teach; the rest of the sample tests.
    private func bgl() throws -> DataSet {
        let corpus = try messages(["bgl/BGL_first5001_normal.log", "bgl/BGL_2k_first1200.log"], format: "BGL")
        let texts = try corpus.texts(of: Set(corpus.sessions.flatMap(\.lines)))
        let labels = corpus.sessions.map { $0.lines.first.flatMap { texts[$0] }?.hasPrefix("- ") == false }
        let all = LabelledSessions(sessions: corpus.sessions, labels: labels)
        let sample = all.sessions.indices.filter { all.sessions[$0].lines.first?.source == 1 }
        let cut = all.sessions.count - sample.count + sample.count * 3 / 5
        return DataSet(
            name: "BGL", all: all, training: all.part(Array(0..<cut)), test: all.part(Array(cut..<all.sessions.count)), length: 40,
            published: ["removesDuplicates=false", "trainingShare=0.2"])
    }
}

extension LabelledSessions {
    /// Some of them.
    func part(_ numbers: [Int]) -> LabelledSessions {
        LabelledSessions(sessions: numbers.map { sessions[$0] }, labels: numbers.map { labels[$0] })
    }

    /// The first ones.
    fileprivate func prefix(_ count: Int) -> LabelledSessions { part(Array(sessions.indices.prefix(count))) }
}

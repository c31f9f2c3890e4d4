import Auspex

extension SequenceStudy {
    /// Sequences with the truth about them, and what is tried on them.
    struct DataSet {
        /// Where labels are.
        enum Test {
            case separate(normal: String, abnormal: String)
            /// One table with a label column; the kind of an anomaly stands in another, whose words may want names.
            case table(String, kind: String, names: [String: String] = [:])
        }

        /// Normal sessions below the data sets' folder.
        var training: String
        /// Labelled sessions.
        var test: Test
        /// Share of anomalies in the whole log; `nil` where the test set's own share is all that is known.
        var prior: Double?
        /// What is tried.
        var methods: [Method]

        func truth(folder: String) throws -> (truth: EvaluationRun.Truth, kinds: AnomalyKinds) {
            func path(_ name: String) -> String { folder + "/" + name }
            switch test {
            case .separate(let normal, let abnormal):
                return (.separate(normal: [path(normal)], abnormal: [path(abnormal)]), AnomalyKinds())
            case .table(let name, let kind, let names):
                return (.inline(inputs: [path(name)]), try AnomalyKinds(path: path(name), column: kind, names: names))
            }
        }

        /// HDFS block sessions.
        static let hdfs = DataSet(
            training: "hdfs/sequences/train_normal.txt",
            test: .separate(normal: "hdfs/sequences/test_normal.txt", abnormal: "hdfs/sequences/test_abnormal.txt"), prior: 0.0293,
            methods: [RuleMethod<CountVectorRule>.self, NGramMethod.self, DeepLogMethod.self, EnsembleMethod.self]
                .map { Method(detector: $0) })

        /// OpenStack instances of Kalaki et al.: failures were brought about while instances were created.
        static let kalaki = DataSet(
            training: "openstack/kalaki_sequences/train_normal.csv",
            test: .table("openstack/kalaki_sequences/test.csv", kind: "anomaly_type"), prior: nil, methods: everyMethod)

        /// OpenStack instances of loghub: a negative control.
        static let loghub = DataSet(
            training: "openstack/loghub_sequences/train_normal.csv",
            test: .table(
                "openstack/loghub_sequences/test.csv", kind: "injected", names: ["1": "fault injected", "0": "from the abnormal log only"]),
            prior: nil, methods: everyMethod)

        private static let everyMethod =
            [
                RuleMethod<NewTemplateRule>.self, RuleMethod<SessionLengthRule>.self, RuleMethod<BigramRule>.self,
                RuleMethod<CountVectorRule>.self, RuleMethod<FrequentKeysRule>.self, NGramMethod.self, DeepLogMethod.self,
            ].map { Method(detector: $0) }
            + [Method(detector: EnsembleMethod.self, settings: ["model=ngram"]), Method(detector: EnsembleMethod.self)]
    }
}

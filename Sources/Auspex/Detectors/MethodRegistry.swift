/// The methods there are. The one list: a method that stands here can be trained, saved, evaluated, set from the command line, put into
/// an ensemble, and is held to the laws.
public enum MethodRegistry {
    /// Every method, in the order people are shown; the first is the default.
    public static let all: [any DetectionMethod.Type] = [
        EnsembleMethod.self,
        DeepLogMethod.self,
        NGramMethod.self,
        RuleMethod<NewTemplateRule>.self,
        RuleMethod<SessionLengthRule>.self,
        RuleMethod<CountVectorRule>.self,
        RuleMethod<BigramRule>.self,
        RuleMethod<FrequentKeysRule>.self,
        PCAMethod.self,
        CountMethod<IsolationForest>.self,
        CountMethod<InvariantMining>.self,
        CountMethod<LogCluster>.self,
        LogGANMethod.self,
        LogGANSessionMethod.self,
        NLSALogMethod.self,
        LogAnomalyMethod.self,
        MergedDeepLogMethod.self,
        ConvolutionMethod.self,
        PerceptronMethod.self,
        AttentionMethod.self,
        LogTransferMethod.self,
        AutoTextMethod<LSTMCell>.self,
        AutoTextMethod<BidirectionalLSTMCell>.self,
        AutoTextMethod<GRUCell>.self,
        TextBLSTMMethod.self,
        LabelledCountMethod<NearestNeighbours>.self,
        LabelledCountMethod<DecisionTree>.self,
        LabelledCountMethod<RandomForest>.self,
        LabelledCountMethod<LogisticRegression>.self,
        LabelledCountMethod<LinearSVM>.self,
        LabelledCountMethod<LinearRegression>.self,
    ]

    /// Names of all methods.
    public static var names: [String] { all.map { $0.name } }

    /// The method of a name; `nil` when there is none.
    public static func method(named name: String) -> (any DetectionMethod.Type)? { all.first { $0.name == name } }
}

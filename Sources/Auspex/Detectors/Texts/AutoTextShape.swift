/// Sizes and protocol of the Auto- methods, with the paper's values as defaults (Farzad, Gulliver, section 2.5).
public struct AutoTextShape: Codable, Sendable, Equatable {
    /// How it is trained and judged. Default `held-out`: the paper's own cannot judge a message whose label is not known.
    public var `protocol`: TextProtocol
    /// Words read of a message. Default 40 (the paper's; 100 for reviews).
    public var length: Int
    /// Messages of fewer words are left out by the published protocol. Default 5 (the paper's).
    public var minimumWords: Int
    /// Width of the autoencoders' first layer. Default 400 (the paper's).
    public var encoder: Int
    /// Width of the autoencoders' second and third layer. Default 200 (the paper's).
    public var code: Int
    /// Dropout between the autoencoders' layers. Default 0.8 (the paper's).
    public var autoencoderDropout: Double
    /// Weight of the first layer's absolute outputs in the loss. Default 0.000001; the paper gives none.
    public var activityPenalty: Double
    /// Variance of the noise on the numbers made of the autoencoders' outputs, 48 of which are the mean output. Default 0.1 (the paper's).
    public var noise: Double
    /// Width of a token's vector. Default 100; the paper gives none.
    public var embedding: Int
    /// Units of the recurrent layer. Default 100 (the paper's).
    public var units: Int
    /// Dropout of what the recurrent layer reads. Default 0.8 (the paper's).
    public var dropout: Double
    /// Share of the messages that teaches the classifier in the published protocol. Default 0.05 (the paper's).
    public var trainingShare: Double
    /// Folds of that share on which the published protocol measures accuracy; below 2 none. Default 10 (the paper's).
    public var folds: Int

    /// Whether the published protocol keeps one of equal outputs. Default true (the paper's words; its counts say that it removed hardly any).
    public var removesDuplicates: Bool

    /// Creates sizes.
    public init(
        `protocol`: TextProtocol = .heldOut, length: Int = 40, minimumWords: Int = 5, encoder: Int = 400, code: Int = 200,
        autoencoderDropout: Double = 0.8, activityPenalty: Double = 0.000001, noise: Double = 0.1, embedding: Int = 100, units: Int = 100,
        dropout: Double = 0.8, trainingShare: Double = 0.05, folds: Int = 10,
        removesDuplicates: Bool = true
    ) {
        self.protocol = `protocol`
        self.length = length
        self.minimumWords = minimumWords
        self.encoder = encoder
        self.code = code
        self.autoencoderDropout = autoencoderDropout
        self.activityPenalty = activityPenalty
        self.noise = noise
        self.embedding = embedding
        self.units = units
        self.dropout = dropout
        self.trainingShare = trainingShare
        self.folds = folds
        self.removesDuplicates = removesDuplicates
    }

    /// Checks every value against its bounds.
    ///
    /// - Throws: ``InputError`` that names the value and what is allowed.
    func validate() throws(InputError) {
        try SettingBounds.check("length", length, 1...MessageWords.limit)
        try SettingBounds.check("minimumWords", minimumWords, 0...MessageWords.limit)
        try SettingBounds.check("encoder", encoder, 1...4_096)
        try SettingBounds.check("code", code, 1...4_096)
        try SettingBounds.check("autoencoderDropout", autoencoderDropout, 0...0.99)
        try SettingBounds.check("activityPenalty", activityPenalty, 0...1)
        try SettingBounds.check("noise", noise, 0...100)
        try SettingBounds.check("embedding", embedding, 1...4_096)
        try SettingBounds.check("units", units, 1...4_096)
        try SettingBounds.check("dropout", dropout, 0...0.99)
        try SettingBounds.check("trainingShare", trainingShare, 0.001...0.9)
        try SettingBounds.check("folds", folds, 0...100)
    }

    func autoencoders(rankScale: Double) -> ClassAutoencoders.Configuration {
        .init(
            length: length, encoder: encoder, code: code, dropout: autoencoderDropout, activityPenalty: activityPenalty,
            rankScale: rankScale, noise: noise)
    }
}

/// Settings of a method over texts, in one namespace.
public struct TextSettings<Shape: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    /// Of training and decision.
    public var training: TextTraining
    /// Of the network.
    public var shape: Shape

    /// Creates settings.
    public init(training: TextTraining, shape: Shape) {
        self.training = training
        self.shape = shape
    }

    /// Reads both from one object.
    public init(from decoder: any Decoder) throws {
        training = try TextTraining(from: decoder)
        shape = try Shape(from: decoder)
    }

    /// Writes both into one object.
    public func encode(to encoder: any Encoder) throws {
        try training.encode(to: encoder)
        try shape.encode(to: encoder)
    }
}

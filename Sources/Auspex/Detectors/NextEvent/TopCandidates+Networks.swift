extension TopCandidates: HoldsNetworks {
    /// The model's, where it is a network.
    public var networks: [NetworkProgram] { (model as? any HoldsNetworks)?.networks ?? [] }
}

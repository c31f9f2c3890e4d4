extension Ensemble: HoldsNetworks {
    /// The members' networks.
    public var networks: [NetworkProgram] { members.flatMap { ($0 as? any HoldsNetworks)?.networks ?? [] } }
}

extension MethodMember: HoldsNetworks {
    var networks: [NetworkProgram] { (detector as? any HoldsNetworks)?.networks ?? [] }
}

extension NextEventMember: HoldsNetworks {
    var networks: [NetworkProgram] { (model as? any HoldsNetworks)?.networks ?? [] }
}

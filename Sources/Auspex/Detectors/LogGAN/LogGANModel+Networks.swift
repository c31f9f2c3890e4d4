extension LogGANModel: HoldsNetworks {
    /// The generator: the discriminator has no part in decisions.
    public var networks: [NetworkProgram] { [generator.program(named: LogGANMethod.name, threshold: configuration.threshold)] }
}

import Auspex

extension FittedDetector {
    /// The files of its components.
    func files() throws -> [String: [UInt8]] {
        var components = BundleComponents()
        try add(to: &components)
        return components.files
    }
}

extension ValueModels {
    /// The files of the models as a component.
    func files() throws -> [String: [UInt8]] {
        var components = BundleComponents()
        try components.add(self)
        return components.files
    }

    /// The models as they come back from those files.
    func reread() throws -> ValueModels {
        var components = BundleComponents()
        try components.add(self)
        return try components.read(ValueModels.self)
    }
}

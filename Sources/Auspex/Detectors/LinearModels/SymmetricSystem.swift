import Neural

/// Symmetric systems of equations as the linear models meet them.
enum SymmetricSystem {
    /// Solves a positive definite system of which the lower triangle is given.
    static func solve(_ matrix: [Double], _ right: [Double], for name: String) throws(InputError) -> [Double] {
        do {
            return try PositiveDefiniteSystem.solve(matrix, right)
        } catch {
            throw InputError("\(name): \(error.message)")
        }
    }
}

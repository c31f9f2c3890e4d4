extension LineModel {
    /// Why the model cannot be used; `nil` when it can.
    var problem: String? {
        if let problem = statements.problem { return problem }
        if let problem = slots.problem { return problem }
        if let problem = rates.problem(statements: statements.count) { return problem }
        if let problem = tasks.problem(statements: statements.count) { return problem }
        let settings = configuration
        let numbers =
            [
                newTemplates, seconds, settings.newTemplate, settings.outlierExponent, settings.peakFactor, settings.threshold,
                settings.gap,
                settings.longest, settings.quiet, settings.sessionShare, settings.sessionRank,
            ] + Array(calibration.prices.values) + Array(calibration.outliers.values)
        guard numbers.allSatisfy({ $0.isFinite && $0 >= 0 }), calibration.outliers.values.allSatisfy({ $0 > 0 }), records >= 0,
            calibration.sessions.isUsable, calibration.slowness?.isUsable ?? true, calibration.alike?.isUsable ?? true,
            requests?.isUsable ?? true
        else { return "a setting or a calibration holds a number that is not possible" }
        return nil
    }
}

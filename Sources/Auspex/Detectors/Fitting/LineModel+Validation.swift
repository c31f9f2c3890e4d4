extension LineModel.Configuration {
    /// Checks every value against its bounds.
    ///
    /// - Throws: ``InputError`` that names the value and what is allowed.
    func validate() throws(InputError) {
        for (name, score) in [
            ("newTemplate", newTemplate), ("warning", warning), ("error", error), ("critical", critical), ("trouble", trouble),
            ("threshold", threshold),
        ] {
            try SettingBounds.check("lines." + name, score, -1_000...1_000_000)
        }
        try SettingBounds.check("lines.outlierExponent", outlierExponent, 0.01...1_000)
        try SettingBounds.check("lines.peakFactor", peakFactor, 0.01...1_000_000)
        try SettingBounds.check("lines.gap", gap, 0...86_400)
        try SettingBounds.check("lines.longest", longest, 0...86_400)
        try SettingBounds.check("lines.sessionShare", sessionShare, 0...1)
        try SettingBounds.check("lines.sessionRank", sessionRank, 0...1_000_000)
    }
}

extension WorkflowMining.Configuration {
    /// Checks every setting against its bounds.
    ///
    /// - Throws: ``InputError`` that names the setting and what is allowed.
    public func validate() throws {
        try SettingBounds.check("eventLimit", eventLimit, 100...100_000_000)
        try SettingBounds.check("streamLimit", streamLimit, 100...100_000_000)
        try SettingBounds.check("longestSession", longestSession, 1...100_000)
        try SettingBounds.check("minimumSessions", minimumSessions, 0...Int.max)
        try SettingBounds.check("minimumEvents", minimumEvents, 0...Int.max)
        try SettingBounds.check("minimumFit", minimumFit, 0...1)
        try SettingBounds.check("maximumDisorder", maximumDisorder, 0...1)
        try SettingBounds.check("sessions.minimumShare", sessions.minimumShare, 0...1)
        try SettingBounds.check("sessions.noise", sessions.noise, 0...1)
        try SettingBounds.check("sessions.regularity", sessions.regularity, 0.5...1)
        try SettingBounds.check("sessions.maximumKeys", sessions.maximumKeys, 1...WorkflowBlock.maximumBranches)
        try density.validate()
        try SettingBounds.check("prediction.minimum", prediction.minimum, 0.001...1)
        try SettingBounds.check("prediction.cover", prediction.cover, 0...1)
        try SettingBounds.check("prediction.history", prediction.history, 1...1_000)
        // All orders of the branches are asked for.
        try SettingBounds.check("prediction.maximumBranches", prediction.maximumBranches, 1...6)
        try SettingBounds.check("prediction.longestPath", prediction.longestPath, 1...1_000)
        try SettingBounds.check("prediction.longestLoop", prediction.longestLoop, 0...100)
        try SettingBounds.check("prediction.maximumQuestions", prediction.maximumQuestions, 1...10_000_000)
    }
}

extension DensityWorkflowMiner.Configuration {
    fileprivate func validate() throws {
        try SettingBounds.check("density.threshold", threshold, 0...1)
        try SettingBounds.check("density.maximumDistance", maximumDistance, 1...64)
        try SettingBounds.check("density.forkFactor", forkFactor, 0...100)
        try SettingBounds.check("density.maximumBranches", maximumBranches, 1...16)
        try SettingBounds.check("density.branchMinimum", branchMinimum, 0...1)
        try SettingBounds.check("density.longestLoop", longestLoop, 0...100)
        try SettingBounds.check("density.minimumLoops", minimumLoops, 1...Int.max)
        try SettingBounds.check("density.loopShare", loopShare, 0...1_000)
        try SettingBounds.check("density.separatedLoopShare", separatedLoopShare, 0...1_000)
        try SettingBounds.check("density.minimumCount", minimumCount, 1...Int.max)
        try SettingBounds.check("density.separation.reach", separation.reach, 1...256)
        try SettingBounds.check("density.separation.link", separation.link, 0...1)
        try SettingBounds.check("density.separation.maximumBase", separation.maximumBase, 0...1)
        try SettingBounds.check("density.separation.caution", separation.caution, 0...100)
        try SettingBounds.check("density.separation.minimumCount", separation.minimumCount, 1...Int.max)
        let cutting = separation.cutting
        try SettingBounds.check("density.separation.cutting.longestLoop", cutting.longestLoop, 0...100)
        try SettingBounds.check("density.separation.cutting.variantShare", cutting.variantShare, 0...1)
        try SettingBounds.check("density.separation.cutting.minimumRegular", cutting.minimumRegular, 0...1)
        try SettingBounds.check("density.separation.cutting.maximumTrials", cutting.maximumTrials, 1...1_000)
    }
}

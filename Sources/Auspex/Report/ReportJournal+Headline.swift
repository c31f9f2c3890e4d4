extension ReportJournal {
    /// The strongest finding of a report in words, with the templates' texts.
    public func headline(of entry: Entry) -> String {
        entry.verdict.findings.first.map { Explainer.withTexts($0.observed, texts) } ?? ""
    }
}

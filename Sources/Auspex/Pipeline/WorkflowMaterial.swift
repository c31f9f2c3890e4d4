/// What workflows are mined from when no model is trained: an evenly spread sample of a log, and what its templates are.
struct WorkflowMaterial {
    var sample: WorkflowSample
    var templates: [LogTemplate]
    var notes: [Note]
    var warnings: [String]
    var dataHash: String

    /// Reads a log and learns its templates on the way.
    init(_ input: TrainingRun.Input, mining: WorkflowMining.Configuration, _ progress: RunProgress.Handler) throws {
        // No detector is fitted here; a rule's plan collects no values.
        var run = TrainingRun(input: input, plan: try DetectorPlan(detector: NewTemplateRule.name))
        run.mining = mining
        let collected = try run.collect(progress)
        (sample, notes, warnings) = (collected.sample, collected.notes, collected.warnings)
        templates = collected.parser.templates
        dataHash = collected.reading.dataHash
    }

    /// Reads a log in a model's templates; a line that matches none is left out.
    init(_ input: TrainingRun.Input, model: TrainedModel, mining: WorkflowMining.Configuration, _ progress: RunProgress.Handler) throws {
        templates = model.parser.templates
        if model.preparation.format == nil {
            guard case .sequences(let vocabulary) = model.parser, input.isSequences || input.format == nil else {
                throw InputError("the model was trained on sequences and reads nothing else; give sequences", remedy: .format)
            }
            let reading = try vocabulary.match(input.inputs)
            sample = WorkflowMining(mining).sample(of: reading.sequences)
            (notes, warnings, dataHash) = ([], reading.warnings, reading.dataHash)
            return
        }
        guard let parser = model.parser.templateParser, !input.isSequences else {
            throw InputError("the model was trained on raw lines; sequences need a model of sequences, or none", remedy: .format)
        }
        let formats = model.preparation.ofAllFormats.compactMap(\.format)
        let reader = try RecordReader(inputs: input.inputs, formats: input.format.map { .given(try LogFormat($0)) } ?? .among(formats))
        let rule =
            input.session == "auto"
            ? model.preparation.session : try SessionRule(argument: input.session, fieldNames: reader.format.fieldNames)
        let window = rule == .none ? model.preparation.window ?? Windowizer.Configuration() : nil
        var sessionizer = try Sessionizer(
            rule: rule, fieldNames: reader.format.fieldNames, configuration: Sessionizer.Configuration(sessionless: window))
        var sample = WorkflowMining(mining).sample(of: window)
        var flow = EventFlow(reader: reader, parser: parser, verb: .match)
        var records = RecordBatch(), events = EventBatch()
        while try flow.next(&records, &events) {
            // Tasks are those of one format.
            guard records.format == 0 else { continue }
            sessionizer.add(records, events) { sample.add($0.materialized()) }
            try progress(RunProgress(stage: "reading", records: flow.records, bytes: reader.summary.bytes))
        }
        sessionizer.finish { sample.add($0.materialized()) }
        self.sample = sample
        notes = [Note(.sessions, "by \(rule.description)" + (input.session == "auto" ? ", as in training" : ", as given"))]
        warnings = TrainingRun.warnings(reading: reader.summary, sessionizer.statistics, rule)
        dataHash = InputSummary(reader.summary).dataHash
    }
}

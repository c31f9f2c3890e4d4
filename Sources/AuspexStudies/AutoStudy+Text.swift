import Auspex

extension AutoStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ outcome: Outcome) -> String {
        let heads = [
            "data", "method", "protocol", "labels", "taught", "judged", "accuracy", "larger class", "P, R, F1 anomalous", "P, R, F1 normal",
            "seconds",
        ]
        let rows = outcome.rows.map { row in
            [
                row.data, row.method, row.textProtocol, row.isShuffled ? "drawn" : "true", "\(row.taught)", "\(row.figures.test)",
                figure(row.figures.accuracy), figure(row.largerClass), label(row.figures, 1), label(row.figures, 0),
                ReportFormat.fixed(row.seconds, 0),
            ]
        }
        let lines = [heads] + [heads.map { _ in "---" }] + rows
        return """
            ## Auto-LSTM, Auto-BLSTM, Auto-GRU

            Made by `auspex reproduce auto-rnn`. Farzad and Gulliver (2019) judge a message by the output of the autoencoder of *its own label*, and the
            autoencoders were trained on all messages, those of the test too. `published` is that protocol. The control has labels *drawn* at random, which
            nothing about messages can be learnt from: whatever it reaches beyond the larger class is read off the two autoencoders. `held-out` is the default
            here: autoencoders and classifier see training messages only, a message passes both autoencoders, and the classifier reads both outputs.

            \(findings(outcome.rows))

            IMDB: of the first \(grouped(publishedReviews)) reviews of the training file half teach `published`; where the test is held out \(grouped(heldOutReviews)) teach an Auto- method for at most
            \(heldOutEpochs) passes, all of the file teach text-blstm, and \(grouped(judgedReviews)) of the public test judge (\(outcome.copies) of its reviews stand in the training file, too, and are left out).
            OpenStack: lines of the Kalaki logs' public parts with their instance's label, half of the instances teach. BGL: the first 5,001 lines of the log and three
            fifths of the 1,200-line sample teach, the rest of the sample judges; `published` keeps duplicates there, because without numbers few lines differ;
            nearly all anomalous lines have fewer than the five words it asks for, so that its classifier finds too few of them to learn from.
            One seed, no folds. IMDB has no normal class: *anomalous* is the positive review. Seconds are processor seconds of training.

            The paper (accuracy; F1 of abnormal and normal): IMDB .978, .988, .988; OpenStack .960/.995, .973/.996, .922/.990; BGL .945/.995, .954/.996, .951/.996
            for LSTM, BLSTM and GRU.


            """ + lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") + "\n"
                + (outcome.failures.isEmpty ? "" : "\n" + outcome.failures.map { "- " + $0 }.joined(separator: "\n") + "\n")
    }

    /// What the figures say, a sentence for each data set.
    static func findings(_ rows: [Row]) -> String {
        var names: [String] = []
        for row in rows where !names.contains(row.data) { names.append(row.data) }
        return names.map { name in
            let own = rows.filter { $0.data == name }, published = own.filter { $0.textProtocol == TextProtocol.published.rawValue }
            let truth = published.filter { !$0.isShuffled }.map(\.figures.accuracy)
            let drawn = published.first { $0.isShuffled }
            let heldOut = own.filter { $0.textProtocol != TextProtocol.published.rawValue && $0.method != plainMethod }.map(
                \.figures.accuracy)
            var sentence = "\(name): accuracy \(range(truth)) by `published`, \(range(heldOut)) held out"
            if let drawn {
                let gain = drawn.figures.accuracy - drawn.largerClass
                sentence +=
                    "; with drawn labels \(figure(drawn.figures.accuracy)), where the larger class is \(figure(drawn.largerClass))"
                sentence += gain > 0.02 ? ": the protocol leaks." : ": no leak shows."
            }
            return sentence
        }.joined(separator: " ")
    }

    private static func range(_ values: [Double]) -> String {
        guard let low = values.min(), let high = values.max() else { return "–" }
        return high - low < 0.0005 ? figure(low) : "\(figure(low))–\(figure(high))"
    }

    private static func grouped(_ count: Int) -> String { ReportFormat.grouped(count) }

    private static func figure(_ value: Double?) -> String { value.map { ReportFormat.fixed($0, 3) } ?? "–" }

    private static func label(_ figures: PublishedFigures, _ place: Int) -> String {
        let label = figures.labels[place]
        return "\(figure(label.precision)), \(figure(label.recall)), \(figure(label.f1))"
    }
}

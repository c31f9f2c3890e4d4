extension OpenStackStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ outcome: Outcome) -> String {
        var parts = [kalakiText, SequenceStudy.sentence(outcome.kalaki, training: "train_normal"), ""]
        parts += [SequenceStudy.table(outcome.kalaki), loghubText]
        parts += [SequenceStudy.sentence(outcome.loghub, training: "train_normal"), ""]
        parts += [SequenceStudy.table(outcome.loghub), rawText]
        // The further logs are other test sets: each has its own reference lines.
        parts += [SequenceStudy.table(Array(outcome.raw.prefix(2)))]
        parts += outcome.raw.dropFirst(2).map { SequenceStudy.table([$0]) }
        return parts.joined(separator: "\n")
    }

    private static let kalakiText = """
        ## OpenStack

        ### Kalaki et al.: key sequences

        Virtual machines are created and destroyed; in the anomalous ones the network service was off, or the machine was destroyed or undefined behind
        OpenStack's back. Columns by kind are the shares found.

        How far to trust it: the defaults were chosen before this set was looked at, nothing was changed for it, and thresholds come from 50 normal
        sessions (24 distinct sequences) alone. So few cannot state a budget of one false alarm in 500: each threshold is the highest score among
        held-out sessions, which a new normal session exceeds about once in fifty times. That is why every single rule is either loud or, where one odd training session
        set the threshold, deaf. The sum of evidence suffers less: an odd normal session is odd in one or two ways, a failed one in most.


        """

    private static let loghubText = """

        ### Loghub: a negative control

        Nothing can be found here, and a detector that seems to find something is to be distrusted. The label only says that a session comes from the file
        `openstack_abnormal.log`: 195 of the set's 198 such sequences are copies of normal ones, and the four sessions into which a fault was really injected
        (two of them in the public part) have the plain normal sequence; their fault shows in durations, which key sequences do not hold. A detector of
        sequences flags a share of the anomalous sessions that is about its share of false alarms: chance level. The models learn from 19 sessions, 3 of them distinct.


        """

    private static let rawText = """

        ### Kalaki et al.: from raw lines

        `auspex scan nova_sample.log.gz`: one command on 25,659 raw lines that nobody parsed, without labels and without times; learns from the first 60 % of
        the lines, judges the instances that go on after them. Second row: the labelled anomalies are kept out of what is learnt. Then two further logs in which every instance is
        anomalous (48 of 124 and 78 of 138 are in the sample too), judged by a model of all normal instances of the sample (`auspex train nova_sample.log.gz --labels
        instance_labels.csv --set model=ngram`, `auspex evaluate`).


        """
}

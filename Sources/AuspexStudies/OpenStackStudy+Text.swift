import Auspex

extension OpenStackStudy {
    /// The section of docs/EVALUATION.md.
    static func markdown(_ outcome: Outcome) -> String {
        var parts = [kalakiText, SequenceStudy.sentence(outcome.kalaki, training: "train_normal"), ""]
        parts += [SequenceStudy.table(outcome.kalaki), loghubText]
        parts += [SequenceStudy.sentence(outcome.loghub, training: "train_normal"), ""]
        parts += [SequenceStudy.table(outcome.loghub), rawText]
        // Each log is a test set of its own, with its own reference lines.
        parts += outcome.raw.map { SequenceStudy.table([$0]) }
        return parts.joined(separator: "\n")
    }

    private static let kalakiText = """
        ## OpenStack

        ### Kalaki et al.: key sequences

        Virtual machines are created and destroyed; in the anomalous ones the network service was off, or the machine was destroyed or undefined behind
        OpenStack's back. Columns by kind are the shares found.

        How far to trust it: the defaults were chosen before this set was looked at, and nothing was changed for it. Thresholds come from 50 normal sessions
        (24 distinct sequences) alone. So few cannot state a budget of one false alarm in 500: every threshold is the highest score among held-out sessions. Where a
        held-out session has a template of its own, which nothing else can foretell, a next-event model alone (`ngram`, `deeplog`) must then let every order pass
        and comes down to the new-template rule; in the ensemble the other evidence decides. The reference lines show how far simple rules come.

        """

    private static let loghubText = """
        ### Loghub: a negative control

        Nothing can be found here, and a detector that seems to find something is to be distrusted. The label only says that a session comes from the file
        `openstack_abnormal.log`: 195 of the set's 198 such sequences are copies of normal ones, and the four sessions into which a fault was really injected
        (two of them in the public part) have the plain normal sequence; their fault shows in durations, which key sequences do not hold. A detector at
        chance level flags about as many in a hundred anomalous sessions as in a hundred normal ones. The models learn from 19
        sessions, 3 of them distinct.

        """

    private static let rawText = """
        ### Kalaki et al.: from raw lines

        `auspex scan nova_sample.log.gz`: one command on 25,659 raw lines without times; it learns from the first 60 % of the lines (all instances there are normal)
        and judges the instances that go on after them. Instances cut off at the seam where the sample's normal log ends and the faulty one begins are
        labelled normal. Then two logs in which every instance is anomalous (48 of 124 and 78 of 138 are in the sample too), judged by a model of the sample's normal instances:
        `auspex train nova_sample.log.gz --labels instance_labels.csv --set model=ngram`, then `auspex evaluate`. One instance of the sample and of `nova_destroy_part` is no session:
        its lines are indented, and so belong to the record before them.

        """
}

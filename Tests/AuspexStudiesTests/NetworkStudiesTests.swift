import Auspex
import Testing

@testable import AuspexStudies

/// What the studies of networks say is made of their figures.
@Suite struct NetworkStudiesTests {
    private static func row(_ protocolName: String, accuracy: Double, isShuffled: Bool = false, method: String = "auto-lstm")
        -> AutoStudy.Row
    {
        var figures = PublishedFigures([0, 1], [0, 1], names: ["normal", "anomalous"])
        figures.accuracy = accuracy
        return AutoStudy.Row(
            data: "reviews", method: method, textProtocol: protocolName, isShuffled: isShuffled, figures: figures, taught: 10,
            largerClass: 0.5,
            seconds: 1)
    }

    @Test func `a leak is told where drawn labels are told apart, and only there`() {
        let leaking = AutoStudy.findings([
            Self.row("published", accuracy: 0.9), Self.row("published", accuracy: 0.8, isShuffled: true),
            Self.row("held-out", accuracy: 0.6),
            Self.row("held-out", accuracy: 0.99, method: "text-blstm"),
        ])
        #expect(leaking.contains("0.9 by `published`, 0.6 held out") && leaking.contains("drawn labels 0.8"))
        #expect(leaking.contains("the protocol leaks"))
        let honest = AutoStudy.findings([Self.row("published", accuracy: 0.6), Self.row("published", accuracy: 0.51, isShuffled: true)])
        #expect(honest.contains("no leak shows"))
        let table = AutoStudy.markdown(.init(rows: [Self.row("published", accuracy: 0.6, isShuffled: true)], copies: 3))
        #expect(table.contains("| reviews | auto-lstm | published | drawn | 10 |") && table.contains("(3 of its reviews"))
    }

    @Test func `found faults and false alarms make F1`() {
        var row = LabelStudy.Row(method: "cnn", isTaught: true)
        for number in 0..<10 {
            row.groups.found.count(number < 5)
            row.groups.falseAlarms.count(number < 1)
        }
        #expect(abs(row.groups.f1 - 10.0 / 16) < 1e-12 && row.kinds.f1 == 0)
        #expect(LabelStudy.markdown([row]).contains("| cnn | yes | 0.5"))
    }
}

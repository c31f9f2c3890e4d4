import TestSupport
import Testing

@testable import AuspexStudies

@Suite struct LabTruthTests {
    /// A hundred lines, one a second, with faults from second 20 to 22 (labelled lines 21 and 22), from 50 to 52 (more lines than usual) and
    /// one that cannot be seen.
    static func truth(in folder: TemporaryFolder) throws -> LabTruth {
        func time(_ second: Int) -> String { "2026-11-26 09:0\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60).000" }
        let log = (0..<100).map { "\(time($0)) line\n" }.joined()
        try folder.write(
            "faults.csv",
            """
            id,kind,start,end,visible_by
            F1,disk_full,\(time(20)),\(time(22)),new_template
            F2,burst,\(time(50)),\(time(52)),count
            F3,hidden,\(time(70)),\(time(72)),invisible (no line of this log)

            """)
        try folder.write("line_labels.csv", "line,fault,how\n21,F1,pattern\n22,F1,id\n51,F2,count\n90,F1,injector\n")
        return try LabTruth(folder: folder.path, log: folder.write("test.log", log))
    }

    @Test func `faults are found by their lines, by their time where they are amounts, and false is what is near none`() throws {
        let folder = try TemporaryFolder(), truth = try Self.truth(in: folder)
        // By a labelled line; within the time but beside the line is doubtful.
        #expect(truth.score([[21]], log: "l", withChance: false).found == 1)
        let beside = truth.score([[23]], log: "l", withChance: false)
        #expect(beside.found == 0 && beside.doubtful == 1 && beside.falseIncidents == 0)
        // A burst by its time, to two seconds after; five seconds after is still near it; the label `count` alone finds nothing.
        #expect(truth.score([[55]], log: "l", withChance: false).found == 1)
        #expect(truth.score([[56], [58]], log: "l", withChance: false).doubtful == 2)
        #expect(truth.score([[59]], log: "l", withChance: false).falseIncidents == 1)
        // What cannot be seen is not asked for, and lines of the injector count neither way.
        let far = truth.score([[72], [90], [30]], log: "l", withChance: false)
        #expect(far.visible == 2 && far.found == 0 && far.doubtful == 2 && far.falseIncidents == 1)
        #expect(far.missed == ["l F1 disk_full (new_template)", "l F2 burst (count)"])
    }

    @Test func `only the first lines of an incident count, and only the first incidents are told early`() throws {
        let folder = try TemporaryFolder(), truth = try Self.truth(in: folder)
        #expect(truth.score([[1, 2, 3, 4, 5, 21]], log: "l", withChance: false).found == 0)
        let late = truth.score(Array(repeating: [1], count: LabTruth.first) + [[21]], log: "l", withChance: false)
        #expect(late.found == 1 && late.foundInFirst == 0 && late.falseIncidents == LabTruth.first)
    }

    @Test func `chance is what incidents find elsewhere`() throws {
        let folder = try TemporaryFolder(), truth = try Self.truth(in: folder)
        // An incident at every second line finds both faults wherever it is moved to.
        let everywhere = truth.score(stride(from: 1, through: 99, by: 2).map { [$0] }, log: "l", withChance: true)
        #expect(everywhere.found == 2 && everywhere.chance == 2)
        let one = truth.score([[21]], log: "l", withChance: true)
        #expect(one.found == 1 && one.chance > 0 && one.chance < 0.2)
    }

    @Test func `moments are read as each server writes them`() throws {
        let instants = try LineInstants()
        func instant(_ line: String) -> Double? { instants.instant(of: Array(line.utf8)) }
        let moment = try #require(instant("2026-11-26 09:32:46.250 UTC [1]"))
        #expect(instant("2026-11-26T09:32:46.250000+00:00 gate sshd[7]: x") == moment)
        #expect(instant("127.0.0.1 - - [26/Nov/2026:09:32:46 +0000] \"GET /\"") == moment - 0.25)
        #expect(instant("2026/11/26 09:32:47 [error] x") == moment + 0.75)
        // 95 days later, less 9:32:46.25.
        let later = try #require(instant("2027-03-01 00:00:00"))
        #expect(later - moment == 95.0 * 86_400 - 34_366.25)
        #expect(instant("STATEMENT: SELECT 1") == nil)
    }
}

import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct BadArgumentTests {
    @Test func `settings out of bounds are refused before anything is written`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let cases: [(detector: String, setting: String, word: String)] = [
            ("ensemble", "nosuch=1", "nosuch"), ("ensemble", "window", "key=value"), ("ensemble", "=3", "key=value"),
            ("ensemble", "window=0", "window"), ("ensemble", "window=many", "window=many"),
            ("ensemble", "window=99999999999999999999", "window"),
            ("ensemble", "model=oracle", "model"), ("ensemble", "falseAlarmTarget=nan", "falseAlarmTarget"),
            ("ensemble", "folds=1", "folds"),
            ("ensemble", "folds=9223372036854775807", "folds"), ("ensemble", "heldOutLimit=-1", "heldOutLimit"),
            ("ensemble", "findingLimit=-1", "findingLimit"), ("ensemble", "evidenceShare=nan", "evidenceShare"),
            ("ensemble", "shownCandidates=-1", "shownCandidates"), ("ensemble", "countVector.vectorLimit=0", "vectorLimit"),
            ("deeplog", "units=100000", "units"), ("deeplog", "layers=0", "layers"), ("deeplog", "learningRate=nan", "learningRate"),
            ("deeplog", "steps=-1", "steps"), ("deeplog", "memoCapacity=0", "memoCapacity"), ("deeplog", "candidates=0", "candidates"),
            ("ngram", "historyLength=-1", "historyLength"), ("ngram", "historyLength=1001", "historyLength"),
            ("ngram", "historyLimit=0", "historyLimit"),
            ("ngram", "findingLimit=-1", "findingLimit"), ("ngram", "candidates=9223372036854775807", "candidates"),
            ("newTemplate", "falseAlarmTarget=nan", "falseAlarmTarget"), ("newTemplate", "falseAlarmTarget=-1", "falseAlarmTarget"),
            ("newTemplate", "falseAlarmTarget=1e300", "falseAlarmTarget"), ("bigram", "folds=-9", "folds"),
            ("sessionLength", "window=10", "window"),
            ("frequentKeys", "candidates=9223372036854775807", "candidates"),
            ("frequentKeys", "candidates=-9223372036854775808", "candidates"),
            ("countVector", "sampleLimit=0", "sampleLimit"), ("countVector", "weighting=heavy", "weighting"),
        ]
        for (detector, setting, word) in cases {
            let arguments = ["train", sample.quiet, "--model", folder.file("m.auspex"), "--detector", detector, "--set", setting]
            let isQuick = detector == "ensemble" && !setting.contains("window") && word != "model"
            expectRefused(try Program.run(arguments + (isQuick ? ["--set", "model=ngram"] : [])), naming: word)
        }
        #expect(folder.names.isEmpty)
    }

    @Test func `mistakes on the command line are one line that names the help`() throws {
        let sample = try Sample.shared
        for (arguments, word) in [
            (["fly"], "fly"), (["train", sample.quiet], "--model"), (["train", sample.quiet, "--model", "m", "--seed", "x"], "--seed"),
            (["scan", sample.quiet, "--threads", "0"], "--threads"), (["scan", sample.quiet, "--wings"], "--wings"),
            (["scan", sample.quiet, "--limit=-1"], "--limit"),
            (["inspect", sample.ensemble, "--templates=-9223372036854775808"], "--templates"),
            (["detect"], "model"), (["explain", sample.ensemble, sample.quiet], "--id"),
        ] {
            expectRefused(try Program.run(arguments), naming: word, "--help")
        }
        expectRefused(try Program.run(["train", sample.quiet, "--model", "m", "--detector", "oracle"]), naming: "oracle", "ensemble")
    }

    @Test func `settings of the parser out of bounds are brought into bounds or refused`() throws {
        let sample = try Sample.shared
        for key in [
            "similarity", "depth", "maxChildren", "maxClusters", "maxTextLength", "cacheEntries", "mergeAfterVariants",
        ] {
            for value in ["0", "-1", "nan", "1e308", "9223372036854775807", "-9223372036854775808", "x"] {
                let result = try Program.run(["parse", sample.faulty, "--set", "\(key)=\(value)", "--stats"])
                #expect(result.code == 0 || result.code == 2, "\(key)=\(value): \(result.code) \(result.messages.suffix(300))")
                if result.code == 2 { expectRefused(result, naming: key) }
            }
        }
        expectRefused(try Program.run(["parse", sample.faulty, "--set", "wings=2"]), naming: "wings")
        expectRefused(try Program.run(["bench", "flight"]), naming: "flight")
        expectRefused(try Program.run(["bench", "--lines", "5"]), naming: "--lines")
    }

    @Test func `places that cannot be written are named, and nothing is left there`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        try folder.write("file", "precious")
        #expect(try Program.shell("mkdir things && echo precious > things/other", in: folder).code == 0)
        let train = ["train", sample.quiet, "--set", "model=ngram", "--model"]
        expectRefused(try Program.run(train + ["none/m.auspex"], in: folder), naming: "none/m.auspex")
        expectRefused(try Program.run(train + ["file"], in: folder), naming: "file", "--model")
        expectRefused(try Program.run(train + ["file/m.auspex"], in: folder), naming: "file/m.auspex")
        expectRefused(try Program.run(train + ["things"], in: folder), naming: "things", "--model")
        expectRefused(try Program.run(train + [""], in: folder))
        expectRefused(
            try Program.run(["detect", sample.ensemble, sample.faulty, "--report", "none/r.html"], in: folder), naming: "none/r.html")
        expectRefused(try Program.run(["detect", sample.ensemble, sample.faulty, "--report", "things"], in: folder), naming: "things")
        expectRefused(
            try Program.run(["detect", sample.ensemble, sample.faulty, "--follow", "--report", "r.html"], in: folder), naming: "--follow")
        #expect(folder.names == ["file", "things"])
        #expect(try folder.contents(of: "things").keys.sorted() == ["other"])
    }

    @Test func `paths that are no model are named`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let random = try folder.write("random", bytes: Hostile.bytes(seed: 5, count: 5_000))
        for command in [["detect"], ["evaluate"], ["inspect"], ["explain"]] {
            let rest = command == ["inspect"] ? [] : command == ["explain"] ? [sample.faulty, "--id", "x"] : [sample.faulty]
            expectRefused(try Program.run(command + [folder.file("none.auspex")] + rest), naming: "none.auspex")
            expectRefused(try Program.run(command + [sample.quiet] + rest), naming: "quiet.log", "manifest.json")
            expectRefused(try Program.run(command + [random] + rest), naming: "random")
            expectRefused(try Program.run(command + [folder.path] + rest), naming: folder.path)
        }
    }
}

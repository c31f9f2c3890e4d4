import Auspex
import Foundation
import TestSupport
import Testing

/// Models that were damaged by accident, and models made with intent.
@Suite(.enabled(if: Program.isBuilt, "\(Program.whySkipped)")) struct DamagedModelTests {
    @Test func `a flipped byte in any file is noticed and the file named`() throws {
        let sample = try Sample.shared
        for model in [sample.ensemble, sample.keyModel, sample.sequences] {
            let name = (model as NSString).lastPathComponent
            for (file, data) in try sample.folder.contents(of: name).sorted(by: { $0.key < $1.key }) {
                for place in [0, data.count / 2, data.count - 1] {
                    let folder = try TemporaryFolder()
                    try FileManager.default.copyItem(atPath: model, toPath: folder.file(name))
                    var bytes = [UInt8](data)
                    bytes[place] ^= 0x04
                    try folder.write("\(name)/\(file)", bytes: bytes)
                    let result = try Program.run(["inspect", folder.file(name)])
                    // The seal vouches for the manifest: when either is damaged, the manifest is what cannot be trusted.
                    expectRefused(result, naming: file == "manifest.seal" ? "manifest.json" : file)
                }
            }
        }
    }

    @Test func `a missing, empty or cut file is noticed and named`() throws {
        let sample = try Sample.shared
        for (file, data) in try sample.folder.contents(of: "key.auspex").sorted(by: { $0.key < $1.key }) {
            for size in [nil, 0, data.count - 1] {
                let folder = try TemporaryFolder()
                try FileManager.default.copyItem(atPath: sample.keyModel, toPath: folder.file("m.auspex"))
                if let size {
                    try folder.write("m.auspex/\(file)", bytes: Array(data.prefix(size)))
                } else {
                    try FileManager.default.removeItem(atPath: folder.file("m.auspex/\(file)"))
                }
                expectRefused(
                    try Program.run(["detect", folder.file("m.auspex"), sample.faulty]), naming: "m.auspex",
                    file == "manifest.seal" && size != nil ? "manifest.json" : file)
            }
        }
    }

    @Test func `a newer format is named, and so is one that names files outside`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        for (change, word) in [
            ("\"formatVersion\" : 2=>\"formatVersion\" : 3", "newer"), ("\"formatVersion\" : 2=>\"formatVersion\" : -1", "train again"),
            ("\"name\" : \"ngram.json\"=>\"name\" : \"../ngram.json\"", "refused"),
            ("\"name\" : \"ngram.json\"=>\"name\" : \"..\"", "refused"),
            ("\"name\" : \"ngram.json\"=>\"name\" : \"summary.json\"", "summary.json"),
            ("\"detector\" : \"ensemble\"=>\"detector\" : \"oracle\"", "oracle"),
        ] {
            let parts = change.components(separatedBy: "=>")
            let text = try String(contentsOfFile: sample.ensemble + "/manifest.json", encoding: .utf8)
            #expect(text.contains(parts[0]))
            try? FileManager.default.removeItem(atPath: folder.file("m.auspex"))
            try FileManager.default.copyItem(atPath: sample.ensemble, toPath: folder.file("m.auspex"))
            let bytes = Array(text.replacingOccurrences(of: parts[0], with: parts[1]).utf8)
            try folder.write("m.auspex/manifest.json", bytes: bytes)
            try folder.write("m.auspex/manifest.seal", Self.seal(bytes))
            expectRefused(try Program.run(["detect", folder.file("m.auspex"), sample.faulty]), naming: word)
        }
    }

    /// What vouches for a manifest, made anew.
    private static func seal(_ manifest: [UInt8]) -> String {
        var fingerprint = Fingerprint()
        fingerprint.combine(bytes: manifest.span)
        return fingerprint.hexadecimal + "\n"
    }

    /// The kinds of model that are tried, and how often.
    static let subjects: [(name: String, detector: [String], rounds: Int)] = [
        ("ensemble", ["--set", "model=ngram"], 110),
        ("key", ["--detector", "deeplog", "--set", "steps=5", "--set", "units=4", "--set", "folds=2"], 70),
        ("top", ["--detector", "ngram"], 40), ("rank", ["--detector", "ngram", "--set", "candidates=2"], 20),
        ("frequent", ["--detector", "frequentKeys"], 20), ("counts", ["--detector", "countVector"], 20),
        ("pairs", ["--detector", "bigram"], 20),
        ("lengths", ["--detector", "sessionLength"], 10), ("new", ["--detector", "newTemplate"], 10),
        ("components", ["--detector", "pca"], 40), ("members", ["--set", "model=none", "--set", "members=bigram,pca"], 20),
    ]

    @Test(arguments: subjects.indices) func `hostile values behind a valid seal are refused or harmless`(_ subject: Int) throws {
        let (name, detector, rounds) = Self.subjects[subject]
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let lines = try String(contentsOfFile: sample.quiet, encoding: .utf8).split(separator: "\n").prefix(600)
        let quiet = try folder.write("quiet.log", lines.joined(separator: "\n"))
        let faulty = try String(contentsOfFile: sample.faulty, encoding: .utf8).split(separator: "\n").prefix(300)
        let log = try folder.write("today.log", faulty.joined(separator: "\n"))
        let trained = try Program.run(["train", quiet, "--model", folder.file("m.auspex")] + detector)
        try #require(trained.code == 0, "\(trained.messages)")
        let good = try ModelBundle.read(from: folder.file("m.auspex"))
        let names = good.files.keys.filter { $0.hasSuffix(".json") }.sorted()
        var random = RandomSource(seed: UInt64(subject) + 1)
        var refused = 0, taken = 0
        for round in 0..<rounds {
            var bundle = good
            var note = ""
            if random.next() % 16 == 0 {
                var tree = try JSON.decode(JSONValue.self, from: JSON.encode(good.manifest), source: "manifest")
                Hostile.mutate(&tree, &random, note: &note)
                note = "manifest" + note
                // What the manifest says about files is written by the bundle itself.
                guard let manifest = try? JSON.decode(BundleManifest.self, from: JSON.encode(tree), source: "manifest") else { continue }
                bundle.manifest = manifest
            } else {
                let file = names[Int(random.next() % UInt64(names.count))]
                var tree = try JSON.decode(JSONValue.self, from: good.file(file), source: file)
                for _ in 0...Int(random.next() % 2) { Hostile.mutate(&tree, &random, note: &note) }
                note = file + note
                bundle.files[file] = try Hostile.json(tree)
            }
            if bundle.files["weights.safetensors"] != nil, random.next() % 4 == 0 {
                note += " weights"
                var bytes = try bundle.file("weights.safetensors")
                for _ in 0..<4 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
                bundle.files["weights.safetensors"] = bytes
            }
            try bundle.write(to: folder.file("h.auspex"))
            let command =
                round.isMultiple(of: 9) ? ["inspect", folder.file("h.auspex")] : ["detect", folder.file("h.auspex"), log, "--json"]
            let result = try Program.run(command)
            if result.code == 2 {
                expectRefused(result)
            } else {
                #expect(result.code == 0, "\(name), round \(round): \(note): \(result.messages.suffix(300))")
            }
            if result.code == 2 { refused += 1 } else { taken += 1 }
        }
        #expect(refused > taken / 4, "most changes must be noticed: \(refused) refused, \(taken) taken")
    }

    @Test func `weights that are no numbers are refused, huge ones are harmless`() throws {
        let sample = try Sample.shared
        let folder = try TemporaryFolder()
        let good = try ModelBundle.read(from: sample.keyModel)
        let bytes = try good.file("weights.safetensors")
        let header = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        for (pattern, isRefused) in [
            (Float.nan, true), (.infinity, true), (.greatestFiniteMagnitude, false), (-1e30, false), (.leastNonzeroMagnitude, false),
        ] {
            var bundle = good
            var weights = bytes
            for place in stride(from: 8 + header, to: weights.count - 3, by: isRefused ? 400 : 4) {
                for byte in 0..<4 { weights[place + byte] = UInt8(truncatingIfNeeded: pattern.bitPattern >> (8 * UInt32(byte))) }
            }
            bundle.files["weights.safetensors"] = weights
            try bundle.write(to: folder.file("w.auspex"))
            let result = try Program.run(["detect", folder.file("w.auspex"), sample.faulty, "--json"])
            if isRefused {
                expectRefused(result, naming: "weights")
            } else {
                #expect(result.code == 0 || result.code == 2, "\(pattern): \(result.messages.suffix(300))")
            }
        }
        for size in [0, 4, 8, 9, header, bytes.count - 4] {
            var bundle = good
            bundle.files["weights.safetensors"] = Array(bytes.prefix(size))
            try bundle.write(to: folder.file("w.auspex"))
            expectRefused(try Program.run(["detect", folder.file("w.auspex"), sample.faulty]), naming: "weights")
        }
    }
}

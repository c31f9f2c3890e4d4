/// A folder with a labelled data set, its files known by their names: what teaches, what tests, and where the labels are.
///
/// `train_normal`, `normal` or `train` teaches; `test_normal` and `test_abnormal` together, or `test`, tests; labels are those of the files, or of
/// `line_labels.csv` or `session_labels.csv`. Endings are `.txt`, `.csv`, `.log`, and those with `.gz` or `.zst`.
public struct DataFolder: Sendable, Equatable {
    /// What teaches; empty where the folder has no such file.
    public var baseline: [String] = []
    /// What tests.
    public var data: [String] = []
    /// What is anomalous throughout.
    public var anomalous: [String] = []
    /// Where the labels are.
    public var labels: String?

    /// Looks into a folder.
    ///
    /// - Throws: ``InputError`` for a folder that cannot be read or has nothing that tests.
    public init(path: String) throws {
        let names = try FileSystem.names(inFolder: path)
        func file(_ stem: String) -> String? {
            for ending in ["txt", "csv", "log", "tsv"] {
                for packed in ["", ".gz", ".zst"] where names.contains("\(stem).\(ending)\(packed)") {
                    return "\(path)/\(stem).\(ending)\(packed)"
                }
            }
            return nil
        }
        baseline = ["train_normal", "normal", "train"].lazy.compactMap(file).prefix(1).map { $0 }
        if let normal = file("test_normal"), let abnormal = file("test_abnormal") {
            (data, anomalous) = ([normal], [abnormal])
        } else if let test = file("test") {
            data = [test]
        } else {
            throw InputError(
                "\(path) has no file that tests: test.csv, test.log, or test_normal.txt and test_abnormal.txt; name the files instead")
        }
        labels =
            ["line_labels", "session_labels"].lazy.compactMap { name in
                names.contains("\(name).csv") ? "\(path)/\(name).csv" : nil
            }.first
    }
}

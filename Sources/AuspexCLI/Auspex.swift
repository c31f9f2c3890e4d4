import ArgumentParser

@main
struct AuspexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auspex",
        abstract: "Finds the anomalous lines of a log, says why, and what should have happened instead."
    )
}

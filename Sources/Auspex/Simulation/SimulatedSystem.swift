/// Everything the simulator needs to know of a system: its messages, its tasks, how its faults look.
struct SimulatedSystem: Sendable {
    /// How a session is named in the lines.
    enum Identity: Sendable { case block, uuid, none }

    /// How the log writes time.
    enum ClockStyle: Sendable {
        /// `081109 203615`
        case compact
        /// `2017-05-16 00:00:04.500`
        case dashed
        /// `Jun 14 15:16:01`
        case syslog
    }

    /// How planted faults look here. Steps are named by message.
    struct Faults: Sendable {
        /// Kinds planted unless the configuration names others.
        var kinds: [FaultKind]
        /// Further kinds, planted only when they are named.
        var others: [FaultKind] = []
        /// Steps that every finished session has a fixed number of times: one is left out, or done again.
        var required: [String] = []
        /// Pairs (a, b): the first b never comes before the first a.
        var order: [(String, String)] = []
        /// Records that normal sessions never have, and whether the session dies of them.
        var exceptions: [(String, fatal: Bool)] = []
        /// Pairs (a, b): known step a, put in front of the first b, makes no sense.
        var foreign: [(String, String)] = []
        /// Pairs (a, b): far too many a after the first b.
        var excess: [(String, String)] = []
        /// How many copies `unusualCount` adds.
        var copies = 40...80
        /// Steps that a `slowStep` fault makes late.
        var slow: [String] = []
        /// Extra delay of a slow step, milliseconds.
        var slowness = 4_000.0...20_000.0
    }

    /// One kind of task: how often, its workflow, and whether its sessions are labelled (background chatter is not).
    struct Task: Sendable {
        var weight: Double
        var workflow: Workflow
        var isSession: Bool
    }

    /// Name on the command line.
    var name: String
    /// How sessions are named.
    var identity: Identity
    /// How time is written.
    var clock: ClockStyle
    /// Log time of the first line, seconds since 1970.
    var epoch: Int64
    /// Tasks begun per second of log time.
    var tasksPerSecond: Double
    /// So many tasks are always under way, a new one begins when one ends; `nil`: they begin at random times, whatever else goes on.
    var overlap: Int?
    /// Whether a task is never begun while one of its kind is under way.
    var oneOfAKind = false
    /// From so many lines on, any number can be filled exactly with whole tasks.
    var shortestRest = 60
    /// Addresses of the machines.
    var addresses: [String]
    /// Name and text of each message (see ``MessageTemplate``).
    var messages: [(name: String, text: String)]
    /// The kinds of task.
    var tasks: [Task]
    /// The faults.
    var faults: Faults
    /// Faults that are stretches of the log instead of changed sessions.
    var episodes: [Episode] = []

    /// A fault that lasts: all its records are labelled.
    struct Episode: Sendable {
        /// What it is.
        var kind: FaultKind
        /// How often, beside the others.
        var weight: Double
        /// What it writes.
        var workflow: Workflow
    }

    /// All systems, by name.
    static let all: [SimulatedSystem] = [.hdfs, .openstack, .syslog, .tasks, .switchA, .switchB, .switchC]
}

/// The systems that can be simulated.
public enum Simulation {
    /// Their names, as ``LogSimulator`` takes them.
    public static let systems: [String] = SimulatedSystem.all.map(\.name)
}

/// A small log of jobs with identifiers: five steps each, one of them with two alternatives, two seconds apart.
public enum JobLog {
    /// One job.
    public struct Job: Sendable {
        /// Its number: `job_7`.
        public var number: Int
        /// Its steps in order, indices in ``JobLog/steps``.
        public var steps: [Int]
        /// Seconds before a step (by place) other than two.
        public var pauses: [Int: Int]

        /// Creates a job.
        public init(_ number: Int, steps: [Int], pauses: [Int: Int] = [:]) {
            self.number = number
            self.steps = steps
            self.pauses = pauses
        }
    }

    /// What the steps write.
    public static let steps = [
        "accepted by scheduler", "image fetched from store", "image found in cache", "disk attached", "network ready", "instance started",
    ]

    /// Jobs without fault; every fourth takes the rarer alternative.
    public static func normal(_ count: Int) -> [Job] { (0..<count).map { Job($0, steps: [0, $0 % 4 == 0 ? 2 : 1, 3, 4, 5]) } }

    /// The log, job after job, twenty seconds apart.
    public static func text(_ jobs: [Job]) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        var text = ""
        for job in jobs {
            var time = 36_000 + 20 * (job.number % 2_000)
            for (place, step) in job.steps.enumerated() {
                if place > 0 { time += job.pauses[place] ?? 2 }
                let clock = "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
                text += "2024-05-01 \(clock) INFO runner: job_\(job.number) \(steps[step])\n"
            }
        }
        return text
    }
}

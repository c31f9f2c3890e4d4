extension SimulatedSystem {
    /// Four jobs of a small shop's server that run side by side and write into one log: a sequence, a fork with join, a loop and a branch.
    ///
    /// Nothing in a line tells which job, or which run of it, wrote it: the log for finding tasks without identifiers (DeepLog, CCS 2017,
    /// section 4.2). A job is never run twice at the same time. Faults are labelled per line only, as there are no sessions.
    static let tasks: SimulatedSystem = {
        let line = "{clock} INFO worker: "
        let messages: [(name: String, text: String)] = [
            // MARK: A: one after another
            ("backupBegins", line + "Backup of the database begins"),
            ("snapshot", line + "Snapshot taken in {value:milliseconds:280:420} ms"),
            ("copied", line + "Copied {value:megabytes:1800:2100} MB to the archive"),
            ("backupDone", line + "Backup complete, archive verified"),
            // MARK: B: two at once
            ("order", line + "New order with {int:1:9} items accepted"),
            ("payment", line + "Payment of {measure:amount:9:220} EUR authorised by the bank"),
            ("stock", line + "Stock reserved in warehouse {int:1:3}"),
            ("shipped", line + "Parcel handed over to the carrier"),
            // MARK: C: pages of a feed
            ("feed", line + "Supplier feed update started"),
            ("catalogue", line + "Catalogue has {int:410:530} articles on sale"),
            ("fetched", line + "Fetched page of {value:kilobytes:90:160} KB from supplier"),
            ("stored", line + "Prices written to catalogue table"),
            ("feedDone", line + "Supplier feed update finished"),
            // MARK: D: one or the other
            ("asked", line + "Search query received from storefront"),
            ("hit", line + "Result found in cache"),
            ("miss", line + "Cache empty, index scanned in {value:milliseconds:35:90} ms"),
            ("answered", line + "Answer sent with {int:1:40} results"),
            // MARK: Only with faults
            ("diskFull", "{clock} ERROR worker: No space left on device, giving up"),
            ("timeout", "{clock} WARN worker: Connection timed out after {int:29000:31000} ms, trying again"),
            ("deadlock", "{clock} ERROR worker: Deadlock found when trying to get lock on table prices"),
        ]
        let quick = StepDelay(20, 300)
        let transfer = StepDelay(300, 300)
        func job(_ weight: Double, _ parts: [Workflow]) -> Task { Task(weight: weight, workflow: .sequence(parts), isSession: true) }
        return SimulatedSystem(
            name: "tasks", identity: .none, clock: .dashed, epoch: 1_772_438_400, tasksPerSecond: 5, overlap: 2, oneOfAKind: true,
            shortestRest: 3,
            addresses: ["10.0.0.5"], messages: messages,
            tasks: [
                job(
                    1, [.steps("backupBegins snapshot", quick), .network(.step("copied", transfer)), .step("backupDone", quick)]),
                job(
                    1,
                    [
                        .step("order", quick),
                        .fork([.network(.step("payment", transfer)), .step("stock", transfer)]),
                        .step("shipped", quick),
                    ]),
                job(
                    1,
                    [
                        .steps("feed catalogue", quick),
                        .loop(
                            .sequence([.network(.step("fetched", transfer)), .step("stored", quick)]), weights: [0, 1, 1, 1, 1]),
                        .step("feedDone", quick),
                    ]),
                job(1, [.step("asked", quick), .choice([(1, .step("hit", quick)), (1, .step("miss", quick))]), .step("answered", quick)]),
            ],
            faults: Faults(
                kinds: FaultKind.allCases,
                required: [
                    "backupBegins", "snapshot", "copied", "backupDone", "order", "payment", "stock", "shipped", "feed", "catalogue",
                    "feedDone",
                    "asked", "answered",
                ],
                order: [
                    ("snapshot", "copied"), ("copied", "backupDone"), ("order", "payment"), ("payment", "shipped"), ("stock", "shipped"),
                    ("feed", "catalogue"), ("catalogue", "stored"), ("asked", "answered"),
                ],
                exceptions: [("diskFull", true), ("timeout", false), ("deadlock", true)],
                foreign: [("shipped", "snapshot"), ("backupDone", "payment"), ("hit", "catalogue"), ("snapshot", "answered")],
                excess: [("fetched", "fetched"), ("stored", "stored"), ("payment", "order")],
                copies: 15...40, slow: ["copied", "payment", "fetched"], slowness: 15_000...60_000))
    }()
}

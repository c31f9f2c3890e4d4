extension SimulatedSystem {
    /// An HDFS cluster writing, serving, verifying, moving and deleting blocks, in the shape of the Loghub HDFS log (Xu et al., SOSP 2009).
    ///
    /// As in the real log, the name node's clock runs a little behind or ahead of the data nodes', so the few orders that result are
    /// massively duplicated; reads, verifications, re-replication and truly concurrent writes make a long tail of rare but normal sessions.
    static let hdfs: SimulatedSystem = {
        let header = "{clock} {int:1:2999} INFO dfs."
        let warn = "{clock} {int:1:2999} WARN dfs."
        let name = "{clock} {int:26:35} INFO dfs.FSNamesystem: BLOCK* "
        let size = "{chosen:size:5:67108864|67108864|67108864|67108864|67108864|67108864|3543123|28506112}"
        let messages: [(name: String, text: String)] = [
            (
                "allocate",
                name
                    + "NameSystem.allocateBlock: /user/root/rand/_temporary/_task_200811092030_{same:1:1:9:4}_m_{same:2:0:2100:6}_0/part-{same:2:0:2100:5}. {id}"
            ),
            ("receiving", header + "DataNode$DataXceiver: Receiving block {id} src: /{node}:{int:32768:60999} dest: /{node}:50010"),
            ("terminating", header + "DataNode$PacketResponder: PacketResponder {actor:2} for block {id} terminating"),
            ("received", header + "DataNode$PacketResponder: Received block {id} of size \(size) from /{node}"),
            ("stored", name + "NameSystem.addStoredBlock: blockMap updated: {node}:50010 is added to {id} size \(size)"),
            ("verified", "{clock} 13 INFO dfs.DataBlockScanner: Verification succeeded for {id}"),
            ("served", header + "DataNode$DataXceiver: {node}:50010 Served block {id} to /{address}"),
            ("serveFailed", warn + "DataNode$DataXceiver: {node}:50010:Got exception while serving {id} to /{address}:"),
            ("ask", name + "ask {node}:50010 to replicate {id} to datanode(s) {node:3}:50010"),
            ("transfer", "{clock} {int:13:20} INFO dfs.DataNode: {node}:50010 Starting thread to transfer block {id} to {node:3}:50010"),
            (
                "receivedCopy",
                header + "DataNode$DataXceiver: Received block {id} src: /{node}:{int:32768:60999} dest: /{node:3}:50010 of size \(size)"
            ),
            ("transmitted", header + "DataNode$DataTransfer: {node}:50010:Transmitted block {id} to /{node:3}:50010"),
            ("delete", name + "NameSystem.delete: {id} is added to invalidSet of {node}:50010"),
            (
                "deleting",
                "{clock} {int:13:20} INFO dfs.FSDataset: Deleting block {id} file /mnt/hadoop/dfs/data/current/subdir{same:3:0:63:0}/{id}"
            ),
            // MARK: Only in faulty sessions
            (
                "writeException",
                warn + "DataNode$DataXceiver: writeBlock {id} received exception java.io.IOException: Could not read from stream"
            ),
            ("writeReset", warn + "DataNode$DataXceiver: writeBlock {id} received exception java.io.IOException: Connection reset by peer"),
            (
                "receiveException",
                warn + "DataNode$DataXceiver: Exception in receiveBlock for block {id} java.io.IOException: Connection reset by peer"
            ),
            ("emptyPacket", header + "DataNode$DataXceiver: Receiving empty packet for block {id}"),
            (
                "responderException",
                warn
                    + "DataNode$PacketResponder: PacketResponder {id} {actor:2} Exception java.net.SocketTimeoutException: {int:59000:60000} millis timeout while waiting for channel to be ready for read. ch : java.nio.channels.SocketChannel[connected local=/{node}:{int:32768:60999} remote=/{node:1}:50010]"
            ),
            ("mirrorException", warn + "DataNode$DataXceiver: {node}:50010:Exception writing block {id} to mirror {node:1}:50010"),
            (
                "transferFailed",
                warn
                    + "DataNode$DataTransfer: {node}:50010:Failed to transfer {id} to {node:1}:50010 got java.io.IOException: Connection reset by peer"
            ),
            (
                "redundant",
                "{clock} {int:26:35} WARN dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: Redundant addStoredBlock request received for {id} on {node}:50010 size \(size)"
            ),
            (
                "orphan",
                name
                    + "NameSystem.addStoredBlock: addStoredBlock request received for {id} on {node}:50010 size \(size) But it does not belong to any file."
            ),
            (
                "deleteError",
                "{clock} {int:13:20} WARN dfs.FSDataset: Unexpected error trying to delete block {id}. BlockInfo not found in volumeMap."
            ),
            ("timedOut", "{clock} 2 WARN dfs.PendingReplicationMonitor: PendingReplicationMonitor timed out block {id}"),
        ]

        let quick = StepDelay(20, 180)
        let write = StepDelay(300, 900)
        func ordered(_ steps: String) -> Workflow { .steps(steps, quick) }
        /// Three pipelines really at once: the source of rare orders.
        let concurrent = Workflow.forkActors(
            3,
            .sequence([
                .pause(StepDelay(0, 150)), .step("terminating", quick), .step("received", quick), .step("stored", StepDelay(100, 300)),
            ]))
        let behind = Workflow.sequence([
            .choice([
                (41, ordered("receiving@0 receiving@1 receiving@2 allocate")),
                (22, ordered("receiving@0 receiving@1 allocate receiving@2")),
                (20, ordered("receiving@0 allocate receiving@1 receiving@2")),
            ]),
            .network(.pause(StepDelay(4_000, 6_000))),
            .choice([
                (760, ordered("terminating@0 received@0 terminating@1 received@1 terminating@2 received@2 stored@0 stored@1 stored@2")),
                (110, ordered("terminating@0 received@0 terminating@1 received@1 stored@0 stored@1 terminating@2 received@2 stored@2")),
                (60, ordered("terminating@0 received@0 stored@0 terminating@1 received@1 terminating@2 received@2 stored@1 stored@2")),
                (30, ordered("terminating@0 received@0 terminating@1 received@1 stored@0 terminating@2 received@2 stored@1 stored@2")),
                (25, ordered("terminating@0 received@0 terminating@1 terminating@2 received@1 received@2 stored@0 stored@1 stored@2")),
                (15, concurrent),
            ]),
        ])
        let ahead = Workflow.sequence([
            ordered("allocate receiving@0 receiving@1 receiving@2"),
            .network(.pause(StepDelay(4_000, 6_000))),
            .choice([
                (62, ordered("stored@0 stored@1 stored@2 terminating@0 received@0 terminating@1 received@1 terminating@2 received@2")),
                (34, ordered("terminating@0 received@0 terminating@1 received@1 terminating@2 received@2 stored@0 stored@1 stored@2")),
                (4, ordered("stored@0 stored@1 terminating@0 received@0 terminating@1 received@1 terminating@2 received@2 stored@2")),
            ]),
        ])
        let read = Workflow.sequence([
            .pause(write),
            .choice([(90, .step("served", write)), (10, .sequence([.step("served", write), .step("serveFailed", quick)]))]),
        ])
        let replicate = Workflow.sequence([
            .pause(write), .steps("ask@0 transfer@0 receiving@3", write), .network(.steps("transmitted@0 receivedCopy@0", write)),
            .steps("stored@3", write),
        ])
        let life = Workflow.sequence([
            .choice([(83, behind), (17, ahead)]),
            .mayEnd,
            .pause(StepDelay(5_000, 10_000)),
            .choice([
                (66, .sequence([])),
                (9, .step("verified", write)),
                (20, .loop(read, weights: [0, 50, 25, 12, 6, 3, 2, 1, 1])),
                (4, .sequence([.loop(read, weights: [0, 60, 30, 10]), .step("verified", write)])),
                (1, replicate),
            ]),
            .pause(StepDelay(20_000, 60_000)),
            .choice([
                (18, .sequence([])),
                (82, .sequence([ordered("delete@0 delete@1 delete@2"), .pause(write), ordered("deleting@0 deleting@1 deleting@2")])),
            ]),
        ])
        return SimulatedSystem(
            name: "hdfs", identity: .block, clock: .compact, epoch: 1_226_262_935, tasksPerSecond: 5,
            addresses: (0..<203).map { "10.25\($0 % 2).\(($0 * 37 + 11) % 216).\(($0 * 83 + 6) % 251 + 2)" },
            messages: messages,
            tasks: [Task(weight: 1, workflow: life, isSession: true)],
            faults: Faults(
                kinds: [.missingStep, .wrongOrder, .newTemplate, .repeatedStep, .truncatedSession, .foreignStep, .unusualCount],
                others: [.slowStep, .valueOutOfRange],
                required: ["allocate", "terminating", "received", "stored", "delete", "deleting"],
                order: [
                    ("receiving", "terminating"), ("receiving", "received"), ("receiving", "stored"), ("received", "delete"),
                    ("terminating", "received"), ("delete", "deleting"), ("stored", "deleting"),
                ],
                exceptions: [
                    ("writeException", true), ("writeReset", true), ("receiveException", false), ("emptyPacket", false),
                    ("responderException", false), ("mirrorException", false), ("transferFailed", false), ("redundant", false),
                    ("orphan", false), ("deleteError", false), ("timedOut", false),
                ],
                foreign: [
                    ("deleting", "received"), ("served", "terminating"), ("verified", "terminating"), ("transmitted", "received"),
                    ("transfer", "received"), ("serveFailed", "terminating"), ("receivedCopy", "terminating"),
                ],
                excess: [("served", "stored"), ("serveFailed", "received"), ("verified", "stored"), ("stored", "received")],
                copies: 20...60,
                // A quarter of a second to ten seconds is usual; the clock shows whole seconds.
                slow: ["terminating", "stored", "served", "receivedCopy"], slowness: 60_000...300_000))
    }()
}

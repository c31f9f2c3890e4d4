extension SimulatedSystem {
    /// The system log of a small server: log-ins, scheduled jobs, kernel messages; no identifier ties lines together.
    ///
    /// Faults are labelled per line only, as there are no sessions.
    static let syslog: SimulatedSystem = {
        let messages: [(name: String, text: String)] = [
            ("check", "{clock} combo sshd(pam_unix)[{same:1:1000:30000:0}]: check pass; user unknown"),
            (
                "failure",
                "{clock} combo sshd(pam_unix)[{same:1:1000:30000:0}]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost={address} "
            ),
            ("opened", "{clock} combo su(pam_unix)[{same:1:1000:30000:0}]: session opened for user {choose:2:cyrus|news|root} by (uid=0)"),
            ("closed", "{clock} combo su(pam_unix)[{same:1:1000:30000:0}]: session closed for user {choose:2:cyrus|news|root}"),
            ("rotate", "{clock} combo logrotate: ALERT exited abnormally with [1]"),
            ("ftp", "{clock} combo ftpd[{same:1:1000:30000:0}]: connection from {address} () at Sat Jun 18 02:08:{int:10:59} 2005 "),
            ("cron", "{clock} combo crond[{same:1:1000:30000:0}]: (root) CMD (run-parts /etc/cron.{pick:hourly|daily})"),
            ("mark", "{clock} combo syslogd 1.4.1: restart."),
            ("oops", "{clock} combo kernel: Unable to handle kernel paging request at virtual address {hex:2:8}"),
            ("memory", "{clock} combo kernel: Out of Memory: Killed process {int:1000:30000} (httpd)."),
            ("diskError", "{clock} combo kernel: hda: dma_intr: error=0x40 UncorrectableError, LBAsect={int:100000:900000}"),
        ]
        let quick = StepDelay(10, 400)
        return SimulatedSystem(
            name: "syslog", identity: .none, clock: .syslog, epoch: 1_118_762_160, tasksPerSecond: 0.5,
            addresses: (0..<60).map { "218.\(($0 * 41) % 200 + 20).\(($0 * 17) % 250).\(($0 * 29) % 250 + 2)" },
            messages: messages,
            tasks: [
                Task(weight: 40, workflow: .loop(.steps("check failure", quick), weights: [0, 5, 3, 2, 1]), isSession: true),
                Task(weight: 25, workflow: .sequence([.step("opened", quick), .step("closed", StepDelay(500, 3_000))]), isSession: true),
                Task(weight: 10, workflow: .loop(.step("ftp", quick), weights: [0, 4, 2, 1, 1]), isSession: true),
                Task(weight: 20, workflow: .step("cron", quick), isSession: true),
                Task(weight: 2, workflow: .step("rotate", quick), isSession: true),
                Task(weight: 1, workflow: .step("mark", quick), isSession: true),
            ],
            faults: Faults(
                kinds: [.newTemplate, .unusualCount],
                exceptions: [("oops", false), ("memory", false), ("diskError", false)],
                excess: [("failure", "failure"), ("ftp", "ftp"), ("mark", "cron")],
                copies: 30...80))
    }()
}

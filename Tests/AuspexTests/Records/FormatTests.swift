import Testing

@testable import Auspex

/// One golden line or more for each named format: fields, content, time.
@Suite struct FormatTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        var format: String
        var line: String
        var content: String
        var fields: [String: String] = [:]
        var time: Double?
        var testDescription: String { format }
    }

    static let goldens: [Golden] = [
        Golden(
            format: "HDFS", line: "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38 terminating",
            content: "PacketResponder 1 for block blk_38 terminating",
            fields: ["Pid": "148", "Level": "INFO", "Component": "dfs.DataNode$PacketResponder"], time: 1_226_262_975),
        Golden(
            format: "Hadoop", line: "2015-10-18 18:01:47,978 INFO [main] org.apache.MRAppMaster: Created: x", content: "Created: x",
            fields: ["Process": "main", "Component": "org.apache.MRAppMaster"], time: 1_445_191_307.978),
        Golden(
            format: "Spark", line: "17/06/09 20:10:40 INFO spark.SecurityManager: Changing view acls to: yarn,curi",
            content: "Changing view acls to: yarn,curi", fields: ["Component": "spark.SecurityManager"], time: 1_497_039_040),
        Golden(
            format: "Zookeeper",
            line:
                "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification time out: 3200",
            content: "Notification time out: 3200",
            fields: ["Level": "INFO", "Node": "QuorumPeer[myid=1]/0", "Component": "0:0:0:0:0:0:0:2181:FastLeaderElection", "Id": "774"],
            time: 1_438_191_704.747),
        Golden(
            format: "BGL",
            line:
                "- 1117838570 2005.06.03 R02-M1-N0-C:J12-U11 2005-06-03-15.42.50.675872 R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache",
            content: "instruction cache", fields: ["Label": "-", "Component": "KERNEL", "Level": "INFO"], time: 1_117_838_570),
        Golden(
            format: "HPC", line: "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change: x",
            content: "Component State Change: x", fields: ["Node": "node-246", "State": "state_change.unavailable"], time: 1_077_804_742),
        Golden(
            format: "Thunderbird",
            line: "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: session closed for user root",
            content: "session closed for user root", fields: ["Component": "crond(pam_unix)", "PID": "2915"], time: 1_131_566_461),
        Golden(
            format: "Thunderbird", line: "- 1131566479 2005.11.09 dn3 Nov 9 12:01:19 dn3/dn3 kernel: [x] y: z", content: "[x] y: z",
            fields: ["Component": "kernel", "PID": ""], time: 1_131_566_479),
        Golden(
            format: "Windows", line: "2016-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack v6.1",
            content: "Loaded Servicing Stack v6.1", fields: ["Level": "Info", "Component": "CBS"], time: 1_475_037_030),
        Golden(
            format: "Linux", line: "Jun 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; rhost=218.188.2.4 ",
            content: "authentication failure; rhost=218.188.2.4", fields: ["Component": "sshd(pam_unix)", "PID": "19939"],
            time: 960_995_761),
        Golden(
            format: "Android", line: "03-17 16:13:38.811  1702  2395 D WindowManager: opening app wtoken = x",
            content: "opening app wtoken = x",
            fields: ["Pid": "1702", "Tid": "2395", "Level": "D"], time: 953_309_618.811),
        Golden(
            format: "HealthApp", line: "20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged 3579",
            content: "onStandStepChanged 3579",
            fields: ["Component": "Step_LSC", "Pid": "30002312"], time: 1_514_067_329.606),
        Golden(
            format: "Apache", line: "[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok", content: "workerEnv.init() ok",
            fields: ["Level": "notice"], time: 1_133_671_664),
        Golden(
            format: "Proxifier", line: "[10.30 16:49:06] chrome.exe - proxy.cse.cuhk.edu.hk:5070 open through proxy HTTPS",
            content: "proxy.cse.cuhk.edu.hk:5070 open through proxy HTTPS", fields: ["Program": "chrome.exe"], time: 972_924_546),
        Golden(
            format: "OpenSSH", line: "Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user webmaster from 173.234.31.186",
            content: "Invalid user webmaster from 173.234.31.186", fields: ["Component": "LabSZ", "Pid": "24200"], time: 976_431_346),
        Golden(
            format: "OpenStack",
            line:
                "nova-api.log.1 2017-05-16 00:00:00.008 25746 INFO nova.osapi_compute.wsgi.server [req-38 11 54 - - -] 10.11.10.1 \"GET /v2\" status: 200",
            content: "10.11.10.1 \"GET /v2\" status: 200", fields: ["ADDR": "req-38 11 54 - - -", "Level": "INFO"], time: 1_494_892_800.008),
        Golden(
            format: "Mac", line: "Jul  1 09:00:55 calvisitor kernel[0]: IOThunderboltSwitch<0>(0x0)::listenerCallback",
            content: "IOThunderboltSwitch<0>(0x0)::listenerCallback", fields: ["Component": "kernel", "PID": "0", "Address": ""],
            time: 962_442_055),
        Golden(
            format: "Mac", line: "Jul  1 09:02:26 host com.apple.xpc.launchd[1] (com.apple.x.y): Service exited", content: "Service exited",
            fields: ["Address": "com.apple.x.y", "PID": "1"], time: 962_442_146),
        Golden(
            format: "Nova", line: "INFO nova.compute.claims [req-a4] [instance: 1176] Claim successful on node p",
            content: "[instance: 1176] Claim successful on node p", fields: ["Request": "req-a4", "Component": "nova.compute.claims"]),
        Golden(
            format: "redis", line: "12960:M 26 Nov 2026 09:25:33.270 * Ready to accept connections tcp",
            content: "Ready to accept connections tcp", fields: ["Pid": "12960", "Role": "M", "Level": "*"], time: 1_795_685_133.27),
        Golden(
            format: "syslog", line: "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
            content: "'su root' failed for lonvick on /dev/pts/8", fields: ["Pri": "34", "Host": "mymachine", "Component": "su"],
            time: 971_302_455),
        Golden(
            format: "syslog", line: "Oct 11 22:14:15 mymachine cron[12]: (root) CMD (true)", content: "(root) CMD (true)",
            fields: ["Pri": "", "PID": "12"], time: 971_302_455),
        Golden(
            format: "syslog-iso", line: "2024-01-01T00:00:00.5+01:00 host systemd[1]: Started Session 5.", content: "Started Session 5.",
            fields: ["Host": "host", "Component": "systemd", "PID": "1"], time: 1_704_063_600.5),
        Golden(
            format: "audit", line: "type=USER_AUTH msg=audit(1364481363.243:24287): pid=3280 uid=0 res=success",
            content: "pid=3280 uid=0 res=success",
            fields: ["Type": "USER_AUTH", "Serial": "24287"], time: 1_364_481_363.243),
        Golden(
            format: "syslog5424",
            line: "<165>1 2003-10-11T22:14:15.003Z host evntslog 88 ID47 [ex@1 a=\"x]\\\"\"][b@2] An application event",
            content: "An application event",
            fields: ["Component": "evntslog", "MsgId": "ID47", "StructuredData": "[ex@1 a=\"x]\\\"\"][b@2]"], time: 1_065_910_455.003),
        Golden(
            format: "syslog5424", line: "<34>1 2003-10-11T22:14:15.003Z host su - ID47 - \u{FEFF}'su root' failed",
            content: "'su root' failed", fields: ["StructuredData": "-"], time: 1_065_910_455.003),
        Golden(
            format: "combined",
            line:
                "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326 \"http://e.org/\" \"Mozilla \\\"4\\\"\"",
            content: "\"GET /apache_pb.gif HTTP/1.0\" 200 2326",
            fields: ["Method": "GET", "Path": "/apache_pb.gif", "Status": "200", "Agent": "Mozilla \\\"4\\\""], time: 971_211_336),
        Golden(
            format: "json", line: #"{"time":"2024-01-01T00:00:00Z","level":"info","n":-1.5e3,"msg":"a \"b\"\té😀","o":{"x":[1,"}"]}}"#,
            content: "a \"b\"\té😀", fields: ["level": "info", "n": "-1.5e3", "o.x": #"[1,"}"]"#], time: 1_704_067_200),
        Golden(
            format: "journal", line: #"{"__REALTIME_TIMESTAMP":"1700000000123456","PRIORITY":"6","_PID":"12","MESSAGE":"Started"}"#,
            content: "Started", fields: ["_PID": "12"], time: 1_700_000_000.123456),
        Golden(
            format: "logfmt", line: #"ts=2024-01-01T00:00:00.5Z level=warn flag msg="slow \"query\"" took=3ms"#, content: #"slow "query""#,
            fields: ["level": "warn", "took": "3ms"], time: 1_704_067_200.5),
        Golden(
            format: "generic", line: "2024-01-01 00:00:00,250 [WARN] com.x.Y: pool is low", content: "pool is low",
            fields: ["Level": "WARN", "Component": "com.x.Y"], time: 1_704_067_200.25),
        Golden(
            format: "generic", line: "[2024/01/01 00:00:00] plain words: and more", content: "plain words: and more", time: 1_704_067_200),
        Golden(format: "raw", line: "anything at all: [x] ", content: "anything at all: [x]"),
    ]

    @Test(arguments: goldens)
    func `a golden line splits into the expected parts`(_ golden: Golden) throws {
        let (rows, reader) = try RecordsSupport.read(Array((golden.line + "\n").utf8), format: golden.format)
        let row = try #require(rows.first)
        #expect(rows.count == 1 && row.unparsed == nil)
        #expect(row.text == golden.content)
        for (name, expected) in golden.fields {
            let index = try #require(reader.format.fieldIndex(name), "\(name)")
            #expect(row.fields[index] == expected, "\(name)")
        }
        if let time = golden.time { #expect(abs(try #require(row.time) - time) < 1e-4) } else { #expect(row.time == nil) }
        // The same format comes back from what a bundle stores.
        #expect(try LogFormat(golden.format).withKeys(reader.format.fieldNames).fieldNames == reader.format.fieldNames)
    }

    @Test(arguments: goldens.filter { $0.format != "raw" })
    func `detection names the format of a golden line`(_ golden: Golden) {
        let sample = Array((0..<5).map { _ in golden.line }.joined(separator: "\n").utf8)
        let choice = LogFormat.detect(sample: sample)
        // An ordinary syslog line of Linux or macOS is as good a syslog line.
        let same: [String: Set<String>] = ["Mac": ["Mac", "syslog"], "Linux": ["Linux", "syslog"]]
        #expect((same[golden.format] ?? [golden.format]).contains(choice.format.name), "\(choice.explanation)")
        #expect(choice.share == 1)
    }

    @Test func `text that fits nothing is raw, and the sentence says so`() {
        let choice = LogFormat.detect(sample: Array("the quick brown fox\njumps over\nthe lazy dog\n".utf8))
        #expect(choice.format.name == "raw" && choice.share == 1 && choice.lines == 3)
        #expect(choice.explanation.hasPrefix("raw: "))
        #expect(LogFormat.detect(sample: []).format.name == "raw")
    }

    @Test func `of several formats one is a log's that fits its lines; where none does the lines are messages`() throws {
        let formats = try ["HDFS", "generic", "raw"].map { try LogFormat($0) }
        let prose = "Commandline: apt-get -y upgrade\nUpgrade: libudev1 (252.36, 252.38)\nUnpacking (1) ...\n"
        let sample = Array(String(repeating: prose, count: 30).utf8)
        #expect(LogFormat.best(of: formats, for: sample) == 2)
        #expect(LogFormat.best(of: Array(formats.prefix(2)), for: sample) == 0, "without it the first")
        let few = sample + Array("081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 terminating\n".utf8)
        #expect(LogFormat.best(of: formats, for: few) == 2)
        let lines = "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38865049064139660 terminating\n"
        #expect(LogFormat.best(of: formats, for: Array(String(repeating: lines, count: 9).utf8)) == 0)
    }

    @Test func `every name makes its format and every unknown one a helpful error`() throws {
        for name in LogFormat.names {
            #expect(try LogFormat(name).name == name)
            #expect(try LogFormat(name.uppercased()).name == name)
        }
        #expect { try LogFormat("hdsf") } throws: { "\($0)".contains("'hdsf'") && "\($0)".contains("HDFS") }
    }

    @Test(arguments: [
        ("<Date> <Time>", "<Content> is missing"), ("<A><Content>", "between two fields"), ("<A> <A> <Content>", "twice"),
        ("(<A>)? <Content>", "optional group"), ("<A> <Content>(x<B>y)?", "optional group"),
    ])
    func `a wrong pattern is an input error that says what is wrong`(_ pattern: String, _ words: String) {
        #expect { try LogFormat(pattern) } throws: { "\($0)".contains(words) }
    }

    @Test func `a pattern of the user finds its time and its end literal`() throws {
        let (rows, reader) = try RecordsSupport.read(
            Array("{2024-01-01 00:00:10} (x) <<hello> there>\nno\n".utf8), format: "{<Date> <Time>} \\(<Id>\\) \\<<Content>>")
        #expect(rows[0].text == "<hello> there" && rows[0].time == 1_704_067_210)
        #expect(rows[1].unparsed == .headerMismatch && rows[1].text == "no")
        #expect(reader.summary.samples[.headerMismatch]?.first?.line == 2)
    }
}

extension SimulatedSystem {
    /// The names of what a switch logs; each vendor says it in its own words.
    private static let switchMessages = [
        "ifDown", "ifUp", "vlanDown", "vlanUp", "init", "exStart", "exchange", "loading", "full", "nbrDown", "login", "logout", "command",
        "loginFail", "neighbour", "clock", "save", "move", "fanOut", "fanIn", "fanSpeed", "powerOut", "powerIn", "hot", "cool",
    ]

    /// Three vendors whose switches do the same and say it differently; faults are told from normal operation by how often and in which order the
    /// same lines come, never by a line of their own.
    ///
    /// Sizes follow the public labels of LogTransfer's switch logs (labels alone are public): 2.0, 2.1 and 1.6 % of the lines anomalous; runs of anomalous
    /// lines of 70 to 1,400, 80 to 420 and 18 to 300 lines for its types A (D2020), B (B6220) and C (S5).
    static let switchA = switchSystem(
        "switch-a", epoch: 1_560_000_000, cycles: 12...160, messages: switchMessages.map { ($0, "{clock} leaf01 \(vendorA[$0] ?? "")") })

    /// The second vendor.
    static let switchB = switchSystem(
        "switch-b", epoch: 1_565_000_000, cycles: 14...60, messages: switchMessages.map { ($0, "{clock} core02 \(vendorB[$0] ?? "")") })

    /// The third vendor.
    static let switchC = switchSystem(
        "switch-c", epoch: 1_570_000_000, cycles: 4...45, messages: switchMessages.map { ($0, "{clock} edge03 \(vendorC[$0] ?? "")") })

    private static let port = "{same:1:1:48:0}"
    private static let vlan = "{same:2:10:40:0}"

    private static let vendorA: [String: String] = [
        "ifDown": "pica_sif[1201]: Interface te-1/1/\(port), changed state to down",
        "ifUp": "pica_sif[1201]: Interface te-1/1/\(port), changed state to up",
        "vlanDown": "pica_sif[1201]: Vlan-interface vlan\(vlan), changed state to down",
        "vlanUp": "pica_sif[1201]: Vlan-interface vlan\(vlan), changed state to up",
        "init": "ospfd[1340]: Neighbour(rid:{node:0}, addr:{node:1}) on vlan\(vlan), changed state from Init to ExStart",
        "exStart": "ospfd[1340]: Neighbour(rid:{node:0}, addr:{node:1}) on vlan\(vlan), changed state from ExStart to Exchange",
        "exchange": "ospfd[1340]: Neighbour(rid:{node:0}, addr:{node:1}) on vlan\(vlan), changed state from Exchange to Loading",
        "loading": "ospfd[1340]: Neighbour(rid:{node:0}, addr:{node:1}) on vlan\(vlan), changed state from Loading to Full",
        "full": "ospfd[1340]: Neighbour(rid:{node:0}, addr:{node:1}) on vlan\(vlan), changed state from Full to Down",
        "nbrDown": "ospfd[1340]: Neighbour(rid:{node:0}, addr:{node:1}) on vlan\(vlan), changed state from Exchange to Down",
        "login": "pica_login[2210]: User admin logged the switch from {address}",
        "logout": "pica_login[2210]: User admin logouted from the switch",
        "command": "pica_cli[2290]: User admin executed command show {pick:interface|vlan|route|version}",
        "loginFail": "pica_login[2210]: User {pick:admin|root|test} failed to log in from {address}",
        "neighbour": "lldpd[1410]: New neighbour found on port te-1/1/{int:1:48}, system name {hex:7:8}",
        "clock": "ntpd[901]: clock synchronized to {address}, stratum {int:2:4}",
        "save": "pica_cfgd[1105]: Configuration saved by admin",
        "move": "pica_l2[1180]: MAC address {hex:8:12} moved from port {int:1:48} to port {int:1:48}",
        "fanOut": "pica_chassis[1002]: Fan {same:3:1:4:0} is unplugged",
        "fanIn": "pica_chassis[1002]: Fan {same:3:1:4:0} is plugged in",
        "fanSpeed": "pica_chassis[1002]: Fan {same:3:1:4:0} speed changed to {int:30:95} percent",
        "powerOut": "pica_chassis[1002]: Redundancy power supply unit RPSU {same:4:1:2:0} is unplugged",
        "powerIn": "pica_chassis[1002]: Redundancy power supply unit RPSU {same:4:1:2:0} is plugged in",
        "hot": "pica_chassis[1002]: Temperature sensor {same:5:1:6:0} is {int:60:85} degrees, above threshold",
        "cool": "pica_chassis[1002]: Temperature sensor {same:5:1:6:0} returned to normal",
    ]

    private static let vendorB: [String: String] = [
        "ifDown": "%%10IFNET/3/LINK_UPDOWN: GigabitEthernet1/0/\(port) link status is DOWN.",
        "ifUp": "%%10IFNET/3/LINK_UPDOWN: GigabitEthernet1/0/\(port) link status is UP.",
        "vlanDown": "%%10IFNET/3/LINK_UPDOWN: Vlan-interface\(vlan) link status is DOWN.",
        "vlanUp": "%%10IFNET/3/LINK_UPDOWN: Vlan-interface\(vlan) link status is UP.",
        "init": "%%10OSPF/3/OSPF_NBR_CHG: OSPF 1 Neighbor {node:0} (Vlan-interface\(vlan)) from Init to ExStart.",
        "exStart": "%%10OSPF/3/OSPF_NBR_CHG: OSPF 1 Neighbor {node:0} (Vlan-interface\(vlan)) from ExStart to Exchange.",
        "exchange": "%%10OSPF/3/OSPF_NBR_CHG: OSPF 1 Neighbor {node:0} (Vlan-interface\(vlan)) from Exchange to Loading.",
        "loading": "%%10OSPF/3/OSPF_NBR_CHG: OSPF 1 Neighbor {node:0} (Vlan-interface\(vlan)) from Loading to Full.",
        "full": "%%10OSPF/3/OSPF_NBR_CHG: OSPF 1 Neighbor {node:0} (Vlan-interface\(vlan)) from Full to Down.",
        "nbrDown": "%%10OSPF/3/OSPF_NBR_CHG: OSPF 1 Neighbor {node:0} (Vlan-interface\(vlan)) from Exchange to Down.",
        "login": "%%10SHELL/5/SHELL_LOGIN: Trap cLogIn: VTY login from {address}",
        "logout": "%%10SHELL/5/SHELL_LOGOUT: Trap cLogOut: VTY logout from {address}",
        "command":
            "%%10SHELL/6/SHELL_CMD: Task=vt{int:0:4} IPAddr={address} User=admin; Command is display {pick:interface|vlan|route|version}",
        "loginFail": "%%10SHELL/4/SHELL_LOGINFAIL: TELNET user {pick:admin|root|test} failed to log in from {address}",
        "neighbour":
            "%%10LLDP/6/LLDP_CREATE_NEIGHBOR: New neighbor created on Port GigabitEthernet1/0/{int:1:48}, chassis ID is {hex:7:12}",
        "clock": "%%10NTP/5/NTP_SYNC: NTP clock synchronized with server {address}, stratum {int:2:4}",
        "save": "%%10CFGMAN/5/CFGMAN_SAVE: Configuration is saved to startup file by admin",
        "move": "%%10MAC/4/MAC_MOVE: MAC address {hex:8:12} moved from GigabitEthernet1/0/{int:1:48} to GigabitEthernet1/0/{int:1:48}",
        "fanOut": "%%10DEVM/3/FAN_REMOVED: Trap cFanRemoved: fan ID is {same:3:1:4:0}",
        "fanIn": "%%10DEVM/5/FAN_INSERTED: Trap cFanInserted: fan ID is {same:3:1:4:0}",
        "fanSpeed": "%%10DEVM/5/FAN_SPEED: fan {same:3:1:4:0} speed changed to {int:30:95} percent",
        "powerOut": "%%10DEVM/3/POWER_REMOVED: Trap cPowerRemoved: power ID is {same:4:1:2:0}",
        "powerIn": "%%10DEVM/5/POWER_INSERTED: Trap cPowerInserted: power ID is {same:4:1:2:0}",
        "hot": "%%10DEVM/4/TEMP_HIGH: temperature of sensor {same:5:1:6:0} is {int:60:85} degrees above threshold",
        "cool": "%%10DEVM/5/TEMP_NORMAL: temperature of sensor {same:5:1:6:0} returned to normal",
    ]

    private static let vendorC: [String: String] = [
        "ifDown": "%LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet1/\(port), changed state to down",
        "ifUp": "%LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet1/\(port), changed state to up",
        "vlanDown": "%LINK-3-UPDOWN: Interface Vlan\(vlan), changed state to down",
        "vlanUp": "%LINK-3-UPDOWN: Interface Vlan\(vlan), changed state to up",
        "init": "%OSPF-5-ADJCHG: Process 1, Nbr {node:0} on Vlan\(vlan) from INIT to EXSTART, neighbor change",
        "exStart": "%OSPF-5-ADJCHG: Process 1, Nbr {node:0} on Vlan\(vlan) from EXSTART to EXCHANGE, neighbor change",
        "exchange": "%OSPF-5-ADJCHG: Process 1, Nbr {node:0} on Vlan\(vlan) from EXCHANGE to LOADING, neighbor change",
        "loading": "%OSPF-5-ADJCHG: Process 1, Nbr {node:0} on Vlan\(vlan) from LOADING to FULL, Loading Done",
        "full": "%OSPF-5-ADJCHG: Process 1, Nbr {node:0} on Vlan\(vlan) from FULL to DOWN, Neighbor Down",
        "nbrDown": "%OSPF-5-ADJCHG: Process 1, Nbr {node:0} on Vlan\(vlan) from EXCHANGE to DOWN, Neighbor Down",
        "login": "%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success user admin source {address} localport 22",
        "logout": "%SYS-6-LOGOUT: User admin has exited tty session from {address}",
        "command": "%PARSER-5-CFGLOG_LOGGEDCMD: User admin logged command show {pick:interface|vlan|route|version}",
        "loginFail": "%SEC_LOGIN-4-LOGIN_FAILED: Login failed user {pick:admin|root|test} source {address}",
        "neighbour": "%LLDP-6-NEIGHBOR_ADDED: New neighbor {hex:7:8} added on interface Ethernet1/{int:1:48}",
        "clock": "%NTP-5-PEERSYNC: NTP clock synced to peer {address}",
        "save": "%SYS-5-CONFIG_I: Configured and saved from console by admin",
        "move": "%SW_MATM-4-MACFLAP_NOTIF: Host {hex:8:12} moved from port Et1/{int:1:48} to port Et1/{int:1:48}",
        "fanOut": "%PLATFORM_FAN-3-REMOVED: Fan tray {same:3:1:4:0} removed",
        "fanIn": "%PLATFORM_FAN-5-INSERTED: Fan tray {same:3:1:4:0} inserted",
        "fanSpeed": "%PLATFORM_FAN-5-SPEED: Fan tray {same:3:1:4:0} speed set to {int:30:95} percent",
        "powerOut": "%PLATFORM_PWR-3-REMOVED: Power supply {same:4:1:2:0} removed or lost input",
        "powerIn": "%PLATFORM_PWR-5-INSERTED: Power supply {same:4:1:2:0} inserted",
        "hot": "%PLATFORM_ENV-4-TEMP: Temperature sensor {same:5:1:6:0} above threshold at {int:60:85} degrees",
        "cool": "%PLATFORM_ENV-5-TEMP_OK: Temperature sensor {same:5:1:6:0} normal again",
    ]

    private static func switchSystem(
        _ name: String, epoch: Int64, cycles: ClosedRange<Int>, messages: [(name: String, text: String)]
    ) -> SimulatedSystem {
        let quick = StepDelay(50, 2_000), slow = StepDelay(1_000, 20_000)
        /// So many rounds, each number in the range equally likely.
        func times(_ range: ClosedRange<Int>, _ body: Workflow) -> Workflow {
            .loop(body, weights: (0...range.upperBound).map { $0 < range.lowerBound ? 0 : 1 })
        }
        let adjacency = Workflow.steps("init exStart exchange loading", quick)
        // Once, these are what an operator at work or a peer that restarts brings about.
        let bounce = Workflow.sequence([
            .steps("ifDown", quick), .choice([(1, .steps("vlanDown full", quick)), (1, .steps("full", quick))]), .steps("ifUp", slow),
            .choice([(1, .sequence([.steps("vlanUp", quick), adjacency])), (1, adjacency)]),
        ])
        let normal: [(Double, Workflow)] = [
            (30, .sequence([.steps("login", quick), times(0...8, .steps("command", slow)), .steps("logout", slow)])),
            (12, .sequence([times(1...3, .steps("loginFail", quick)), .steps("login command logout", slow)])),
            (14, times(1...3, .steps("neighbour", quick))), (16, .steps("clock", quick)), (16, times(1...4, .steps("move", quick))),
            (4, .sequence([.steps("login command", slow), bounce, .steps("save logout", slow)])), (3, bounce),
            (4, .sequence([.steps("full", quick), adjacency])), (5, times(1...3, .steps("ifDown ifUp", slow))),
            (3, .steps("powerOut powerIn", slow)), (3, .steps("fanOut fanIn fanSpeed", slow)),
            (4, .steps("hot fanSpeed cool fanSpeed", slow)),
        ]
        // Again and again, they are faults.
        let flap = Workflow.choice([
            (2, .steps("ifDown ifUp", quick)), (2, .steps("ifDown full ifUp init exStart", quick)),
            (1, .steps("ifDown vlanDown ifUp vlanUp", quick)),
        ])
        let neighbour = Workflow.choice([
            (2, .steps("init exStart nbrDown", quick)), (1, .sequence([adjacency, .steps("full", quick)])),
            (1, .steps("init exStart exchange", quick)),
        ])
        let power = Workflow.choice([(3, .steps("powerOut powerIn", quick)), (1, .steps("powerOut hot powerIn", quick))])
        let fan = Workflow.choice([
            (2, .steps("hot fanSpeed", quick)), (1, .steps("fanOut fanIn fanSpeed", quick)), (1, .steps("hot cool", quick)),
        ])
        return SimulatedSystem(
            name: name, identity: .none, clock: .syslog, epoch: epoch, tasksPerSecond: 0.02,
            addresses: (0..<30).map { "10.\(($0 * 7) % 40).\(($0 * 13) % 250).\(($0 * 29) % 250 + 2)" }, messages: messages,
            tasks: (normal + [(0.5, Workflow.sequence([.steps("full", quick), .steps("init exStart nbrDown", quick), adjacency]))]).map {
                Task(weight: $0.0, workflow: $0.1, isSession: true)
            },
            faults: Faults(kinds: []),
            episodes: [
                Episode(kind: .interfaceFlapping, weight: 4, workflow: times(cycles, flap)),
                Episode(kind: .neighbourFlapping, weight: 3, workflow: times(cycles, neighbour)),
                Episode(kind: .powerFault, weight: 1.5, workflow: times(cycles, power)),
                Episode(kind: .fanFault, weight: 1.5, workflow: times(cycles, fan)),
            ])
    }
}

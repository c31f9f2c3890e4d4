/// What a line needs to know of its session.
struct SessionIdentity: Sendable {
    /// All fixed values of the session (its id, paths, machines) are drawn from this.
    var seed: UInt64
    /// Log time of its first line, milliseconds.
    var start: Int64
}

/// Writes the lines of a system into a ``LineBuffer``.
struct LineWriter: Sendable {
    private let literals: [UInt8]
    private let templates: [MessageTemplate]
    private let identity: SimulatedSystem.Identity
    private let addresses: [UInt8]
    private let addressRanges: [Range<Int>]
    private var clock: SimulatedClock
    private var random: RandomSource

    /// Cuts the system's messages; `random` serves what is drawn anew for each line.
    init(_ system: SimulatedSystem, random: RandomSource) {
        var literals: [UInt8] = []
        templates = system.messages.map { MessageTemplate($0.text, literals: &literals) }
        self.literals = literals
        identity = system.identity
        var addresses: [UInt8] = []
        addressRanges = system.addresses.map {
            let start = addresses.count
            addresses += $0.utf8
            return start..<addresses.count
        }
        self.addresses = addresses
        clock = SimulatedClock(style: system.clock, epoch: system.epoch)
        self.random = random
    }

    /// Indices of the messages with a number that can go out of range.
    var messagesWithValue: Set<UInt16> {
        Set(templates.indices.filter { templates[$0].valueName != nil }.map { UInt16($0) })
    }

    /// Name of that number.
    func valueName(_ message: UInt16) -> String { templates[Int(message)].valueName ?? "" }

    /// The session's identifier as it stands in the lines; empty where there is none.
    func identifier(_ session: SessionIdentity) -> String {
        var buffer = LineBuffer(capacity: 64)
        writeIdentifier(session, into: &buffer)
        var bytes: [UInt8] = []
        buffer.move(into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes one line with its line end.
    mutating func write(_ event: PlannedEvent, of session: SessionIdentity, into buffer: inout LineBuffer) {
        let index = Int(event.message)
        for piece in templates[index].pieces {
            switch piece {
            case .literal(let range): buffer.write(literals.span, range)
            case .clock:
                clock.set(event.time)
                buffer.write(clock.text.span, 0..<clock.text.count)
            case .id: writeIdentifier(session, into: &buffer)
            case .node(let offset):
                let machine = Self.mix(session.seed, 64 + UInt64(Int(event.actor) + offset)) % UInt64(addressRanges.count)
                buffer.write(addresses.span, addressRanges[Int(machine)])
            case .address:
                let machine = random.index(below: addressRanges.count)
                buffer.write(addresses.span, addressRanges[machine])
            case .actor(let top): buffer.write(UInt64(max(0, top - Int(event.actor))))
            case .elapsed: buffer.write(Double(event.time - session.start) / 1000, decimals: 2)
            case .integer(let low, let high): buffer.write(UInt64(low + random.index(below: high - low + 1)))
            case .same(let salt, let low, let high, let digits):
                buffer.write(UInt64(low) + Self.mix(session.seed, salt) % UInt64(high - low + 1), digits: digits)
            case .hexadecimal(let salt, let digits):
                buffer.writeHexadecimal(Self.mix(session.seed, salt), digits: min(16, digits))
                if digits > 16 { buffer.writeHexadecimal(Self.mix(session.seed, salt + 1000), digits: digits - 16) }
            case .uuid(let salt): Self.writeUUID(Self.mix(session.seed, salt), into: &buffer)
            case .token: Self.writeUUID(random.next(), into: &buffer)
            case .decimal(let low, let high): buffer.write(low + random.uniform() * (high - low), decimals: 6)
            case .value(let low, let high):
                var value = low + random.index(below: high - low + 1)
                if isOutOfRange(event) { value = high * (8 + random.index(below: 40)) }
                buffer.write(UInt64(value))
            case .measure(let low, let high):
                var value = low + random.uniform() * (high - low)
                if isOutOfRange(event) { value = high * (8 + 40 * random.uniform()) }
                buffer.write(value, decimals: 2)
            case .choose(let salt, let choices):
                buffer.write(literals.span, choices[Int(Self.mix(session.seed, salt) % UInt64(choices.count))])
            case .chosen(let salt, let choices):
                let value = choices[Int(Self.mix(session.seed, salt) % UInt64(choices.count))]
                buffer.write(UInt64(isOutOfRange(event) ? value * (8 + random.index(below: 40)) : value))
            case .pick(let choices):
                let choice = random.index(below: choices.count)
                buffer.write(literals.span, choices[choice])
            }
        }
        buffer.write(UInt8(ascii: "\n"))
    }

    private func isOutOfRange(_ event: PlannedEvent) -> Bool {
        event.fault != 0 && FaultKind.allCases[Int(event.fault) - 1] == .valueOutOfRange
    }

    private func writeIdentifier(_ session: SessionIdentity, into buffer: inout LineBuffer) {
        switch identity {
        case .none: break
        case .uuid: Self.writeUUID(Self.mix(session.seed, 7), into: &buffer)
        case .block:
            for byte in "blk_".utf8 { buffer.write(byte) }
            let number = Int64(bitPattern: Self.mix(session.seed, 7))
            if number < 0 { buffer.write(UInt8(ascii: "-")) }
            buffer.write(number.magnitude)
        }
    }

    private static func writeUUID(_ seed: UInt64, into buffer: inout LineBuffer) {
        let other = mix(seed, 8)
        buffer.writeHexadecimal(seed, digits: 8)
        buffer.write(UInt8(ascii: "-"))
        buffer.writeHexadecimal(seed >> 32, digits: 4)
        buffer.write(UInt8(ascii: "-"))
        buffer.write(UInt8(ascii: "4"))
        buffer.writeHexadecimal(seed >> 48, digits: 3)
        buffer.write(UInt8(ascii: "-"))
        buffer.write(UInt8(ascii: "a"))
        buffer.writeHexadecimal(other, digits: 3)
        buffer.write(UInt8(ascii: "-"))
        buffer.writeHexadecimal(other >> 12, digits: 12)
    }

    /// One fixed random number for each (session, salt).
    private static func mix(_ seed: UInt64, _ salt: UInt64) -> UInt64 {
        var source = RandomSource(seed: seed &+ salt &* 0xD1B5_4A32_D192_ED03)
        return source.next()
    }
}

/// What has been counted about one parameter place of one layout of a template.
struct ParameterTally: Sendable {
    var seen = 0
    var numbers = 0
    var fractions = 0
    var hexadecimals = 0
    var leadingZeros = 0
    var unusable = 0
    /// Numbers larger than the one before, for telling counters.
    var rises = 0
    var last = -Double.infinity
    var low = Double.infinity
    var high = -Double.infinity
    var units: [ParameterUnit: Int] = [:]
    var kinds: [ParameterKind: Int] = [:]
    var distinct: Set<UInt64> = []
    /// Texts of the first few different values.
    var words: [String: String] = [:]
    var name = ""
    var followingUnit: ParameterUnit?
    var followingFactor = 1.0
    var anchor: UInt64 = 0

    mutating func add(_ parameter: ParameterSpan, _ bytes: Span<UInt8>) {
        seen += 1
        kinds[parameter.kind, default: 0] += 1
        let value: EventValue
        switch NumberReader.read(bytes, parameter.range.indices, hexadecimal: parameter.kind == .hexadecimal) {
        case .number(let number):
            numbers += 1
            if number.isFraction { fractions += 1 }
            if number.isHexadecimal { hexadecimals += 1 }
            if number.hasLeadingZeros, !number.isFraction { leadingZeros += 1 }
            units[number.unit, default: 0] += 1
            if number.value > last { rises += 1 }
            last = number.value
            low = min(low, number.value)
            high = max(high, number.value)
            value = EventValue(number: number.value)
        case .notFinite, .absurd:
            unusable += 1
            return
        case .text: value = EventValue(symbol: ParameterWords.symbol(bytes, parameter.range.indices))
        }
        guard distinct.count < ParameterProfiler.distinctLimit, distinct.insert(value.bits).inserted else { return }
        if distinct.count <= ParameterProfiler.categoryLimit + 1, parameter.range.count <= 64 {
            let range = parameter.range.indices.clamped(to: 0..<bytes.count)
            var text: [UInt8] = []
            for index in range { text.append(bytes[index]) }
            words[String(value.bits, radix: 16)] = String(decoding: text, as: UTF8.self)
        }
    }

    /// Takes in what was counted under another id of the same template.
    mutating func merge(_ other: ParameterTally) {
        seen += other.seen
        numbers += other.numbers
        fractions += other.fractions
        hexadecimals += other.hexadecimals
        leadingZeros += other.leadingZeros
        unusable += other.unusable
        rises += other.rises
        low = min(low, other.low)
        high = max(high, other.high)
        units.merge(other.units, uniquingKeysWith: +)
        kinds.merge(other.kinds, uniquingKeysWith: +)
        distinct.formUnion(other.distinct)
        words.merge(other.words) { mine, _ in mine }
    }
}

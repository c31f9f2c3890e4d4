/// What the values at one place of one kind of line were, while learning: counts of the different ones, and the numbers among them.
struct SlotTally {
    /// More different values than this make an open set.
    static let valueLimit = 1024
    /// Numbers kept; beyond, each later one replaces an earlier one with falling probability.
    static let numberLimit = 20_000
    /// Numbers that the lower end must rest on.
    static let leastForLow = 100

    /// Values seen.
    private(set) var count = 0
    /// How often each value was seen.
    private(set) var values: [UInt64: Int] = [:]
    /// Whether there were too many different values to count.
    private(set) var isOpen = false
    /// Numbers, a sample of them where there were many.
    private(set) var numbers: [Float] = []
    private(set) var numberCount = 0
    /// The largest number.
    private(set) var largest = -Float.infinity
    private(set) var smallest = Float.infinity
    /// Means of consecutive blocks of numbers: those of a counter only rise.
    private var blockMeans: [Float] = []
    private var blockSum: Float = 0
    private var blockSize = 8
    private var inBlock = 0
    /// How many looked like a measurement, an identifier.
    private(set) var measured = 0
    private(set) var identifiers = 0
    private(set) var times = 0
    private(set) var durations = 0

    mutating func add(_ hash: UInt64, _ number: Float, _ shape: SlotShape) {
        count += 1
        if !isOpen {
            values[hash, default: 0] += 1
            if values.count > Self.valueLimit {
                isOpen = true
                values = [:]
            }
        }
        if shape.contains(.measured) { measured += 1 }
        if shape.contains(.identifier) { identifiers += 1 }
        if shape.contains(.time) { times += 1 }
        if shape.contains(.duration) { durations += 1 }
        guard !number.isNaN else { return }
        numberCount += 1
        largest = max(largest, number)
        smallest = min(smallest, number)
        blockSum += number
        inBlock += 1
        if inBlock == blockSize {
            blockMeans.append(blockSum / Float(blockSize))
            (blockSum, inBlock) = (0, 0)
            if blockMeans.count == 64 {
                blockMeans = stride(from: 0, to: 64, by: 2).map { (blockMeans[$0] + blockMeans[$0 + 1]) / 2 }
                blockSize *= 2
            }
        }
        if numbers.count < Self.numberLimit {
            numbers.append(number)
        } else {
            // A fixed, well-mixed walk instead of a random source: the same log gives the same sample.
            let place = Int(truncatingIfNeeded: (UInt64(numberCount) &* 0x9E37_79B9_7F4A_7C15) >> 20) % numberCount
            if place < Self.numberLimit { numbers[place] = number }
        }
    }

    /// Whether most values are numbers.
    var isNumeric: Bool { numberCount * 2 > count }

    /// Whether the numbers are few and far between, as those of outcomes are (200, 404, 503): no amounts.
    private var areCodes: Bool {
        !isOpen && measured == 0 && values.count > 1 && values.count <= 24 && Int(largest - smallest) >= 4 * values.count && smallest >= 100
    }

    /// The values, where they are a closed set: few different ones, each seen often enough that another would be a surprise.
    var category: SlotCategory? {
        guard count >= 20, !isOpen, measured == 0, times == 0 else { return nil }
        // Process ids and ports look like few values until a restart.
        if identifiers * 2 > count, values.count > 1 { return nil }
        // Amounts follow each other (1, 2, 3 …); codes do not (200, 404, 503).
        if isNumeric, values.count > 2, values.count > 24 || Int(largest - smallest) < 4 * values.count { return nil }
        let expected = Discovery.expected(values.values)
        guard expected < 0.5 else { return nil }
        return SlotCategory(values: Set(values.keys), expectedNew: expected)
    }

    /// Whether the numbers grow all the time: order numbers, connection numbers, positions in a file.
    private var isCounter: Bool {
        guard blockMeans.count >= 4 else { return false }
        let rises = zip(blockMeans, blockMeans.dropFirst()).count { $0 < $1 }
        return rises * 10 >= (blockMeans.count - 1) * 9
    }

    /// The tail of the numbers, where they are measurements or amounts.
    var tail: Tail? {
        guard numberCount >= 30, numberCount * 10 >= count * 9 else { return nil }
        if isCounter || areCodes { return nil }
        // Process ids, ports and the like: large whole numbers of which a few come again and again.
        if identifiers * 2 > count, measured == 0, !isOpen, values.count * 5 < count { return nil }
        // Numbers of about one size that are no amounts: ports, process ids, customer numbers.
        if identifiers * 10 > count * 9, measured == 0 {
            let sorted = numbers.sorted()
            if sorted[sorted.count * 19 / 20] < 4 * sorted[sorted.count / 20] { return nil }
        }
        guard var tail = Tail(numbers, floor: measured > 0 ? 1e-3 : 1, least: 30) else { return nil }
        tail.isDuration = durations * 10 > count * 9
        tail.maximum = max(tail.maximum, Double(largest))
        // A quick answer is no fault; an empty one may be.
        if !tail.isDuration { tail.low = Tail.Low(numbers, smallest: smallest, floor: measured > 0 ? 1e-3 : 0.5) }
        return tail
    }
}

/// The order in which examples are learnt from, shuffled anew for each pass: numbers, the place among them and the random state.
///
/// Equal values go on equally, so storing one is enough to go on exactly.
public struct ExampleOrder<Generator: RandomNumberGenerator & Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    private var numbers: [Int32]
    private var place: Int
    private var generator: Generator

    /// A first pass over this many examples.
    public init(count: Int, using generator: Generator) {
        precondition((0...Int(Int32.max)).contains(count), "\(count) examples")
        numbers = (0..<Int32(count)).map { $0 }
        place = 0
        self.generator = generator
        numbers.shuffle(using: &self.generator)
    }

    /// Whether this is an order of so many examples: what must hold before a stored one is used.
    public func isOrder(of count: Int) -> Bool {
        numbers.count == count && place >= 0 && place <= count && Set(numbers).count == count
            && numbers.allSatisfy { $0 >= 0 && $0 < count }
    }

    /// The next example; after the last comes another pass in another order.
    ///
    /// - Precondition: there are examples.
    public mutating func next() -> Int {
        if place == numbers.count {
            numbers.shuffle(using: &generator)
            place = 0
        }
        place += 1
        return Int(numbers[place - 1])
    }

    /// The part number `part` of the current pass when it is cut into `parts`; after the last part comes another pass, which is shuffled from
    /// the natural order: it depends on the random state alone.
    public mutating func nextPart(_ parts: Int) -> [Int] {
        if place >= parts {
            numbers = (0..<Int32(numbers.count)).map { $0 }
            numbers.shuffle(using: &generator)
            place = 0
        }
        defer { place += 1 }
        return numbers[place * numbers.count / parts..<(place + 1) * numbers.count / parts].map(Int.init)
    }
}

extension UInt64 {
    /// Spreads a word's bits over all bits: the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    @inline(__always)
    var mixed: UInt64 {
        var z = (self ^ (self >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Both halves of the 128-bit product, folded (after wyhash by Wang Yi).
    @inline(__always)
    func foldedProduct(_ other: UInt64) -> UInt64 {
        let product = multipliedFullWidth(by: other)
        return product.high ^ product.low
    }
}

/// The lasting part of the name of a machine, container or pod.
///
/// A restart or a new copy of a service gives its pods new names: `ts-travel2-service-5c66d57d58-6mp2b` (Deployment), `web-7xk2p`
/// (DaemonSet), `db-0` (StatefulSet). What does not last is the copy's number and Kubernetes' random groups, which use no vowels.
public enum ServiceName {
    /// The range of `name` without what does not last; all of it where nothing but that would be left.
    public static func lasting(_ bytes: [UInt8], _ name: ByteRange) -> ByteRange {
        var result = name
        // Random suffix, then the hash of the pod's template; or a number.
        for round in 0..<2 {
            guard let dash = bytes[result.indices].lastIndex(of: UInt8(ascii: "-")), dash > Int(result.start) else { break }
            let group = bytes[(dash + 1)..<Int(result.end)]
            let isNumber = round == 0 && !group.isEmpty && group.count <= 4 && group.allSatisfy { $0 &- 0x30 < 10 }
            let isRandom = (round == 0 ? 5...5 : 8...10).contains(group.count) && group.allSatisfy(isRandomByte)
            let isHash = (8...64).contains(group.count) && group.allSatisfy(isHexByte) && group.contains { $0 &- 0x30 < 10 }
            guard isNumber || isRandom || isHash else { break }
            result.end = UInt32(dash)
            if isNumber { break }
        }
        return result
    }

    /// The letters and digits of Kubernetes' random names: no vowels, nothing that looks like another.
    private static func isRandomByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
        default: byte &- 0x30 < 10 || byte &- 0x61 < 26
        }
    }

    private static func isHexByte(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 || byte &- 0x61 < 6 }
}

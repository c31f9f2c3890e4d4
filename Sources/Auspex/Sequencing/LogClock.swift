/// The time of the log, which is the only time sessions are closed by.
///
/// It shows how much time has passed in the log, never less than before. Odd time stamps do it no harm: a lone stamp far in the
/// future is not believed until the next record confirms it; stamps that lag behind leave it where it is; and when the log has really gone
/// back (records keep coming from far earlier), it goes on counting from there.
struct LogClock {
    /// Beyond this many seconds forward a stamp wants confirmation, backward it is a lag worth watching.
    static let guardSeconds = 600.0
    /// After this many lagging records in a row the log has gone back for good.
    static let patience = 64

    var high = -Double.infinity
    var offset = 0.0
    var pending: Double?
    var lagging = 0
    var start = 0.0

    /// Whether any record had a time.
    var hasTime = false
    /// Tenths of a second since the first record.
    var tick: UInt32 = 0

    /// Whether the last record's time lies so far ahead that the next one must confirm it.
    var isUnconfirmed: Bool { pending != nil }

    /// Takes note of a record's time (seconds since 1970, or NaN).
    @inline(__always)
    mutating func advance(to time: Double) {
        if time == high {
            lagging = 0
            pending = nil
            return
        }
        move(to: time)
    }

    /// Goes on although no record came.
    mutating func goOn(by seconds: Double) {
        guard hasTime, seconds.isFinite, seconds > 0 else { return }
        high += seconds
        count()
    }

    private mutating func move(to time: Double) {
        guard time.isFinite else { return }
        guard hasTime else {
            hasTime = true
            high = time
            start = time
            return
        }
        if time < high {
            pending = nil
            guard time < high - Self.guardSeconds else { return }
            lagging += 1
            if lagging >= Self.patience {
                offset += high - time
                high = time
                lagging = 0
            }
            return
        }
        lagging = 0
        if time > high + Self.guardSeconds {
            guard let before = pending, abs(time - before) <= Self.guardSeconds else {
                pending = time
                return
            }
        }
        pending = nil
        high = time
        count()
    }

    private mutating func count() {
        let passed = (high + offset - start) * 10
        tick = passed >= Double(UInt32.max) ? UInt32.max : UInt32(max(0, passed))
    }
}

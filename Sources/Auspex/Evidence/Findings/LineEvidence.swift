/// One thing about a record, a value, a session or a stretch of time that normal operation does not show.
public struct LineEvidence: Sendable {
    /// What kind of thing, with the figures a person needs. Statements are kinds of line, see ``LineModel/template(of:)``.
    public enum Detail: Sendable, Equatable {
        /// A kind of line never seen while learning; `name` tells new kinds apart.
        case newTemplate(severity: Severity, speaksOfTrouble: Bool, name: UInt64)
        /// A value never seen at this place, where so many different ones are usual.
        case newValue(value: String, place: String, usual: Int)
        /// Far more records than usual in so many seconds.
        case rateUp(unit: RateUnit, count: Int, usual: Double, seconds: Double)
        /// Far fewer.
        case rateDown(unit: RateUnit, count: Int, usual: Double, seconds: Double)
        /// No record for so many seconds, or none of a kind of line; `usual` is the longest pause learnt from.
        case silence(of: Int32?, seconds: Double, usual: Double)
        /// A number far above all seen at this place.
        case highValue(value: Double, usual: Double, place: String, isDuration: Bool)
        /// A number far below all seen at this place.
        case lowValue(value: Double, usual: Double, place: String)
        /// So many numbers of all at once above what only few exceed, though none alone need be unusual.
        case manyHighValues(count: Int, of: Int, limit: Double, place: String, isDuration: Bool)
        /// A step that never followed the step before it; `usual` is what follows it most often.
        case unexpectedOrder(after: Int32, usual: Int32?)
        /// A step without one that always came before it.
        case missingStep(Int32)
        /// A step repeated more often than in any session.
        case repeatedStep(count: Int, usual: Int)
        /// Steps that never occurred together in these numbers; where one of them is what is odd, how often it came and usually comes.
        case unusualCount(of: Int32? = nil, count: Int = 0, usual: Int = 0)
        /// Much more time since the step before than ever.
        case slowStep(after: Int32, seconds: Double, usual: Double)
        /// A session whose steps are late, so many seconds altogether beyond the longest delays learnt from.
        case slowSession(seconds: Double)
        /// A session that ended with a step that never ends one.
        case unfinished(Int32)
        /// A step behind which nothing happened in its session for much longer than ever; `next` is the step that came then.
        case stalled(seconds: Double, usual: Double, next: Int32)
        /// One of so many sessions (of all that ended in the same seconds) that are each unlike any learnt from; what its most telling record shows,
        /// and all that it shows, the rarest first. With `within`, all of them show the same, in so many seconds.
        indirect case unusualSession(Detail?, reasons: [EvidenceFamily], count: Int, of: Int, within: Double? = nil)

        /// The same without how many sessions there are of the kind.
        var ofOneSession: Detail {
            guard case .unusualSession(let shown, let reasons, _, _, _) = self else { return self }
            return .unusualSession(shown, reasons: reasons, count: 1, of: 1)
        }

        /// Tells apart what is alike in its kind of line and its family; 0 where there is nothing to tell apart.
        var name: UInt64 {
            switch self {
            case .newTemplate(_, _, let name): return name
            case .newValue(let value, _, _):
                var fingerprint = Fingerprint()
                fingerprint.combine(value)
                return fingerprint.value
            default: return 0
            }
        }
    }

    /// What it is.
    public var detail: Detail
    /// Nats beyond what normal operation shows about once in the time learnt from; higher is more anomalous.
    public var score: Double
    /// When, seconds since 1970 UTC.
    public var time: Double
    /// The record that shows it.
    public var line: LineReference
    /// The kind of line, ``StatementTable/unknown`` for none or a new one.
    public var statement: Int32
    /// Number of the log format the line was read with.
    public var format = 0
    /// The session's identifier; empty for none.
    public var subject = ""
    /// More records that show it, in the order of the log.
    public var moreLines: [LineReference] = []

    /// Equal for evidence of the same place, step or kind: what calibration mutes.
    var key: UInt64
    /// Tells causes with one key apart (the value that is new); 0 where there is nothing to tell apart.
    var value: UInt64 = 0
    /// Hash of the session; 0 for none.
    var session: UInt64 = 0

    /// Equal for evidence of the same cause.
    var cause: UInt64 { value == 0 ? key : ObservationReader.mix(key, value) }

    /// Equal for evidence that tells a person one thing: a burst and the bursts it is made of, high numbers of one name.
    var fact: UInt64 {
        switch detail {
        case .rateUp: return 6
        case .rateDown: return 7
        case .manyHighValues(_, _, _, let place, _):
            var fingerprint = Fingerprint()
            fingerprint.combine(place)
            return ObservationReader.mix(5, fingerprint.value)
        default: return cause
        }
    }

    /// The number that is too high and the name of its place, where it is one.
    var number: (name: String, value: Double)? {
        switch detail {
        case .highValue(let value, _, let place, _): (place, value)
        case .slowStep(_, let seconds, _): (Self.delayName, seconds)
        default: nil
        }
    }

    /// Stands for delays between steps among the names of places.
    static let delayName = "delay between steps"

    /// The family it is calibrated with.
    public var family: EvidenceFamily {
        switch detail {
        case .newTemplate: .newTemplate
        case .newValue: .newValue
        case .rateUp: .rateUp
        case .rateDown: .rateDown
        case .silence: .silence
        case .highValue: .highValue
        case .lowValue: .lowValue
        case .manyHighValues: .manyHighValues
        case .unexpectedOrder: .unexpectedOrder
        case .missingStep: .missingStep
        case .repeatedStep: .repeatedStep
        case .unusualCount: .unusualCount
        case .slowStep: .unusualDelay
        case .slowSession, .stalled: .slowSession
        case .unfinished: .unfinishedSession
        case .unusualSession(_, _, _, _, let within): within == nil ? .unusualSessions : .alikeSessions
        }
    }
}

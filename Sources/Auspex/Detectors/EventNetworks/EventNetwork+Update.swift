import Neural

extension EventNetwork {
    /// Windows of one session that are new, and how they are found again among windows of normal operation: what a network learns a session from.
    struct Lesson {
        /// The windows, `window` tokens each, those it was wrong about first.
        var windows: [[Int32]] = []
        /// The class that followed each.
        var classes: [Int] = []
        /// How many of them it was wrong about.
        var wrong = 0
        /// Windows of normal operation with what followed; a window is empty where this model has no class for that.
        var replay: [(window: [Int32], next: Int)] = []
    }

    /// The wrong places of a session and those right behind them that contain the same transition. Templates outside the vocabulary are not learnt: they
    /// have no place in the network until it is trained anew.
    func lesson(from session: EventSequence, wrong: [Int], replay: NormalWindows, limit: Int) -> Lesson {
        var lesson = Lesson(), places: [Int] = []
        let last = session.events.count + (session.isComplete ? 1 : 0)
        func take(_ place: Int) {
            guard place < last, places.count < limit, !places.contains(place) else { return }
            let token = place < session.events.count ? vocabulary.number(of: session.events[place]) : TemplateVocabulary.pad
            guard token != vocabulary.unknown else { return }
            places.append(place)
            lesson.windows.append(window(after: session.context(before: place, limit: window)))
            lesson.classes.append(endOrClass(token))
        }
        wrong.forEach(take)
        lesson.wrong = places.count
        for distance in 1..<max(2, window) { for place in wrong { take(place + distance) } }
        lesson.replay = replay.windows.map { entry in
            let token = entry.next.map { vocabulary.number(of: $0) } ?? TemplateVocabulary.pad
            return (token == vocabulary.unknown ? [] : window(after: entry.context), endOrClass(token))
        }
        return lesson
    }

    private func window(after context: [TemplateID]) -> [Int32] {
        let recent = context.suffix(window).map { vocabulary.number(of: $0) }
        return [Int32](repeating: TemplateVocabulary.pad, count: window - recent.count) + recent
    }

    /// What it says now about the windows it was wrong about.
    func predictions(of lesson: Lesson, workspace: inout SequenceNetwork.Workspace) -> [EventPrediction] {
        guard lesson.wrong > 0 else { return [] }
        let all = distributions(lesson.windows[..<lesson.wrong].flatMap { $0 }, workspace: &workspace)
        return (0..<lesson.wrong).map { row in
            let values = all[row * classCount..<(row + 1) * classCount], own = values[values.startIndex + lesson.classes[row]]
            return EventPrediction(rank: 1 + values.count { $0 > own }, probability: Double(own))
        }
    }
}

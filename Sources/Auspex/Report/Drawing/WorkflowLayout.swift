/// Where everything of a drawn workflow is: layers from top to bottom, branches side by side.
///
/// Blocks have one way in and one way out, so their layout needs no search for few crossings: a sequence is stacked on one axis, the
/// branches of a choice or fork stand next to each other between two horizontal lines, and a loop's back edge runs in a lane of its own at the
/// right. No line crosses a box or another line.
///
/// - Complexity: O(blocks).
public struct WorkflowLayout: Sendable {
    /// Sizes, in pixels.
    public struct Metrics: Sendable, Equatable, Codable {
        /// Width of an event's box.
        public var boxWidth = 196.0
        /// Height of a line of text.
        public var lineHeight = 14.0
        /// Lines of template text at most.
        public var textLines = 3
        /// Characters in a line of template text.
        public var textWidth = 27
        /// Space between steps.
        public var gap = 26.0
        /// Space between branches.
        public var branchGap = 26.0
        /// Height of the lines that part and join branches.
        public var fan = 34.0
        /// Width of the lane of a back edge with its label.
        public var lane = 62.0
        /// Width of a branch without events.
        public var skip = 44.0
        /// Space around the drawing.
        public var margin = 20.0

        /// Creates the usual sizes.
        public init() {}
    }

    /// A point, from the upper left.
    public struct Point: Sendable, Equatable {
        /// To the right.
        public var x: Double
        /// Down.
        public var y: Double
    }

    /// An event, the start or the end.
    public struct Box: Sendable, Equatable {
        /// Node of the graph.
        public var node: Int
        /// Left edge.
        public var x: Double
        /// Upper edge.
        public var y: Double
        /// Width.
        public var width: Double
        /// Height.
        public var height: Double
        /// Lines of text below the id.
        public var lines: [String]
    }

    /// What a line is.
    public enum LineKind: Sendable, Equatable {
        /// A way from step to step.
        case way
        /// Back to the start of a loop.
        case back
        /// The bar of a fork or join.
        case bar
        /// The mark where a choice begins.
        case choice
    }

    /// A line with corners.
    public struct Line: Sendable, Equatable {
        /// What it is.
        public var kind: LineKind
        /// Its corners.
        public var points: [Point]
        /// Whether it ends with an arrow head.
        public var hasArrow: Bool
        /// Text beside it.
        public var label: String
        /// Where the text begins.
        public var labelAt: Point
        /// The nodes before and after: the line was taken when an execution passed one of each.
        var before: Range<Int>
        var after: Range<Int>
        /// For a way around optional steps, these.
        var around: Range<Int>?
    }

    private struct Extent {
        /// Left of the axis.
        var left: Double
        /// Right of the axis.
        var right: Double
        var height: Double
    }

    /// The boxes.
    public private(set) var boxes: [Box] = []
    /// The lines.
    public private(set) var lines: [Line] = []
    /// Width of the drawing.
    public private(set) var width = 0.0
    /// Height of the drawing.
    public private(set) var height = 0.0

    private let workflow: TaskWorkflow
    private let metrics: Metrics
    private let names: WorkflowNames
    private var extents: [Extent] = []
    private var tree: WorkflowTree { workflow.tree }

    /// Lays out a workflow.
    public init(_ workflow: TaskWorkflow, names: WorkflowNames = WorkflowNames(), metrics: Metrics = Metrics()) {
        self.workflow = workflow
        self.names = names
        self.metrics = metrics
        extents = [Extent](repeating: Extent(left: 0, right: 0, height: 0), count: tree.blocks.count)
        // Children come after their parents, so their sizes are known first when going backwards.
        for index in tree.blocks.indices.reversed() { extents[index] = measure(index) }
        let whole = extents[0]
        let dot = 14.0
        let left = max(whole.left, dot), axis = metrics.margin + left
        var y = metrics.margin
        boxes.append(Box(node: WorkflowTree.start, x: axis - dot / 2, y: y, width: dot, height: dot, lines: []))
        y += dot
        let start = WorkflowTree.start..<(WorkflowTree.start + 1), end = tree.end..<(tree.end + 1)
        addWay(
            from: Point(x: axis, y: y), to: Point(x: axis, y: y + metrics.gap), arrow: beginsWithBox(0), before: start,
            after: tree.blocks[0].nodes.isEmpty ? end : tree.blocks[0].nodes)
        y += metrics.gap
        place(0, axis: axis, top: y, total: workflow.executions, before: start, after: end)
        y += whole.height
        addWay(from: Point(x: axis, y: y), to: Point(x: axis, y: y + metrics.gap), arrow: true, before: tree.blocks[0].nodes, after: end)
        y += metrics.gap
        boxes.append(Box(node: tree.end, x: axis - dot / 2, y: y, width: dot, height: dot, lines: []))
        width = axis + max(whole.right, dot) + metrics.margin
        height = y + dot + metrics.margin
    }

    private func text(_ template: TemplateID) -> [String] { names.wrapped(template, width: metrics.textWidth, lines: metrics.textLines) }

    private func measure(_ index: Int) -> Extent {
        let block = tree.blocks[index]
        switch block.kind {
        case .nothing: return Extent(left: metrics.skip / 2, right: metrics.skip / 2, height: 0)
        case .event(let template, _):
            return Extent(
                left: metrics.boxWidth / 2, right: metrics.boxWidth / 2, height: 24 + Double(text(template).count) * metrics.lineHeight)
        case .sequence:
            let parts = block.children.map { extents[$0] }
            return Extent(
                left: parts.map(\.left).max() ?? 0, right: parts.map(\.right).max() ?? 0,
                height: parts.reduce(0) { $0 + $1.height } + metrics.gap * Double(max(0, parts.count - 1)))
        case .choice, .parallel:
            let parts = block.children.map { extents[$0] }
            let total = parts.reduce(0) { $0 + $1.left + $1.right } + metrics.branchGap * Double(max(0, parts.count - 1))
            let height = (parts.map(\.height).max() ?? 0) + 2 * metrics.fan
            // One optional part stays on the axis; the way around it is at its left.
            if block.children.count == 2, tree.blocks[block.children[0]].nodes.isEmpty {
                return Extent(left: total - parts[1].right, right: parts[1].right, height: height)
            }
            return Extent(left: total / 2, right: total / 2, height: height)
        case .loop:
            let body = extents[block.children[0]]
            return Extent(left: body.left, right: body.right + metrics.lane, height: body.height + metrics.gap * 1.5)
        }
    }

    private func beginsWithBox(_ index: Int) -> Bool {
        switch tree.blocks[index].kind {
        case .event: true
        case .sequence: beginsWithBox(tree.blocks[index].children[0])
        default: false
        }
    }

    private mutating func addWay(
        from: Point, to: Point, arrow: Bool, before: Range<Int>, after: Range<Int>, around: Range<Int>? = nil
    ) {
        lines.append(
            Line(kind: .way, points: [from, to], hasArrow: arrow, label: "", labelAt: from, before: before, after: after, around: around))
    }

    private mutating func place(_ index: Int, axis: Double, top: Double, total: Int, before: Range<Int>, after: Range<Int>) {
        let block = tree.blocks[index], extent = extents[index]
        switch block.kind {
        case .nothing: break
        case .event(let template, let node):
            boxes.append(
                Box(
                    node: node, x: axis - metrics.boxWidth / 2, y: top, width: metrics.boxWidth, height: extent.height,
                    lines: text(template)))
        case .sequence:
            var y = top
            for (place, child) in block.children.enumerated() {
                let next =
                    place + 1 < block.children.count ? block.nodes.from(tree.blocks[block.children[place + 1]].nodes.lowerBound) : after
                let last = place > 0 ? block.nodes.upTo(tree.blocks[child].nodes.lowerBound) : before
                self.place(child, axis: axis, top: y, total: total, before: last, after: next)
                y += extents[child].height
                if place + 1 < block.children.count {
                    let following = block.children[place + 1]
                    addWay(
                        from: Point(x: axis, y: y), to: Point(x: axis, y: y + metrics.gap), arrow: beginsWithBox(following),
                        before: block.nodes.upTo(tree.blocks[following].nodes.lowerBound), after: next)
                    y += metrics.gap
                }
            }
        case .choice, .parallel: placeBranches(index, axis: axis, top: top, total: total, before: before, after: after)
        case .loop(let bounds, _, _):
            let child = block.children[0], inset = metrics.gap * 0.75
            let bodyTop = top + inset, bottom = bodyTop + extents[child].height
            addWay(
                from: Point(x: axis, y: top), to: Point(x: axis, y: bodyTop), arrow: beginsWithBox(child), before: before,
                after: block.nodes)
            place(child, axis: axis, top: bodyTop, total: workflow.rounds(index), before: before, after: after)
            addWay(from: Point(x: axis, y: bottom), to: Point(x: axis, y: bottom + inset), arrow: false, before: block.nodes, after: after)
            let right = axis + extents[child].right + 14
            let label = bounds == .onceOrMore ? again(index) : bounds.notation
            lines.append(
                Line(
                    kind: .back,
                    points: [
                        Point(x: axis, y: bottom + inset / 2), Point(x: right, y: bottom + inset / 2), Point(x: right, y: top + inset / 3),
                        Point(x: axis, y: top + inset / 3),
                    ], hasArrow: true, label: label, labelAt: Point(x: right + 6, y: (top + bottom + inset) / 2 + 4), before: block.nodes,
                    after: block.nodes))
        }
    }

    /// How often a loop without bounds went round again.
    private func again(_ index: Int) -> String {
        let rounds = workflow.rounds(index), first = workflow.entries(index)
        return rounds == 0 ? "again" : "↻ " + TaskWorkflow.percent(Double(rounds - first) / Double(rounds))
    }

    private mutating func placeBranches(_ index: Int, axis: Double, top: Double, total: Int, before: Range<Int>, after: Range<Int>) {
        let block = tree.blocks[index], extent = extents[index]
        let isFork = if case .parallel = block.kind { true } else { false }
        let shares = isFork ? block.children.map { _ in nil } : workflow.shares(of: index, total: total)
        let upper = top + metrics.fan / 2 - 6, childTop = top + metrics.fan
        let lower = top + extent.height - metrics.fan / 2 + 6, bottom = top + extent.height
        var axes: [Double] = []
        var x = axis - extent.left
        for child in block.children {
            axes.append(x + extents[child].left)
            x += extents[child].left + extents[child].right + metrics.branchGap
        }
        if isFork {
            addWay(from: Point(x: axis, y: top), to: Point(x: axis, y: upper), arrow: true, before: before, after: block.nodes)
            for y in [upper, lower] {
                let bar = [Point(x: (axes.first ?? axis) - 24, y: y), Point(x: (axes.last ?? axis) + 24, y: y)]
                lines.append(
                    Line(
                        kind: .bar, points: bar, hasArrow: false, label: "", labelAt: bar[0], before: y == upper ? before : block.nodes,
                        after: y == upper ? block.nodes : after))
            }
            addWay(from: Point(x: axis, y: lower), to: Point(x: axis, y: bottom), arrow: false, before: block.nodes, after: after)
        } else {
            let mark = Point(x: axis, y: upper)
            lines.append(Line(kind: .choice, points: [mark], hasArrow: false, label: "", labelAt: mark, before: before, after: after))
        }
        for (place, child) in block.children.enumerated() {
            let own = tree.blocks[child].nodes, column = axes[place]
            let isSkip = own.isEmpty
            let label = shares[place].map { TaskWorkflow.percent($0) } ?? ""
            // Clear of the arrow head.
            let labelAt = Point(x: column + 8, y: childTop - 5)
            let into =
                isFork ? [Point(x: column, y: upper)] : [Point(x: axis, y: top), Point(x: axis, y: upper), Point(x: column, y: upper)]
            let out =
                isFork ? [Point(x: column, y: lower)] : [Point(x: column, y: lower), Point(x: axis, y: lower), Point(x: axis, y: bottom)]
            if isSkip {
                lines.append(
                    Line(
                        kind: .way, points: into + out, hasArrow: false, label: label, labelAt: labelAt, before: before, after: after,
                        around: block.nodes))
                continue
            }
            lines.append(
                Line(
                    kind: .way, points: into + [Point(x: column, y: childTop)], hasArrow: beginsWithBox(child), label: label,
                    labelAt: labelAt, before: before, after: own))
            self.place(child, axis: column, top: childTop, total: workflow.entries(isFork ? index : child), before: before, after: after)
            lines.append(
                Line(
                    kind: .way, points: [Point(x: column, y: childTop + extents[child].height)] + out, hasArrow: false, label: "",
                    labelAt: labelAt, before: own, after: after))
        }
    }
}

extension Range<Int> {
    fileprivate func from(_ bound: Int) -> Range<Int> { Swift.min(bound, upperBound)..<upperBound }
    fileprivate func upTo(_ bound: Int) -> Range<Int> { lowerBound..<Swift.max(lowerBound, bound) }
}

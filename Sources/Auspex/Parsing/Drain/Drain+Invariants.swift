extension Drain {
    /// Traps when the state contradicts itself. Does nothing in release builds; complexity promises are void where it is active.
    func checkInvariants() {
        #if DEBUG
        precondition(slotOfID.count <= configuration.maxClusters, "\(slotOfID.count) templates, limit \(configuration.maxClusters)")
        precondition(slotOfID.count + freeSlots.count == lines.count, "slots in use and free slots must be all slots")
        for (id, slot) in slotOfID {
            precondition(ids[Int(slot)] == id, "slot \(slot) does not know its id \(id)")
            precondition(id.rawValue > 0 && id.rawValue < nextID, "id \(id) was never given")
            precondition(aliases[id] == nil, "\(id) is alive and merged")
            precondition(tree.groups(leaves[Int(slot)]).contains(slot), "\(id) is not in its leaf")
        }
        for (old, new) in aliases {
            precondition(slotOfID[old] == nil, "\(old) is merged and alive")
            precondition(new < old || slotOfID[new] != nil || aliases[new] != nil || template(new) == nil, "\(old) leads nowhere")
        }
        #endif
    }
}

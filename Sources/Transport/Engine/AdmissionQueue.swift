/// Decides which waiting call goes on the wire next: at most so many in all and so many a lane, first come first served
/// within a lane, lanes in turn. With a lane for each partner's address, one that does not answer holds up its own
/// calls only.
///
/// Pure: elements are only carried.
package struct AdmissionQueue<Key: Hashable, Element> {
    private struct Entry {
        let element: Element
        let lane: Key
    }

    private struct Lane {
        var active = 0
        /// Ids in order of arrival; those no longer in `entries` were removed meanwhile and are skipped.
        var waiting: [UInt64] = []
        var head = 0
        /// Whether the lane stands in `turns`.
        var isListed = false
    }

    private let total: Int
    private let perLane: Int
    private var active = 0
    private var entries: [UInt64: Entry] = [:]
    private var lanes: [Key: Lane] = [:]
    /// Lanes that may have something to admit, in turn.
    private var turns: [Key] = []
    private var nextTurn = 0

    /// Limits below 1 count as 1.
    package init(total: Int, perLane: Int) {
        self.total = max(1, total)
        self.perLane = max(1, perLane)
    }

    /// How many elements wait.
    package var count: Int { entries.count }

    /// How many lanes are remembered: those with something active or waiting.
    package var laneCount: Int { lanes.count }

    /// The elements that wait, in no particular order.
    package var waiting: [UInt64: Element] { entries.mapValues(\.element) }

    /// Lets an element wait. The id must not be one that waits already.
    package mutating func enqueue(_ element: Element, id: UInt64, lane: Key) {
        entries[id] = Entry(element: element, lane: lane)
        lanes[lane, default: Lane()].waiting.append(id)
        list(lane)
    }

    /// Takes out the next element that may go, and counts it as active until `release`; nil when none may.
    package mutating func admit() -> Element? {
        while active < total, nextTurn < turns.count {
            let key = turns[nextTurn]
            nextTurn += 1
            if nextTurn > 64, nextTurn * 2 > turns.count {
                turns.removeFirst(nextTurn)
                nextTurn = 0
            }
            guard var lane = lanes[key] else { continue }
            lane.isListed = false
            let entry = lane.active < perLane ? takeFirst(from: &lane) : nil
            if entry != nil {
                lane.active += 1
                active += 1
            }
            lanes[key] = lane
            // A full lane comes back when one of its calls is over.
            if lane.active < perLane { list(key) }
            discardIfIdle(key)
            if let entry { return entry.element }
        }
        return nil
    }

    /// One of a lane's active elements is done.
    package mutating func release(_ key: Key) {
        guard let lane = lanes[key], lane.active > 0 else { return }
        lanes[key]?.active -= 1
        active -= 1
        list(key)
        discardIfIdle(key)
    }

    /// Takes out a waiting element; nil when it is not waiting.
    package mutating func remove(_ id: UInt64) -> Element? {
        entries.removeValue(forKey: id)?.element
    }

    private mutating func takeFirst(from lane: inout Lane) -> Entry? {
        defer {
            if lane.head > 64, lane.head * 2 > lane.waiting.count {
                lane.waiting.removeFirst(lane.head)
                lane.head = 0
            }
        }
        while lane.head < lane.waiting.count {
            let id = lane.waiting[lane.head]
            lane.head += 1
            if let entry = entries.removeValue(forKey: id) { return entry }
        }
        return nil
    }

    private mutating func list(_ key: Key) {
        guard let lane = lanes[key], !lane.isListed, lane.head < lane.waiting.count else { return }
        lanes[key]?.isListed = true
        turns.append(key)
    }

    /// Forgets a lane with nothing active and nothing waiting, so that the table does not grow with every host ever
    /// called. One that still stands in `turns` is met there as missing and passed over.
    private mutating func discardIfIdle(_ key: Key) {
        guard let lane = lanes[key], lane.active == 0, lane.head == lane.waiting.count else { return }
        lanes[key] = nil
    }
}

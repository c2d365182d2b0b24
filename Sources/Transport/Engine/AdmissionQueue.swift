/// Decides which waiting call goes on the wire next: at most so many in all and so many an origin, first come first
/// served within an origin, origins in turn. A partner that does not answer thus holds up its own calls only.
///
/// Pure: time comes in as a value, and elements are only carried.
struct AdmissionQueue<Element> {
    private struct Entry {
        let element: Element
        let origin: URLParts.Origin
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
    private let perOrigin: Int
    private var active = 0
    private var entries: [UInt64: Entry] = [:]
    private var lanes: [URLParts.Origin: Lane] = [:]
    /// Lanes that may have something to admit, in turn.
    private var turns: [URLParts.Origin] = []
    private var nextTurn = 0

    init(total: Int, perOrigin: Int) {
        self.total = max(1, total)
        self.perOrigin = max(1, perOrigin)
    }

    /// How many elements wait.
    var count: Int { entries.count }

    /// The elements that wait, in no particular order.
    var waiting: [UInt64: Element] { entries.mapValues(\.element) }

    mutating func enqueue(_ element: Element, id: UInt64, origin: URLParts.Origin) {
        entries[id] = Entry(element: element, origin: origin)
        lanes[origin, default: Lane()].waiting.append(id)
        list(origin)
    }

    /// Takes out the next element that may go, and counts it as active until `release`; nil when none may.
    mutating func admit() -> Element? {
        while active < total, nextTurn < turns.count {
            let origin = turns[nextTurn]
            nextTurn += 1
            if nextTurn > 64, nextTurn * 2 > turns.count {
                turns.removeFirst(nextTurn)
                nextTurn = 0
            }
            guard var lane = lanes[origin] else { continue }
            lane.isListed = false
            let entry = lane.active < perOrigin ? takeFirst(from: &lane) : nil
            if entry != nil {
                lane.active += 1
                active += 1
            }
            lanes[origin] = lane
            // A full lane comes back when one of its calls is over.
            if lane.active < perOrigin, lane.head < lane.waiting.count { list(origin) }
            discardIfIdle(origin)
            if let entry { return entry.element }
        }
        return nil
    }

    /// One of `origin`'s active elements is done.
    mutating func release(_ origin: URLParts.Origin) {
        guard lanes[origin] != nil else { return }
        lanes[origin]?.active -= 1
        active -= 1
        list(origin)
        discardIfIdle(origin)
    }

    /// Takes out a waiting element; nil when it is not waiting.
    mutating func remove(_ id: UInt64) -> Element? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        discardIfIdle(entry.origin)
        return entry.element
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

    private mutating func list(_ origin: URLParts.Origin) {
        guard let lane = lanes[origin], !lane.isListed, lane.head < lane.waiting.count else { return }
        lanes[origin]?.isListed = true
        turns.append(origin)
    }

    /// Forgets an origin with nothing active and nothing waiting, so that the table does not grow with every host ever
    /// called. A lane that still stands in `turns` is met there as missing and passed over.
    private mutating func discardIfIdle(_ origin: URLParts.Origin) {
        guard let lane = lanes[origin], lane.active == 0, lane.head == lane.waiting.count else { return }
        lanes[origin] = nil
    }
}

import Testing
import Transport

@Suite struct AdmissionQueueTests {
    private func queue(_ total: Int, _ perLane: Int, _ waiting: [(UInt64, String)]) -> AdmissionQueue<String, UInt64> {
        var queue = AdmissionQueue<String, UInt64>(total: total, perLane: perLane)
        for (id, lane) in waiting { queue.enqueue(id, id: id, lane: lane) }
        return queue
    }

    private func admitAll(_ queue: inout AdmissionQueue<String, UInt64>) -> [UInt64] {
        var admitted: [UInt64] = []
        while let next = queue.admit() { admitted.append(next) }
        return admitted
    }

    @Test func lanesTakeTurns() {
        var queue = queue(10, 10, [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (5, "c")])
        #expect(admitAll(&queue) == [1, 4, 5, 2, 3])
    }

    @Test func limits() {
        var queue = queue(3, 2, [(1, "a"), (2, "a"), (3, "a"), (4, "b"), (5, "b")])
        #expect(admitAll(&queue) == [1, 4, 2])
        queue.release("b")
        // Lane a is full.
        #expect(admitAll(&queue) == [5])
        queue.release("a")
        #expect(admitAll(&queue) == [3])
        #expect(queue.count == 0)
    }

    @Test func removedElementsAreSkipped() {
        var queue = queue(10, 1, [(1, "a"), (2, "a"), (3, "a"), (4, "b")])
        #expect(queue.remove(1) == 1)
        #expect(queue.remove(1) == nil)
        #expect(queue.remove(4) == 4)
        #expect(admitAll(&queue) == [2])
        #expect(queue.remove(2) == nil)
        queue.release("a")
        #expect(admitAll(&queue) == [3])
    }

    @Test func idleLanesAreForgotten() {
        var queue = queue(10, 10, [(1, "a"), (2, "b"), (3, "c")])
        #expect(queue.remove(3) == 3)
        #expect(admitAll(&queue) == [1, 2])
        #expect(queue.laneCount == 2)
        queue.release("a")
        queue.release("b")
        #expect(queue.laneCount == 0)
        queue.release("a")
        queue.enqueue(4, id: 4, lane: "a")
        #expect(admitAll(&queue) == [4])
    }

    @Test func everythingIsAdmittedOnceInOrderOfItsLane() {
        // A fixed sequence of arrivals, removals, admissions and ends; what happened is compared with a plain model.
        var queue = AdmissionQueue<Int, UInt64>(total: 7, perLane: 3)
        var state: UInt64 = 42
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        var next: UInt64 = 0
        var lane: [UInt64: Int] = [:]
        var waiting: [UInt64] = []
        var active: [Int] = []
        var lastAdmitted: [Int: UInt64] = [:]
        for _ in 0..<50_000 {
            switch random(4) {
            case 0:
                lane[next] = Int(random(5))
                queue.enqueue(next, id: next, lane: lane[next] ?? 0)
                waiting.append(next)
                next += 1
            case 1 where !waiting.isEmpty && random(4) == 0:
                let id = waiting.remove(at: Int(random(UInt64(waiting.count))))
                #expect(queue.remove(id) == id)
            case 2 where !active.isEmpty:
                queue.release(active.remove(at: Int(random(UInt64(active.count)))))
            default:
                let full = Set((0..<5).filter { lane in active.count(where: { $0 == lane }) >= 3 })
                let mayGo = active.count < 7 ? waiting.filter { !full.contains(lane[$0] ?? 0) } : []
                guard let id = queue.admit() else {
                    #expect(mayGo.isEmpty)
                    continue
                }
                let key = lane[id] ?? 0
                #expect(mayGo.first { lane[$0] == key } == id)
                #expect(lastAdmitted[key].map { $0 < id } != false)
                lastAdmitted[key] = id
                waiting.removeAll { $0 == id }
                active.append(key)
            }
            #expect(queue.count == waiting.count)
        }
    }
}

@Suite struct IPAddressTests {
    @Test(
        "Which addresses are public",
        arguments: [
            ("8.8.8.8", true), ("1.1.1.1", true), ("100.63.255.255", true), ("100.128.0.0", true),
            ("172.15.0.1", true), ("172.32.0.1", true), ("192.167.1.1", true), ("223.255.255.255", true),
            ("0.0.0.0", false), ("10.1.2.3", false), ("127.0.0.1", false), ("127.255.0.1", false),
            ("100.64.0.1", false), ("169.254.169.254", false), ("172.16.0.1", false), ("172.31.255.255", false),
            ("192.168.0.1", false), ("192.0.0.1", false), ("192.0.2.1", false), ("198.18.0.1", false),
            ("198.51.100.7", false), ("203.0.113.7", false), ("224.0.0.1", false), ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("2001:4860:4860::8888", true), ("2606:4700::1111", true), ("2a00:1450::1", true),
            ("::", false), ("::1", false), ("fe80::1", false), ("fc00::1", false), ("fd12::1", false),
            ("ff02::1", false), ("2001:db8::1", false), ("2001::1", false), ("64:ff9b:1::1", false),
            ("::ffff:127.0.0.1", false), ("::ffff:8.8.8.8", true), ("64:ff9b::10.0.0.1", false),
            ("64:ff9b::8.8.8.8", true), ("2002:7f00:1::1", false), ("2002:808:808::1", true), ("3fff::1", false),
        ])
    func isPublic(text: String, expected: Bool) {
        #expect(IPAddress(text)?.isPublic == expected)
    }

    @Test("What is no address", arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "::g", "[::1]", "127.1"])
    func noAddress(text: String) { #expect(IPAddress(text) == nil) }
}

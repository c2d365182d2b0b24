/// Looks for the change that makes a digest right.
struct DigestDoctor {
    let algorithm: DigestAlgorithm
    let expected: [UInt8]

    private let effort: SignatureDoctor.Effort
    private var spent = 0

    init(_ algorithm: DigestAlgorithm, expected: [UInt8], effort: SignatureDoctor.Effort = .thorough) {
        self.algorithm = algorithm
        self.expected = expected
        self.effort = effort
    }

    /// Whether these are the signed bytes.
    mutating func isRight(_ bytes: [UInt8]) -> Bool {
        guard spent < effort.budget else { return false }
        spent += bytes.count + 1
        guard !bytes.isEmpty, let digest = try? Digest.of(bytes, algorithm) else { return false }
        return Digest.equal(digest, expected)
    }

    /// The first trial, or pair of trials, that gives the signed bytes.
    mutating func search(_ bytes: [UInt8], _ trials: [DoctorTrial]) -> [SignatureCause]? {
        for trial in trials {
            if let changed = trial.change(bytes), changed != bytes, isRight(changed) { return [trial.result] }
        }
        guard effort == .thorough else { return nil }
        // Two things went wrong: white space, letters or line ends beside something else.
        let common: Set<SignatureCause.Kind> = [
            .prettyPrinted, .lineEnds, .byteOrderMark, .namespaceAdded, .namespaceRemoved, .unicodeForm, .reencoded,
            .valueWhiteSpace, .trailingLineEnd,
        ]
        for first in trials where common.contains(first.cause) {
            guard spent < effort.budget else { return nil }
            guard let changed = first.change(bytes), changed != bytes else { continue }
            for second in trials where second.cause != first.cause {
                if let twice = second.change(changed), twice != changed, isRight(twice) {
                    return [first.result, second.result]
                }
            }
        }
        return nil
    }
}

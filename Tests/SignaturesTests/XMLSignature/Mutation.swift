/// Changes to signed documents, some of which canonicalization undoes and some of which nobody may accept.
struct Mutation: Sendable {
    var name: String
    var change: @Sendable (String, inout SplitMix) -> String

    /// Reasons for which a document that xmlsec1 accepts is refused here on purpose.
    static let stricter: Set<String> = [
        "signature.xml.comment_in_value", "signature.xml.comment_in_content", "signature.xml.structure",
        "signature.xml.reference_ambiguous", "signature.xml.object_unreferenced", "signature.xml.value_malformed",
        "signature.xml.transform_order", "signature.certificate.unreadable", "xml",
    ]

    static func mutant(of text: String, _ random: inout SplitMix) -> (name: String, text: String) {
        let mutation = random.pick(all)
        var result = mutation.change(text, &random)
        var name = mutation.name
        if random.chance(6) {
            let second = random.pick(all)
            result = second.change(result, &random)
            name += ", " + second.name
        }
        return (name, result)
    }

    private static let all: [Mutation] = bytes + insertions + attributes + swaps + others

    private static let bytes: [Mutation] = [
        Mutation("flip a bit") { bytes, index, random in bytes[index] ^= 1 << UInt8(random.next() % 7) },
        Mutation("take a byte away") { bytes, index, _ in bytes.remove(at: index) },
        Mutation("a byte twice") { bytes, index, _ in bytes.insert(bytes[index], at: index) },
    ]

    private static let insertions: [Mutation] = [
        Mutation("space in a tag", insert: [" ", "\n", "\t "], before: [">", "/>"]),
        Mutation("space between elements", insert: [" ", "\n", "\r\n"], before: ["<"]),
        Mutation("comment", insert: ["<!-- -->", "<!--x-->"], before: ["<", ">", "1", "A", "y"]),
        Mutation("instruction", insert: ["<?p?>", "<?p q?>"], before: ["<", "1"]),
        Mutation("element", insert: ["<x/>", "<Registration/>", "<x Id='data'/>"], before: ["<"]),
        Mutation("base64 lines", insert: ["\n", " "], before: ["A", "B", "x", "0"]),
    ]

    private static let attributes: [Mutation] = [
        Mutation(
            "namespace", insert: [" xmlns:n='urn:n'", " xmlns:xsi='urn:i'"],
            after: ["<Envelope", "<Body", "<Content", "<Registration"]),
        Mutation(
            "attribute", insert: [" a='1'", " id='c'", " Id='q'"],
            after: ["<Envelope", "<Header", "<Registration", "<ds:Object", "<ds:Signature"]),
    ]

    private static let swaps: [Mutation] = [
        Mutation(
            "CDATA",
            swap: [
                (">1<", "><![CDATA[1]]><"), ("Công ty", "<![CDATA[Công ty]]>"),
                ("14a01761", "<![CDATA[14a01761]]>"),
            ]),
        Mutation(
            "reference to a character",
            swap: [("Thú", "Th&#xFA;"), (">1<", ">&#49;<"), ("&amp;", "&#38;"), ("ty", "t&#121;")]),
        Mutation(
            "empty element", swap: [("<Signature></Signature>", "<Signature/>"), ("X509Data>", "X509Data >")]),
        Mutation(
            "reference",
            swap: [
                ("URI=\"#c\"", "URI=\"\""), ("URI=\"\"", "URI=\"#c\""), ("URI=\"#data\"", "URI=\"#h\""),
                ("URI=\"#", "URI=\"#x"),
            ]),
    ]

    private static let others: [Mutation] = [
        Mutation(name: "line ends") { text, _ in text.replacing("\n", with: "\r\n") },
        Mutation(name: "nothing") { text, _ in text },
        Mutation(name: "algorithm") { text, random in
            let names = [
                "#sha256", "#sha512", "#rsa-sha256", "#rsa-sha512", "#ecdsa-sha256", "exc-c14n#", "enveloped-signature",
            ]
            let name = random.pick(names)
            return text.replacing(name, with: random.pick(names), maxReplacements: 1 + Int(random.next() % 2))
        },
        Mutation(name: "quotes") { text, random in
            let name = random.pick(["URI", "Algorithm", "Id", "Target"])
            guard let start = text.firstRange(of: name + "=\"")?.upperBound,
                let end = text[start...].firstIndex(of: "\"")
            else { return text }
            var result = String(text[..<text.index(before: start)])
            result += "'"
            result += text[start..<end]
            result += "'"
            result += text[text.index(after: end)...]
            return result
        },
        Mutation(name: "element twice") { text, random in
            let name = random.pick([
                "ds:Reference", "ds:SignedInfo", "ds:SignatureValue", "ds:KeyInfo", "ds:X509Certificate", "ds:Object",
                "ds:Signature", "Header", "ProductType",
            ])
            guard let start = text.firstRange(of: "<\(name)"), let end = text.firstRange(of: "</\(name)>") else {
                return text
            }
            var result = String(text[..<end.upperBound])
            result += text[start.lowerBound...]
            return result
        },
    ]
}

extension Mutation {
    fileprivate init(_ name: String, _ change: @escaping @Sendable (inout [UInt8], Int, inout SplitMix) -> Void) {
        self.init(name: name) { text, random in
            var bytes = Array(text.utf8)
            change(&bytes, Int(random.next() % UInt64(bytes.count)), &random)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    fileprivate init(_ name: String, insert pieces: [String], before marks: [String]) {
        self.init(name: name) { text, random in
            let ranges = text.ranges(of: random.pick(marks))
            guard !ranges.isEmpty else { return text }
            let place = random.pick(ranges).lowerBound
            var result = String(text[..<place])
            result += random.pick(pieces)
            result += text[place...]
            return result
        }
    }

    fileprivate init(_ name: String, insert pieces: [String], after tags: [String]) {
        self.init(name: name) { text, random in
            let tag = random.pick(tags)
            return text.replacing(tag, with: tag + random.pick(pieces), maxReplacements: 1)
        }
    }

    fileprivate init(_ name: String, swap pairs: [(String, String)]) {
        self.init(name: name) { text, random in
            let pair = random.pick(pairs)
            return text.replacing(pair.0, with: pair.1, maxReplacements: 1)
        }
    }
}

/// A small generator of numbers that gives the same ones for the same seed.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func chance(_ outOf: UInt64) -> Bool { next() % outOf == 0 }
    mutating func pick<T>(_ choices: [T]) -> T { choices[Int(next() % UInt64(choices.count))] }
}

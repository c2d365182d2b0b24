import CLibXML2
import Testing
import XMLTree

/// Random documents, canonicalized here and by libxml2.
struct CanonicalPropertyTests {
    static let seeds: [UInt64] = Array(1...300)

    @Test("every element of random documents has the library's canonical form", arguments: seeds)
    func subtrees(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let document = Array(RandomDocument(&random).text.utf8)
        let tree = try XMLTree(parsing: document)
        let prefixes = ["", "p", "q"].filter { _ in random.chance(2) }
        let methods: [Canonicalization.Method] = [
            .inclusive10, .inclusive11, .exclusive(inclusivePrefixes: []), .exclusive(inclusivePrefixes: prefixes),
        ]
        for method in methods {
            for withComments in [false, true] {
                let canonicalization = Canonicalization(method, withComments: withComments)
                let whole = Library.canonical(
                    document, mode: canonicalization.libraryMode, prefixes: canonicalization.prefixes,
                    withComments: withComments)
                let form = try tree.canonicalBytes(canonicalization)
                #expect(text(form) == whole.map(text), "\(method), document")
                for element in tree.root.subtree {
                    let path = steps(to: element)
                    let ours = try element.canonicalBytes(canonicalization)
                    let theirs = Library.canonical(
                        document, mode: canonicalization.libraryMode,
                        xpath: "\(path)/descendant-or-self::node() | \(path)/descendant-or-self::*/@* | "
                            + "\(path)/descendant-or-self::*/namespace::*",
                        prefixes: canonicalization.prefixes, withComments: withComments)
                    #expect(text(ours) == theirs.map(text), "\(method), \(path)")
                }
            }
        }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The path by position alone, so that no prefixes need be known.
    private func steps(to element: XMLTree.Element) -> String {
        guard let parent = element.parent else { return "/*" }
        let index = Array(parent.children).firstIndex(of: element) ?? 0
        return steps(to: parent) + "/*[\(index + 1)]"
    }

    @Test("an excluded element is as if it had not been written", arguments: seeds)
    func excluded(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let document = RandomDocument(&random).text
        let tree = try XMLTree(parsing: Array(document.utf8))
        let inner = Array(tree.root.subtree.dropFirst())
        guard let victim = inner.randomElement(using: &random) else { return }
        let copy = try tree.copy(removing: [victim])
        for method in [Canonicalization.inclusive, .inclusive11, .exclusive] {
            #expect(try tree.canonicalBytes(method, excluding: [victim]) == copy.canonicalBytes(method))
        }
    }
}

/// A small generator of numbers that gives the same ones for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

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

/// A well-formed document with everything that canonicalization treats specially.
struct RandomDocument {
    private(set) var text = ""
    private var budget = 14

    init(_ random: inout SplitMix) {
        if random.chance(3) { text += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" }
        if random.chance(3) { text += "<!-- c\r\n -->\n" }
        if random.chance(3) { text += "<?p  i?>" }
        element(&random, scope: [:], depth: 0)
        if random.chance(3) { text += "\n<!-- after --><?q?>\n" }
    }

    private mutating func element(_ random: inout SplitMix, scope: [String: String], depth: Int) {
        budget -= 1
        var scope = scope
        var declarations: [String] = []
        for prefix in ["", "p", "q", "a"] where random.chance(4) {
            let choices = ["urn:1", "urn:2", "http://x/y", "urn:ệ".asciiURI]
            let uri = prefix.isEmpty && random.chance(3) ? "" : random.pick(choices)
            scope[prefix] = uri
            declarations.append(prefix.isEmpty ? "xmlns=\"\(uri)\"" : "xmlns:\(prefix)='\(uri)'")
        }
        let prefixes = scope.keys.filter { !$0.isEmpty }.sorted()
        func name(_ local: String, _ random: inout SplitMix) -> String {
            prefixes.isEmpty || random.chance(2) ? local : random.pick(prefixes) + ":" + local
        }
        let tag = name(random.pick(["a", "b", "Ký", "d-1"]), &random)
        var attributes: [String: String] = [:]
        var taken: Set<String> = []
        for local in ["id", "z", "b", "á"] where random.chance(3) {
            let full = name(local, &random)
            let parts = full.split(separator: ":")
            let key = parts.count == 2 ? (scope[String(parts[0])] ?? "") + "|" + parts[1] : full
            if taken.insert(key).inserted { attributes[full] = value(&random) }
        }
        if random.chance(4) { attributes["xml:lang"] = random.pick(["vi", "en", ""]) }
        if random.chance(5) { attributes["xml:space"] = random.pick(["preserve", "default"]) }
        if random.chance(4) {
            attributes["xml:base"] = random.pick(["http://h/a/b", "../c", "d/", "..", "e/f?g", "/k", "."])
        }
        if random.chance(6) { attributes["xml:id"] = "i\(budget)" }
        let parts = declarations + attributes.map { "\($0)=\"\($1)\"" }.sorted().shuffled(using: &random)
        text += "<" + ([tag] + parts).joined(separator: random.pick([" ", "\n  "]))
        if random.chance(4) {
            text += "/>"
            return
        }
        text += ">"
        while random.chance(6) == false {
            switch random.next() % 6 {
            case 0: text += "<!--" + random.pick(["", " x ", "<&>"]) + "-->"
            case 1: text += "<?" + random.pick(["t", "t  data", "u <"]) + "?>"
            case 2: text += "<![CDATA[" + random.pick(["", "<&>\r\n", "]]"]) + "]]>"
            case 3: text += random.pick(["x", " \r\n\t", "&#13;", "&lt;&amp;&gt;", "Thú y \"'", "🐂"])
            default: if budget > 0, depth < 6 { element(&random, scope: scope, depth: depth + 1) }
            }
        }
        text += "</\(tag)>"
    }

    private func value(_ random: inout SplitMix) -> String {
        random.pick(["", "1", "a b", "&#10;&#9;&#13;", "\t\n", "&lt;&amp;>'", "&quot;", "ạ"])
    }
}

extension String {
    /// Percent-encoded where a URI has no room for the letter.
    fileprivate var asciiURI: String {
        utf8.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16, uppercase: true) }.joined()
    }
}

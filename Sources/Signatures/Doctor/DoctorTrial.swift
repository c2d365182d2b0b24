/// One way in which what was signed may differ from what is at hand: a change to the digested bytes, and what it means.
struct DoctorTrial: Sendable {
    var cause: SignatureCause.Kind
    var detail: String?
    var change: @Sendable ([UInt8]) -> [UInt8]?

    init(_ cause: SignatureCause.Kind, _ detail: String? = nil, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]?) {
        self.cause = cause
        self.detail = detail
        self.change = change
    }

    var result: SignatureCause { SignatureCause(cause, detail: detail) }
}

extension DoctorTrial {
    private static let carriageReturn = Array("&#xD;".utf8)

    /// Trials for bytes of any kind.
    static let any: [DoctorTrial] =
        [
            DoctorTrial(.byteOrderMark) { [0xEF, 0xBB, 0xBF] + $0 },
            DoctorTrial(.byteOrderMark) { $0.starts(with: [0xEF, 0xBB, 0xBF]) ? Array($0.dropFirst(3)) : nil },
            DoctorTrial(.lineEnds, "CRLF") {
                replace([0x0A], [0x0D, 0x0A], in: replace([0x0D, 0x0A], [0x0A], in: $0))
            },
            DoctorTrial(.lineEnds, "LF") { replace([0x0D, 0x0A], [0x0A], in: $0) },
            DoctorTrial(.lineEnds, "CR") { replace([0x0A], [0x0D], in: $0) },
            DoctorTrial(.trailingLineEnd, "LF") { $0 + [0x0A] },
            DoctorTrial(.trailingLineEnd, "CRLF") { $0 + [0x0D, 0x0A] },
            DoctorTrial(.trailingLineEnd) { bytes in
                let kept = bytes.reversed().drop { $0 == 0x0A || $0 == 0x0D }
                return kept.count < bytes.count ? Array(kept.reversed()) : nil
            },
        ] + text

    /// Trials about letters.
    private static let text: [DoctorTrial] =
        VietnameseLetters.Form.allCases.map { form in
            DoctorTrial(.unicodeForm, "\(form)") { bytes in
                String(validating: bytes, as: UTF8.self).map { Array(VietnameseLetters.convert($0, to: form).utf8) }
            }
        } + [
            DoctorTrial(.reencoded) { String(validating: $0, as: UTF8.self).flatMap(Mojibake.undo) },
            DoctorTrial(.encoding, "UTF-16LE") { utf16($0) { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } },
            DoctorTrial(.encoding, "UTF-16BE") { utf16($0) { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } },
            DoctorTrial(.encoding, "ISO-8859-1") { bytes in
                guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
                let scalars = text.unicodeScalars
                return scalars.allSatisfy { $0.value < 0x100 } ? scalars.map { UInt8($0.value) } : nil
            },
        ]

    /// Trials for canonical XML.
    static func xml(depth: Int) -> [DoctorTrial] {
        var trials: [DoctorTrial] = [
            DoctorTrial(.prettyPrinted) { CanonicalText($0).withoutWhiteSpace().bytes },
            DoctorTrial(.prettyPrinted) { CanonicalText($0).withoutWhiteSpace(values: true).bytes },
            DoctorTrial(.valueWhiteSpace) { CanonicalText($0).trimmed.bytes },
            DoctorTrial(.prettyPrinted) { CanonicalText($0).withoutWhiteSpace().trimmed.bytes },
            DoctorTrial(.lineEnds, "CRLF") { replace([0x0A], carriageReturn + [0x0A], in: withoutReturns($0)) },
            DoctorTrial(.lineEnds, "LF") { withoutReturns($0) },
        ]
        for unit in ["  ", "    ", "\t", "   ", ""] {
            for lineEnd in ["\n", "&#xD;\n", "\r\n"] {
                for level in Set([0, depth]).sorted() {
                    trials.append(
                        DoctorTrial(.whiteSpaceRemoved) {
                            CanonicalText($0).indented(by: unit, lineEnd: lineEnd, depth: level).bytes
                        })
                }
            }
        }
        trials += any
        for ending in ["/>", " />"] {
            trials.append(DoctorTrial(.notCanonicalized) { CanonicalText($0).selfClosing(ending) })
        }
        for declaration in declarations {
            trials.append(DoctorTrial(.declaration) { Array(declaration.utf8) + $0 })
        }
        return trials
    }

    private static let declarations: [String] = ["UTF-8", "utf-8"].flatMap { encoding in
        ["", " standalone=\"yes\"", " standalone=\"no\""].flatMap { standalone in
            ["", "\n", "\r\n"].map { "<?xml version=\"1.0\" encoding=\"\(encoding)\"\(standalone)?>" + $0 }
        }
    }

    /// Trials about namespaces and inherited attributes, for an element that has these.
    static func context(_ canonical: [UInt8], inherited: [String]) -> [DoctorTrial] {
        let text = CanonicalText(canonical)
        var trials: [DoctorTrial] = []
        let candidates = text.apexPrefixes.filter { inherited.contains($0) }.prefix(6)
        for subset in subsets(Array(candidates)) {
            let names = subset.map { $0.isEmpty ? "xmlns" : "xmlns:" + $0 }.sorted().joined(separator: ", ")
            trials.append(
                DoctorTrial(.namespaceAdded, names) { CanonicalText($0).removing(prefixes: Set(subset)).bytes })
        }
        for subset in subsets(text.apexXMLAttributes) {
            trials.append(
                DoctorTrial(.inheritedAttribute, subset.sorted().joined(separator: ", ")) {
                    CanonicalText($0).removing(attributes: Set(subset)).bytes
                })
        }
        let missing = usual.filter { !text.apexPrefixes.contains($0.prefix) }
        for subset in subsets(missing) where subset.count <= 2 {
            let names = subset.map { "xmlns:" + $0.prefix }.joined(separator: ", ")
            trials.append(DoctorTrial(.namespaceRemoved, names) { CanonicalText($0).adding(subset).bytes })
        }
        return trials
    }

    /// Declarations that serializers and envelopes put on elements whether anybody uses them or not.
    private static let usual: [(prefix: String, uri: String)] = [
        ("xsi", "http://www.w3.org/2001/XMLSchema-instance"), ("xsd", "http://www.w3.org/2001/XMLSchema"),
        ("xs", "http://www.w3.org/2001/XMLSchema"), ("soapenv", "http://schemas.xmlsoap.org/soap/envelope/"),
        ("soap", "http://schemas.xmlsoap.org/soap/envelope/"), ("ds", XMLSignatureNames.namespace),
    ]

    /// All subsets but the empty one, the small ones first.
    private static func subsets<T>(_ items: [T]) -> [[T]] {
        let items = items.prefix(6)
        guard !items.isEmpty else { return [] }
        return (1..<(1 << items.count)).map { mask in
            items.enumerated().filter { mask >> $0.offset & 1 == 1 }.map(\.element)
        }.sorted { $0.count < $1.count }
    }

    private static func withoutReturns(_ bytes: [UInt8]) -> [UInt8] { replace(carriageReturn, [], in: bytes) }

    private static func utf16(_ bytes: [UInt8], _ split: (UInt16) -> [UInt8]) -> [UInt8]? {
        String(validating: bytes, as: UTF8.self).map { $0.utf16.flatMap(split) }
    }

    private static func replace(_ old: [UInt8], _ new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = old.first else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == first, bytes[index...].starts(with: old) {
                result += new
                index += old.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}

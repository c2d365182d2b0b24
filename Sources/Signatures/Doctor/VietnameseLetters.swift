/// The forms in which Vietnamese letters with marks occur: composed, decomposed, and as Windows keyboards write them, with
/// the vowel's own mark composed and the tone as a combining mark.
enum VietnameseLetters {
    enum Form: CaseIterable {
        case composed, decomposed, toneApart
    }

    /// A row: the vowel and its five toned forms (grave, hook above, tilde, acute, dot below).
    private static let rows = [
        "aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự",
        "yỳỷỹýỵ", "AÀẢÃÁẠ", "ĂẰẲẴẮẶ", "ÂẦẨẪẤẬ", "EÈẺẼÉẸ", "ÊỀỂỄẾỆ", "IÌỈĨÍỊ", "OÒỎÕÓỌ", "ÔỒỔỖỐỘ", "ƠỜỞỠỚỢ", "UÙỦŨÚỤ",
        "ƯỪỬỮỨỰ", "YỲỶỸÝỴ",
    ]
    private static let tones: [Unicode.Scalar] = ["\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"]
    private static let marks: [Unicode.Scalar: (base: Unicode.Scalar, mark: Unicode.Scalar)] = [
        "ă": ("a", "\u{306}"), "â": ("a", "\u{302}"), "ê": ("e", "\u{302}"), "ô": ("o", "\u{302}"),
        "ơ": ("o", "\u{31B}"), "ư": ("u", "\u{31B}"), "Ă": ("A", "\u{306}"), "Â": ("A", "\u{302}"),
        "Ê": ("E", "\u{302}"), "Ô": ("O", "\u{302}"), "Ơ": ("O", "\u{31B}"), "Ư": ("U", "\u{31B}"),
    ]

    /// The text in the given form; other letters stay as they are.
    static func convert(_ text: String, to form: Form) -> String {
        var result = String.UnicodeScalarView()
        for scalar in composed(text) {
            guard form != .composed, let letter = letters[scalar] else {
                result.append(scalar)
                continue
            }
            result.append(contentsOf: form == .decomposed ? letter.decomposed : letter.toneApart)
        }
        return String(result)
    }

    private struct Letter {
        var decomposed: [Unicode.Scalar]
        var toneApart: [Unicode.Scalar]
    }

    private static let letters: [Unicode.Scalar: Letter] = {
        var result: [Unicode.Scalar: Letter] = [:]
        for row in rows {
            let scalars = Array(row.unicodeScalars)
            let vowel = scalars[0]
            let parts = marks[vowel].map { [$0.base, $0.mark] } ?? [vowel]
            if parts.count > 1 { result[vowel] = Letter(decomposed: parts, toneApart: [vowel]) }
            for (scalar, tone) in zip(scalars.dropFirst(), tones) {
                // Canonical order: the horn before the dot below, the dot below before marks above.
                let isDotFirst = tone == "\u{323}" && parts.count > 1 && parts[1] != "\u{31B}"
                let decomposed = isDotFirst ? [parts[0], tone, parts[1]] : parts + [tone]
                result[scalar] = Letter(decomposed: decomposed, toneApart: [vowel, tone])
            }
        }
        return result
    }()

    private static let sequences: [[Unicode.Scalar]: Unicode.Scalar] = {
        var result: [[Unicode.Scalar]: Unicode.Scalar] = [:]
        for (scalar, letter) in letters {
            result[letter.decomposed] = scalar
            if letter.toneApart.count > 1 { result[letter.toneApart] = scalar }
        }
        return result
    }()

    private static func composed(_ text: String) -> [Unicode.Scalar] {
        let scalars = Array(text.unicodeScalars)
        var result: [Unicode.Scalar] = []
        var index = 0
        scan: while index < scalars.count {
            for length in [3, 2] where index + length <= scalars.count {
                if let letter = sequences[Array(scalars[index..<(index + length)])] {
                    result.append(letter)
                    index += length
                    continue scan
                }
            }
            result.append(scalars[index])
            index += 1
        }
        return result
    }
}

/// Text that went through a single-byte encoding on its way.
enum Mojibake {
    /// The bytes behind text that was UTF-8, was read as Windows-1252 or Latin-1 and written as UTF-8 again; nil for text
    /// that cannot have been.
    static func undo(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.value < 0x100 {
                bytes.append(UInt8(scalar.value))
            } else if let byte = windows1252[scalar] {
                bytes.append(byte)
            } else {
                return nil
            }
        }
        return bytes.contains { $0 >= 0x80 } && String(validating: bytes, as: UTF8.self) != nil ? bytes : nil
    }

    /// Letters of Windows-1252 at 0x80 to 0x9F.
    private static let windows1252: [Unicode.Scalar: UInt8] = {
        let row = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ"
        return Dictionary(zip(row.unicodeScalars, UInt8(0x80)...UInt8(0x9F)), uniquingKeysWith: { first, _ in first })
    }()
}

/// Text in printable ASCII for items that hold nothing else: Vietnamese and other Latin letters without their marks.
///
/// The public terminal takes capital ASCII letters only in such items, which is why declarations read `CANG CAT LAI`.
enum PlainLatin {
    /// `text` in printable ASCII; scripts and signs that have no counterpart stay as they are.
    static func fold(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            // A combining mark belongs to a letter that has been written already.
            if (0x300...0x36F).contains(scalar.value) { continue }
            if let plain = table[scalar] {
                out.append(contentsOf: plain.unicodeScalars)
            } else {
                out.append(scalar)
            }
        }
        return String(out)
    }

    private static let table: [Unicode.Scalar: String] = {
        let letters: [(String, String)] = [
            ("A", "ÀÁÂÃÄÅĀĂĄẠẢẤẦẨẪẬẮẰẲẴẶ"), ("a", "àáâãäåāăąạảấầẩẫậắằẳẵặ"), ("C", "ÇĆĈĊČ"), ("c", "çćĉċč"),
            ("D", "ĐÐĎ"), ("d", "đðď"), ("E", "ÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ"), ("e", "èéêëēĕėęěẹẻẽếềểễệ"), ("G", "ĜĞĠĢ"),
            ("g", "ĝğġģ"), ("H", "ĤĦ"), ("h", "ĥħ"), ("I", "ÌÍÎÏĨĪĬĮİỊỈ"), ("i", "ìíîïĩīĭįıịỉ"), ("J", "Ĵ"), ("j", "ĵ"),
            ("K", "Ķ"), ("k", "ķ"), ("L", "ĹĻĽŁ"), ("l", "ĺļľł"), ("N", "ÑŃŅŇ"), ("n", "ñńņň"),
            ("O", "ÒÓÔÕÖØŌŎŐƠỌỎỐỒỔỖỘỚỜỞỠỢ"), ("o", "òóôõöøōŏőơọỏốồổỗộớờởỡợ"), ("R", "ŔŖŘ"), ("r", "ŕŗř"),
            ("S", "ŚŜŞŠȘ"), ("s", "śŝşšș"), ("T", "ŢŤŦȚ"), ("t", "ţťŧț"), ("U", "ÙÚÛÜŨŪŬŮŰŲƯỤỦỨỪỬỮỰ"),
            ("u", "ùúûüũūŭůűųưụủứừửữự"), ("W", "Ŵ"), ("w", "ŵ"), ("Y", "ÝŶŸỲỴỶỸ"), ("y", "ýÿŷỳỵỷỹ"), ("Z", "ŹŻŽ"),
            ("z", "źżž"), ("AE", "Æ"), ("ae", "æ"), ("OE", "Œ"), ("oe", "œ"), ("ss", "ß"), ("'", "‘’‚′"),
            ("\"", "“”„″"), ("-", "‐‑‒–—−"), ("...", "…"), (" ", "\u{A0}\u{2007}\u{202F}"), ("No", "№"), ("x", "×"),
        ]
        var table: [Unicode.Scalar: String] = [:]
        for (plain, marked) in letters { for scalar in marked.unicodeScalars { table[scalar] = plain } }
        return table
    }()
}

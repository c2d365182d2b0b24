internal import SingleWindow
internal import XMLTree

// Values that the engine takes in plain letters only: what does not fit there is refused here, before the declarant is
// told that his declaration is in.

extension ElementReader {
    /// The text of the child `name`, which must be there and fit `count` lines of `width` plain letters.
    func plain(_ name: String, width: Int, count: Int = 1) -> String? {
        let text = text(name)
        check(text, name, width: width, count: count)
        return text
    }

    /// The text of the child `name`; where there is one, it must fit `count` lines of `width` plain letters.
    func optionalPlain(_ name: String, width: Int, count: Int = 1) -> String? {
        let text = optionalText(name)
        check(text, name, width: width, count: count)
        return text
    }

    /// The party abroad (IDA items EPN, EPA to EP4; EDA items CGN, CGA to CAS).
    func foreignParty() -> Party? {
        guard let party = party() else { return nil }
        check(party.name, "name", width: 70, count: 1)
        check(party.address, "address", width: 35, count: 4)
        return party
    }

    /// A place whose name the engine takes in 35 plain letters (IDA items PSN, DSN).
    func location() -> Place? {
        let place = place()
        check(place?.name, "name", width: 35, count: 1)
        return place
    }

    private func check(_ text: String?, _ name: String, width: Int, count: Int) {
        guard let text, !PlainLines.fits(text, width: width, count: count) else { return }
        note("plain_text", .plainText(name, width: width, count: count))
    }
}

extension Text {
    fileprivate static func plainText(_ name: String, width: Int, count: Int) -> Text {
        let vi = count == 1 ? "\(width) ký tự" : "\(count) dòng, mỗi dòng \(width) ký tự, ngắt giữa các từ"
        let en = count == 1 ? "\(width) characters" : "\(count) lines of \(width) characters, broken between words"
        return Text(
            vi: "\(name) sau khi bỏ dấu phải là chữ Latinh và vừa \(vi) của hệ thống thông quan.",
            en: "Without its diacritics, \(name) must be Latin letters and fit the engine's \(en).")
    }
}

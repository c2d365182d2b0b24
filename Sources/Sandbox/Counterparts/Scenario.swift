package import SingleWindow

/// How a simulated counterpart behaves, named by the letters before the first digit of the sender's own reference of a
/// new dossier or declaration (INTERFACE, section 4).
package enum Scenario: String, Hashable, Sendable, CaseIterable {
    // Permit dossiers.
    case grant = "GRANT"
    case refuse = "REFUSE"
    case supplement = "SUPPLEMENT"
    case treat = "TREAT"
    case fail = "FAIL"
    // Declarations.
    case green = "GREEN"
    case yellow = "YELLOW"
    case red = "RED"
    // Faults of either.
    case silent = "SILENT"
    case twice = "TWICE"
    case busy = "BUSY"
    case badSignature = "BADSIG"

    /// The scenario that `reference` names, or nil.
    package init?(reference: String) {
        let letters = reference.prefix { $0.isASCII && $0.isLetter }.uppercased()
        self.init(rawValue: letters)
    }

    /// What it does, for `nsw sandbox --scenarios`.
    package var title: Text {
        switch self {
        case .grant: Text(vi: "Cơ quan chấp nhận rồi cấp giấy", en: "The agency accepts, then grants")
        case .refuse: Text(vi: "Cơ quan từ chối hồ sơ", en: "The agency refuses the dossier")
        case .supplement:
            Text(vi: "Cơ quan yêu cầu bổ sung hồ sơ", en: "The agency asks for a supplement")
        case .treat:
            Text(
                vi: "Cơ quan yêu cầu xử lý lô hàng rồi cấp giấy", en: "The agency orders a treatment, then grants")
        case .fail:
            Text(vi: "Kết quả kiểm tra không đạt", en: "The inspection result does not meet the requirements")
        case .green: Text(vi: "Luồng 1 (xanh)", en: "Channel 1 (green)")
        case .yellow: Text(vi: "Luồng 2 (vàng)", en: "Channel 2 (yellow)")
        case .red:
            Text(vi: "Luồng 3 (đỏ), kiểm tra thực tế", en: "Channel 3 (red) with a physical inspection")
        case .silent: Text(vi: "Chỉ trả lời kỹ thuật, không xử lý", en: "Acknowledges and says nothing more")
        case .twice: Text(vi: "Gửi mỗi kết quả hai lần", en: "Sends every result twice")
        case .busy: Text(vi: "Bận hai lần đầu (A0011)", en: "Busy for the first two attempts (A0011)")
        case .badSignature:
            Text(vi: "Kết quả có chữ ký sai", en: "The result's signature does not hold")
        }
    }
}

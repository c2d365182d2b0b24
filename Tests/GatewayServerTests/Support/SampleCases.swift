import SingleWindow

/// Cases and identifiers for lists.
enum SampleCases {
    /// A dossier `R<number>` of tax code 0101234567.
    static func dossier(_ number: Int, partner: String) -> CaseState {
        .dossier(
            DossierCase.open(
                number: DossierNumber(accepted: "D\(number)"),
                application: PermitApplication(
                    procedure: ProcedureCode(accepted: "BNNPTNT0600012"), reference: "R\(number)",
                    applicant: Party(name: "A", identity: "0101234567")),
                applicant: PartnerID(accepted: partner), agency: PartnerID(accepted: "animal-quarantine"), year: 2026,
                declaration: nil, source: MessageKey(accepted: "k"),
                code: MessageCode(family: .nsw, documentType: "BNNPTNT0600012", type: "10", function: "01")
            ).0)
    }
}

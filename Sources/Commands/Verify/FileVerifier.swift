internal import Gateway
internal import Messages
internal import Signatures
internal import SingleWindow
internal import XMLTree

/// Checks the signatures of one file by the rules of its family, or of XML signatures where it belongs to none.
struct FileVerifier {
    var profile: VerificationProfile
    var trust: SignatureTrust
    /// XPath of the node that must be covered.
    var covers: String?
    var contentType: String?
    /// Loads the families; only asked where one is needed.
    var families: () throws -> FamilyRegistry

    struct Outcome {
        var report: SignatureReport
        /// The rules that were applied; never `auto`.
        var profile: VerificationProfile
    }

    /// - Throws: `CommandFailure` where the question itself is wrong (an XPath, a schema folder).
    func verify(_ bytes: [UInt8]) throws -> Outcome {
        let profile = profile == .auto ? recognised(bytes) : profile
        guard let family = profile.family else {
            return Outcome(report: try verifyXML(bytes), profile: .xmldsig)
        }
        var report = try verifyMessage(bytes, family)
        if let covers, report.verdict == .accept, family != .vnaccs {
            report = try requiring(covers, in: bytes, report)
        }
        return Outcome(report: report, profile: profile)
    }

    private func recognised(_ bytes: [UInt8]) -> VerificationProfile {
        guard let family = try? MessageRecogniser.family(of: bytes, contentType: contentType) else { return .xmldsig }
        return VerificationProfile(rawValue: family.rawValue) ?? .xmldsig
    }

    // MARK: Messages

    private func verifyMessage(_ bytes: [UInt8], _ family: Family) throws -> SignatureReport {
        let family = try families()[family]
        do {
            return try family.read(bytes, contentType: contentType).verify(ToolTrust(trust: trust)).report
        } catch {
            return .unreadable(error.problems.first)
        }
    }

    /// The report, unless the node is outside all that is covered.
    private func requiring(_ xpath: String, in bytes: [UInt8], _ report: SignatureReport) throws -> SignatureReport {
        guard let tree = try? XMLTree(parsing: bytes) else { return report }
        let paths = report.covered.compactMap(\.path)
        let nodes = try elements(xpath, in: tree)
        let isCovered =
            !nodes.isEmpty
            && nodes.allSatisfy { node in
                paths.contains { path in node.path == path || node.path.hasPrefix(path + "/") }
            }
        return isCovered ? report : .notCovered(xpath, report)
    }

    // MARK: XML signatures

    private func verifyXML(_ bytes: [UInt8]) throws -> SignatureReport {
        let tree: XMLTree
        do throws(XMLError) {
            tree = try XMLTree(parsing: bytes)
        } catch { return .unreadable(error.problem) }
        var required: [XMLTree.Element] = []
        if let covers {
            required = try elements(covers, in: tree)
            if required.isEmpty {
                let report = XMLSignatureVerifier.verifyAll(in: tree, trust: trust).report
                return report.verdict == .accept ? .notCovered(covers, report) : report
            }
        } else if trust.validator != nil {
            required = [tree.root]
        }
        return XMLSignatureVerifier.verifyAll(in: tree, requiring: required, trust: trust).report
    }

    private func elements(_ xpath: String, in tree: XMLTree) throws -> [XMLTree.Element] {
        do throws(XMLError) {
            return try tree.elements(selectedBy: xpath)
        } catch {
            throw CommandFailure(
                .usage, "command.xpath",
                Text(vi: "XPath không hợp lệ: \(xpath)", en: "Not an XPath expression: \(xpath)"))
        }
    }
}

extension SignatureReport {
    /// A file that can't even be read as what it should be.
    fileprivate static func unreadable(_ problem: Problem?) -> SignatureReport {
        .failed(
            .refuse, .totalFailed, .formatFailure, code: problem?.code ?? "signature.unreadable",
            reason: problem?.message
                ?? Text(vi: "Không đọc được tệp.", en: "The file can't be read."))
    }

    /// A valid signature over something else than what was asked for.
    fileprivate static func notCovered(_ xpath: String, _ report: SignatureReport) -> SignatureReport {
        var failed = SignatureReport.failed(
            .refuse, .indeterminate, .signatureConstraintsFailure, code: "signature.not_covered",
            reason: Text(
                vi: "Chữ ký không bao phủ \(xpath).", en: "The signature does not cover \(xpath)."))
        failed.signers = report.signers
        failed.covered = report.covered
        return failed
    }
}

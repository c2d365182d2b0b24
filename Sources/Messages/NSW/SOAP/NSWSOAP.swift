package import SingleWindow

/// The SOAP profiles that F1 envelopes travel in (reference/domain.md 1.7).
package enum NSWSOAP {
    /// A version of SOAP; answers and faults are written in the version of the request.
    package enum Version: String, Hashable, Sendable, CaseIterable {
        case v11 = "http://schemas.xmlsoap.org/soap/envelope/"
        case v12 = "http://www.w3.org/2003/05/soap-envelope"

        package init?(namespace: String?) {
            guard let namespace, let version = Version(rawValue: namespace) else { return nil }
            self = version
        }

        package var contentType: String {
            switch self {
            case .v11: "text/xml; charset=utf-8"
            case .v12: "application/soap+xml; charset=utf-8"
            }
        }
    }

    /// Who speaks to whom, and in which elements.
    package enum Profile: String, Hashable, Sendable, CaseIterable {
        /// The adapter on the single window's side: `receiveRequest/requestPayload`.
        case adapter = "http://com/vnsw/ws/generated"
        /// Through the sending gateway: `receiveRequest` with `officeCode`, `documentType` and `requestPayload`.
        case sendingGateway = "http://com/vnsw/send/gateway/generated"
        /// The agriculture ministry's own gateway: `receive/request` with the same three.
        case ministryGateway = "http://mard.gov.vn/nsw/services"

        /// Namespace of the fields, where it is not that of the operation.
        var dataNamespace: String {
            self == .ministryGateway ? "http://mard.gov.vn/nsw/data/contract" : rawValue
        }
    }

    /// A call as it came in.
    package struct Request: Hashable, Sendable {
        package var version: Version
        package var profile: Profile
        /// Names the ministry in the gateway profiles; whether the sender or the recipient is not settled, so nothing is
        /// decided by it.
        package var officeCode: String?
        package var documentType: String?
        /// The F1 envelope, as it stood in the payload.
        package var payload: [UInt8]

        package init(
            version: Version = .v11, profile: Profile, officeCode: String? = nil, documentType: String? = nil,
            payload: [UInt8]
        ) {
            self.version = version
            self.profile = profile
            self.officeCode = officeCode
            self.documentType = documentType
            self.payload = payload
        }
    }

    /// Why a call can't be answered in its profile.
    package struct Fault: Error, Hashable, Sendable {
        package var version: Version
        /// Whether the caller is at fault; if not, it may call again.
        package var isCallers: Bool
        package var problem: Problem

        package init(version: Version, isCallers: Bool, problem: Problem) {
            self.version = version
            self.isCallers = isCallers
            self.problem = problem
        }
    }
}

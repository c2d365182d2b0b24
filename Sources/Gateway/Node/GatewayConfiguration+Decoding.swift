extension GatewayConfiguration: Decodable {
    private enum Keys: String, StrictCodingKey {
        case mode, listen, journal, schemas, partners, identity, trust, delivery, limits
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(Keys.self)
        mode = try container.decodeIfPresent(Mode.self, forKey: .mode) ?? .production
        listen = try container.decodeIfPresent(Listen.self, forKey: .listen) ?? Listen()
        journal = try container.decode(String.self, forKey: .journal)
        schemas = try container.decode(String.self, forKey: .schemas)
        partners = try container.decode(String.self, forKey: .partners)
        identity = try container.decode(Identity.self, forKey: .identity)
        trust = try container.decode(Trust.self, forKey: .trust)
        delivery = try container.decodeIfPresent(Delivery.self, forKey: .delivery) ?? Delivery()
        limits = try container.decodeIfPresent(Limits.self, forKey: .limits) ?? Limits()
        folder = "."
    }
}

extension GatewayConfiguration.Listen: Decodable {
    private enum Keys: String, StrictCodingKey { case host, port, tls }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(Keys.self)
        host = try container.decodeIfPresent(String.self, forKey: .host) ?? host
        port = try container.decodeIfPresent(Int.self, forKey: .port) ?? port
        tls = try container.decodeIfPresent(TLS.self, forKey: .tls)
    }
}

extension GatewayConfiguration.Listen.TLS: Decodable {
    private enum Keys: String, StrictCodingKey { case certificate, key, clientRoots }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(Keys.self)
        certificate = try container.decode(String.self, forKey: .certificate)
        key = try container.decode(String.self, forKey: .key)
        clientRoots = try container.decodeIfPresent(String.self, forKey: .clientRoots)
    }
}

extension GatewayConfiguration.Identity: Decodable {
    private enum Keys: String, StrictCodingKey {
        case key, certificate, customsName, customsIdentity, engineUser, paymentCode, paymentName
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(Keys.self)
        key = try container.decode(String.self, forKey: .key)
        certificate = try container.decode(String.self, forKey: .certificate)
        customsName = try container.decodeIfPresent(String.self, forKey: .customsName) ?? customsName
        customsIdentity = try container.decodeIfPresent(String.self, forKey: .customsIdentity) ?? customsIdentity
        engineUser = try container.decodeIfPresent(String.self, forKey: .engineUser) ?? engineUser
        paymentCode = try container.decodeIfPresent(String.self, forKey: .paymentCode) ?? paymentCode
        paymentName = try container.decodeIfPresent(String.self, forKey: .paymentName) ?? paymentName
    }
}

extension GatewayConfiguration.Trust: Decodable {
    private enum Keys: String, StrictCodingKey { case traders, agencies, revocationLists, serverRoots }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(Keys.self)
        traders = try container.decode([String].self, forKey: .traders)
        agencies = try container.decode([String].self, forKey: .agencies)
        revocationLists = try container.decodeIfPresent([String].self, forKey: .revocationLists) ?? []
        serverRoots = try container.decodeIfPresent(String.self, forKey: .serverRoots)
    }
}

extension GatewayConfiguration.Delivery: Decodable {
    private enum Keys: String, StrictCodingKey {
        case concurrency, connectTimeout, totalTimeout, lease, firstRetry, longestRetry, giveUpAfter
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(Keys.self)
        concurrency = try container.decodeIfPresent(Int.self, forKey: .concurrency) ?? concurrency
        connectTimeout = try container.decodeIfPresent(Int.self, forKey: .connectTimeout) ?? connectTimeout
        totalTimeout = try container.decodeIfPresent(Int.self, forKey: .totalTimeout) ?? totalTimeout
        lease = try container.decodeIfPresent(Int.self, forKey: .lease) ?? lease
        firstRetry = try container.decodeIfPresent(Int.self, forKey: .firstRetry) ?? firstRetry
        longestRetry = try container.decodeIfPresent(Int.self, forKey: .longestRetry) ?? longestRetry
        giveUpAfter = try container.decodeIfPresent(Int.self, forKey: .giveUpAfter) ?? giveUpAfter
        guard lease > totalTimeout else {
            throw ConfigurationError("delivery.lease must be longer than delivery.totalTimeout")
        }
    }
}

extension GatewayConfiguration.Limits: Decodable {
    private enum Keys: String, StrictCodingKey { case messageBytes, concurrentMessages }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(Keys.self)
        messageBytes = try container.decodeIfPresent(Int.self, forKey: .messageBytes) ?? messageBytes
        concurrentMessages = try container.decodeIfPresent(Int.self, forKey: .concurrentMessages) ?? concurrentMessages
    }
}

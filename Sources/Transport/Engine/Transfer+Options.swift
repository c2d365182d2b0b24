internal import CCurl
internal import CCurlShims

extension Transfer {
    /// Sets up the easy handle for the call. The total time limit counts from the submission, so libcurl gets what is
    /// left of it at `now`.
    ///
    /// - Throws: `transport.body_unreadable`, or `transport.internal` for an option that libcurl does not take.
    func configure(_ configuration: TransportConfiguration, now: ContinuousClock.Instant) throws(TransportError) {
        var options = EasyOptions(easy)
        setProtocol(&options, configuration)
        setTimeouts(&options, now: now)
        setTLS(&options)
        setRoute(&options)
        setCallbacks(&options)
        try setContent(&options)
        if let failure = options.failure {
            throw TransportError(.internal, origin: submission.call.origin.description, detail: failure)
        }
    }

    private func setProtocol(_ options: inout EasyOptions, _ configuration: TransportConfiguration) {
        options.set(CURLOPT_ERRORBUFFER, pointer: errorText.baseAddress)
        options.set(CURLOPT_URL, submission.call.url)
        options.set(CURLOPT_PROTOCOLS_STR, submission.call.origin.scheme)
        options.set(CURLOPT_FOLLOWLOCATION, false)
        options.set(CURLOPT_NOSIGNAL, true)
        // A name that is being resolved when the call ends would otherwise be waited for, and every other call with it.
        options.set(CURLOPT_QUICK_EXIT, true)
        options.set(CURLOPT_NOPROGRESS, true)
        options.set(CURLOPT_PATH_AS_IS, true)
        options.set(CURLOPT_MAXAGE_CONN, Int(max(1, configuration.idleConnectionAge.components.seconds)))
        options.set(CURLOPT_MAXLIFETIME_CONN, Int(max(1, configuration.connectionAge.components.seconds)))
        if submission.call.observer != nil {
            options.set(CURLOPT_FRESH_CONNECT, true)
            options.set(CURLOPT_FORBID_REUSE, true)
        }
        options.set(
            CURLOPT_HTTP_VERSION,
            Int(call.allowsHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        // With HTTP/2, calls wait for a connection being opened rather than open one each.
        options.set(CURLOPT_PIPEWAIT, call.allowsHTTP2)
        options.set(CURLOPT_HTTPHEADER, list: list(submission.call.headerLines))
    }

    private func setTimeouts(_ options: inout EasyOptions, now: ContinuousClock.Instant) {
        let left = max(1, (submission.deadline - now).wholeMilliseconds)
        options.set(CURLOPT_TIMEOUT_MS, Int(left))
        options.set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(left, max(1, call.timeouts.connect.wholeMilliseconds))))
        if let idle = call.timeouts.idle {
            options.set(CURLOPT_LOW_SPEED_LIMIT, 1)
            options.set(CURLOPT_LOW_SPEED_TIME, Int((idle.wholeMilliseconds + 999) / 1000))
        }
    }

    private func setTLS(_ options: inout EasyOptions) {
        options.set(CURLOPT_SSL_VERIFYPEER, true)
        options.set(CURLOPT_SSL_VERIFYHOST, 2)
        switch call.tls.minimumVersion {
        case .tls12: options.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        case .tls13: options.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_3))
        }
        // libcurl may be built with the system's directory of roots as a default that would be trusted beside ours; it
        // holds what the system's file of roots holds.
        options.set(CURLOPT_CAPATH, String?.none)
        if case .only(let source) = call.tls.trust {
            options.set(CURLOPT_CAINFO, String?.none)
            options.set(source, bytes: CURLOPT_CAINFO_BLOB, file: CURLOPT_CAINFO)
        }
        // Roots in a file are kept for a minute, so that an exchanged file soon comes into force.
        options.set(CURLOPT_CA_CACHE_TIMEOUT, 60)
        // A resumed session skips the verification of the chain, perhaps against roots that are trusted no more.
        options.set(CURLOPT_SSL_SESSIONID_CACHE, false)
        options.note(CURLOPT_SSL_CTX_FUNCTION, CCurlShims_easy_setopt_handshake(easy, handshake))
        if let identity = call.tls.identity {
            options.set(CURLOPT_SSLCERTTYPE, "PEM")
            options.set(CURLOPT_SSLKEYTYPE, "PEM")
            options.set(identity.certificate, bytes: CURLOPT_SSLCERT_BLOB, file: CURLOPT_SSLCERT)
            options.set(identity.key, bytes: CURLOPT_SSLKEY_BLOB, file: CURLOPT_SSLKEY)
            // Without any passphrase OpenSSL would ask for one on the terminal.
            options.set(CURLOPT_KEYPASSWD, identity.passphrase ?? "")
        }
    }

    private func setRoute(_ options: inout EasyOptions) {
        // An empty string keeps libcurl from reading the environment's proxy variables.
        options.set(CURLOPT_PROXY, call.proxy?.url ?? "")
        if let proxy = call.proxy {
            options.set(CURLOPT_NOPROXY, "")
            options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
            options.set(CURLOPT_PROXYAUTH, Int(1))
            options.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
            if let credentials = proxy.credentials {
                options.set(CURLOPT_PROXYUSERNAME, credentials.user)
                options.set(CURLOPT_PROXYPASSWORD, credentials.password)
            }
        }
        if let target = call.connectTo {
            options.set(CURLOPT_CONNECT_TO, list: list(["::" + target]))
        }
    }

    private func setCallbacks(_ options: inout EasyOptions) {
        options.note(
            CURLOPT_WRITEFUNCTION,
            CCurlShims_easy_setopt_write(
                easy,
                { bytes, size, count, context in
                    guard let transfer = Transfer.from(context), let bytes else { return 0 }
                    guard
                        transfer.received.take(
                            content: UnsafeRawBufferPointer(start: bytes, count: size * count))
                    else {
                        transfer.stopped = .responseTooLarge
                        return 0
                    }
                    return size * count
                }, context))
        options.note(
            CURLOPT_HEADERFUNCTION,
            CCurlShims_easy_setopt_header(
                easy,
                { bytes, size, count, context in
                    guard let transfer = Transfer.from(context), let bytes else { return 0 }
                    guard
                        transfer.received.take(
                            headerLine: UnsafeRawBufferPointer(start: bytes, count: size * count))
                    else {
                        transfer.stopped = .responseTooLarge
                        return 0
                    }
                    return size * count
                }, context))
        options.note(
            CURLOPT_PREREQFUNCTION,
            CCurlShims_easy_setopt_prereq(
                easy,
                { context, address, _, _, _ in
                    guard let transfer = Transfer.from(context), let address else { return CURL_PREREQFUNC_ABORT }
                    return transfer.requestBegins(address: String(cString: address))
                        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
                }, context))
        if mustStayPublic {
            options.note(
                CURLOPT_OPENSOCKETFUNCTION,
                CCurlShims_easy_setopt_opensocket(
                    easy,
                    { context, _, address in
                        guard let transfer = Transfer.from(context), let address else { return CURL_SOCKET_BAD }
                        return transfer.openSocket(address)
                    }, context))
        }
        options.set(CURLOPT_MAXFILESIZE_LARGE, large: Int64(call.responseLimit))
    }

    private func setContent(_ options: inout EasyOptions) throws(TransportError) {
        let method = call.method
        switch call.body {
        case .none where ["GET", "HEAD", "OPTIONS", "TRACE", "DELETE"].contains(method):
            options.set(method == "HEAD" ? CURLOPT_NOBODY : CURLOPT_HTTPGET, true)
        case .none:
            setContent(bytes: [], &options)
        case .bytes(let bytes):
            setContent(bytes: bytes, &options)
        case .file(let path):
            try setContent(file: path, &options)
        }
        options.set(CURLOPT_CUSTOMREQUEST, method == "HEAD" ? nil : method)
    }

    private func setContent(bytes: [UInt8], _ options: inout EasyOptions) {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
        _ = copy.initialize(from: bytes)
        content = copy
        options.set(CURLOPT_POST, true)
        options.set(CURLOPT_POSTFIELDSIZE_LARGE, large: Int64(bytes.count))
        options.set(CURLOPT_POSTFIELDS, pointer: copy.baseAddress)
    }

    private func setContent(file path: String, _ options: inout EasyOptions) throws(TransportError) {
        let file = try FileContent(path: path)
        self.file = file
        options.set(CURLOPT_POST, true)
        options.set(CURLOPT_POSTFIELDSIZE_LARGE, large: file.length)
        options.note(
            CURLOPT_READFUNCTION,
            CCurlShims_easy_setopt_read(
                easy,
                { buffer, size, count, context in
                    guard let file = Transfer.from(context)?.file, let buffer,
                        let read = file.read(into: buffer, capacity: size * count)
                    else { return Int(CURL_READFUNC_ABORT) }
                    return read
                }, context))
        options.note(
            CURLOPT_SEEKFUNCTION,
            CCurlShims_easy_setopt_seek(
                easy,
                { context, offset, origin in
                    guard origin == 0, let file = Transfer.from(context)?.file, file.rewind(to: Int64(offset)) else {
                        return CURL_SEEKFUNC_FAIL
                    }
                    return CURL_SEEKFUNC_OK
                }, context))
    }

    /// A list that lives as long as the transfer.
    private func list(_ strings: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var head: UnsafeMutablePointer<curl_slist>?
        for string in strings {
            guard let longer = curl_slist_append(head, string) else { break }
            head = longer
        }
        if let head { lists.append(head) }
        return head
    }
}
